using System.Text;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Documentation;

/// <summary>The pages about methods say what the schemas say; what a method computes is written by hand below.</summary>
public class MethodPageTests
{
    private const string Begin = "<!-- Made of the schema by MethodPageTests; run it with VERIFY_ACCEPT=1 to write this part. -->\n",
        End = "<!-- What follows is written by hand. -->\n";

    private static string Folder { get; } = Repository.Path("docs", "reference", "methods");

    public static TheoryData<string> Names() => [.. MethodSchemas.All.Select(schema => schema.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_page_has_the_parameters_of_the_schema(string name)
    {
        MethodSchema schema = MethodSchemas.Find(name)!;
        string path = Path.Combine(Folder, name + ".md");
        string page = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        int end = page.IndexOf(End, StringComparison.Ordinal);
        string written = end < 0 ? "\n## What it computes\n" : page[(end + End.Length)..];
        GeneratedFile.Check(path, $"# {name}\n\n{Begin}\n{Table(schema)}\n{End}{written}");
        Assert.Contains("\n## What it computes\n", written);
        Assert.True(written.Length > 200, "a page says what the method computes");
    }

    [Fact]
    public void Every_page_has_a_schema() =>
        Assert.Equal(
            MethodSchemas.All.Select(schema => schema.Name + ".md").Append("README.md").Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_overview_is_made_of_the_schemas()
    {
        var text = new StringBuilder(Introduction);
        text.Append("\n| YAML | C# | base model | models beside it | what |\n| --- | --- | --- | --- | --- |\n");
        foreach (MethodSchema schema in MethodSchemas.All)
            text.Append(
                $"| [`{schema.Name}`]({schema.Name}.md) | `{schema.TypeName}` | {Word(schema.Base)} | {Count(schema)} | {schema.Summary} |\n"
            );
        text.Append("\n## Parameters\n\n| YAML | C# | in |\n| --- | --- | --- |\n");
        foreach (
            IGrouping<(string Name, string Property), MethodSchema> parameter in MethodSchemas
                .All.SelectMany(schema =>
                    schema.Parameters.Select(parameter => (Key: (parameter.Name, parameter.Property), Schema: schema))
                )
                .GroupBy(pair => pair.Key, pair => pair.Schema)
                .OrderBy(group => group.Key.Name, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Property, StringComparer.Ordinal)
        )
        {
            text.Append(
                $"| `{parameter.Key.Name}` | `{parameter.Key.Property}` | {string.Join(", ", parameter.Select(schema => $"[{schema.Name}]({schema.Name}.md)"))} |\n"
            );
        }
        GeneratedFile.Check(Path.Combine(Folder, "README.md"), text.ToString());
    }

    private static string Table(MethodSchema schema)
    {
        var text = new StringBuilder();
        text.Append($"{schema.Summary}\n\n| | |\n| --- | --- |\n");
        text.Append(
            $"| in YAML | `merge_method: {schema.Name}` |\n| in C# | `{schema.TypeName}` |\n| base model | {Word(schema.Base)} |\n| models{(schema.Base == BaseRole.Ignored ? "" : " beside it")} | {Count(schema)} |\n"
        );
        if (schema.Origin is { } origin)
            text.Append($"| from | {origin} |\n");
        if (schema.Parameters.IsEmpty)
            return text.Append("\nIt has no parameters.\n").ToString();
        text.Append("\n| YAML | C# | type | one for | default | natural range | what |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (ParameterSchema parameter in schema.Parameters)
        {
            text.Append(
                $"| `{parameter.Name}` | `{parameter.Property}` | {Word(parameter.Type)} | {Word(parameter.Scope)} | {Default(parameter)} | {Range(parameter)} | {parameter.Summary} |\n"
            );
        }
        return text.ToString();
    }

    private static string Word(BaseRole role) =>
        role switch
        {
            BaseRole.Ignored => "no part in it",
            BaseRole.Optional => "optional",
            _ => "required",
        };

    private static string Word(ParameterType type) =>
        type switch
        {
            ParameterType.Boolean => "true or false",
            ParameterType.Integer => "whole number",
            _ => "number",
        };

    private static string Word(ParameterScope scope) =>
        scope switch
        {
            ParameterScope.Merge => "the merge",
            ParameterScope.EveryInput => "each model",
            _ => "each model but the base",
        };

    private static string Count(MethodSchema schema) =>
        (schema.MinimumInputs, schema.MaximumInputs) switch
        {
            (var least, null) => least == 0 ? "any number" : $"{Number(least)} or more",
            (var least, var most) when least == most => Number(least),
            (var least, var most) => $"{Number(least)} to {Number(most!.Value)}",
        };

    private static string Default(ParameterSchema parameter) =>
        parameter switch
        {
            { Required: true } => "required",
            { Default: null } => "none",
            { Type: ParameterType.Boolean } => parameter.Default == 1 ? "true" : "false",
            _ => Number(parameter.Default.Value),
        };

    private static string Range(ParameterSchema parameter)
    {
        Bounds natural = parameter.Natural,
            possible = parameter.Possible;
        if (parameter.Type == ParameterType.Boolean)
            return "";
        double minimum = Math.Max(natural.Minimum, possible.Minimum),
            maximum = Math.Min(natural.Maximum, possible.Maximum);
        bool open = natural.OpenMinimum && natural.Minimum >= possible.Minimum;
        return (double.IsInfinity(minimum), double.IsInfinity(maximum) || maximum == int.MaxValue) switch
        {
            (true, true) => "any",
            (false, true) => $"{(open ? "above" : "from")} {Number(minimum)}",
            _ => $"{(open ? "above " : "")}{Number(minimum)} to {Number(maximum)}",
        };
    }

    private static string Number(double value) =>
        Numbers.Format(value).Replace("E-0", "e-", StringComparison.Ordinal).Replace("E-", "e-", StringComparison.Ordinal);

    private const string Introduction = """
        # Methods

        <!-- Made of the schemas by MethodPageTests; run it with VERIFY_ACCEPT=1 to write this file. -->

        The twenty methods of mergekit. Each is data (a schema) beside a C# record: both front ends, the rules and these pages are made of it. All of them can be declared, read, checked, planned and run. A method that is not among them can be [one of your own](../../how-to/custom-method.md).

        A parameter is for the whole merge, or each model has its own. One for the merge can be set at the top level or at a slice; one of a model also at the model. [The dialect](../yaml.md) says in which order the places are asked, and what a filter and a gradient are.

        """;
}
