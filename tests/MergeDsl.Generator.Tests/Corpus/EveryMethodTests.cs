using Microsoft.CodeAnalysis;
using Xunit;

namespace MergeDsl.Generator.Tests.Corpus;

/// <summary>Wrong parameters, numbers of models and base models of every method are errors of the compiler, each with its cure.</summary>
public class EveryMethodTests(EveryMethodTests.Project project) : IClassFixture<EveryMethodTests.Project>
{
    public static TheoryData<string> Cases => [.. Project.All.Select(made => made.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_mistake_is_an_error_with_a_cure(string name)
    {
        Case made = Project.All.Single(candidate => candidate.Name == name);
        Diagnostic[] found =
        [
            .. project.Found.TryGetValue(name, out Diagnostic[]? all)
                ? all.Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Info)
                : [],
        ];
        if (made.Id is null)
        {
            Assert.Empty(found);
            return;
        }
        // A parameter that every model misses is said at every model.
        if (!made.Name.Contains("missing", StringComparison.Ordinal))
            Assert.Single(found);
        Assert.NotEmpty(found);
        foreach (Diagnostic diagnostic in found)
        {
            Assert.Equal(made.Id, diagnostic.Id);
            Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
            if (made.Id.StartsWith("MDSL", StringComparison.Ordinal))
                Assert.Matches("; |can compute only with ", diagnostic.GetMessage());
        }
    }

    [Fact]
    public void Every_method_is_among_them() =>
        Assert.All(
            MethodSchemas.All,
            schema =>
                Assert.True(
                    Project.All.Count(made => made.Name.StartsWith(schema.TypeName + "_", StringComparison.Ordinal) && made.Id is not null)
                        >= 2
                )
        );

    /// <summary>A declaration.</summary>
    /// <param name="Name">The class.</param>
    /// <param name="Text">The declaration.</param>
    /// <param name="Id">What must be said; null for nothing.</param>
    public sealed record Case(string Name, string Text, string? Id);

    public sealed class Project
    {
        public Project()
        {
            var made = new TestProject();
            foreach (Case declaration in All)
                made.Source(
                    $"[Merge] public static partial class {declaration.Name} {{ public static {declaration.Text}; }}",
                    declaration.Name + ".cs"
                );
            Found = made.Run()
                .Diagnostics()
                .GroupBy(diagnostic => Path.GetFileNameWithoutExtension(diagnostic.Location.GetLineSpan().Path))
                .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        }

        public static IReadOnlyList<Case> All { get; } = [.. MethodSchemas.All.SelectMany(Of)];

        public IReadOnlyDictionary<string, Diagnostic[]> Found { get; }

        private static IEnumerable<Case> Of(MethodSchema schema)
        {
            int least = Math.Max(schema.MinimumInputs, 1);
            Dictionary<string, string> needed = schema
                .Parameters.Where(parameter => parameter.Required)
                .ToDictionary(parameter => parameter.Property, Right, StringComparer.Ordinal);
            Case Make(
                string what,
                string? id,
                int models,
                bool hasBase = true,
                (string Property, string Value)? set = null,
                string? without = null
            )
            {
                Dictionary<string, string> values = needed
                    .Where(pair => pair.Key != without)
                    .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
                if (set is { } given)
                    values[given.Property] = given.Value;
                string list = string.Join(", ", Enumerable.Range(0, models).Select(i => $"\"org/m{i}\"")),
                    settings = string.Concat(values.Select(pair => $", {pair.Key} = {pair.Value}"));
                return new(
                    $"{schema.TypeName}_{what}",
                    $"{schema.TypeName} Definition => new() {{ DType = DType.BFloat16, Models = [{list}]{(hasBase && schema.Base == BaseRole.Required ? ", BaseModel = \"org/base\"" : "")}{settings} }}",
                    id
                );
            }
            yield return Make("right", null, least);
            yield return Make("misspelt", "CS0117", least, set: ("Wieght", "1"));
            if (schema.MinimumInputs > 1)
                yield return Make("too_few", "MDSL0105", schema.MinimumInputs - 1);
            if (schema.MaximumInputs is { } most)
                yield return Make("too_many", "MDSL0105", most + 1);
            else if (schema.MinimumInputs == 1)
                yield return Make("none", "MDSL0102", 0);
            if (schema.Base == BaseRole.Required)
                yield return Make("no_base", "MDSL0106", least, hasBase: false);
            foreach (ParameterSchema parameter in schema.Parameters)
            {
                if (parameter.Required)
                    yield return Make("missing_" + parameter.Name, "MDSL0104", least, without: parameter.Property);
                yield return Make("wrong_" + parameter.Name, "CS0029", least, set: (parameter.Property, "\"much\""));
                Bounds possible = parameter.Possible;
                if (parameter.Type == ParameterType.Boolean)
                    continue;
                if (!double.IsInfinity(possible.Minimum))
                    yield return Make(
                        "small_" + parameter.Name,
                        "MDSL0112",
                        least,
                        set: (parameter.Property, Number(possible.OpenMinimum ? possible.Minimum : possible.Minimum - 1))
                    );
                if (!double.IsInfinity(possible.Maximum) && possible.Maximum < int.MaxValue)
                    yield return Make(
                        "great_" + parameter.Name,
                        "MDSL0112",
                        least,
                        set: (parameter.Property, Number(possible.Maximum + 1))
                    );
            }
        }

        private static string Right(ParameterSchema parameter) => parameter.Name == "t" ? "0.5" : "1";

        private static string Number(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
    }
}
