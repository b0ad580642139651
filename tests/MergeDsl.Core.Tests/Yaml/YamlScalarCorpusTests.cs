using System.Globalization;
using System.Text.Json;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Yaml;

public class YamlScalarCorpusTests
{
    public static IEnumerable<object[]> Scalars() =>
        SharedData.Root is null
            ?
            [
                ["", ""],
            ]
            : JsonDocument
                .Parse(File.ReadAllText(SharedData.Path("corpus", "yaml-scalars.json")))
                .RootElement.EnumerateArray()
                .Select(entry => new object[] { entry.GetProperty("text").GetString()!, entry.GetProperty("parameter").GetString()! });

    [SharedTheory]
    [MemberData(nameof(Scalars))]
    public void A_scalar_is_what_the_reference_reads(string text, string expected)
    {
        YamlMerge merge = MergeYaml.Read($"models:\n  - model: a\n    parameters:\n      weight: {text}\nmerge_method: linear\n", "m.yml");
        if (expected.StartsWith("rejected", StringComparison.Ordinal))
        {
            MergeDiagnostic error = Assert.Single(merge.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
            Assert.InRange(error.Place!.Line, 4, 5);
            return;
        }
        Assert.DoesNotContain(merge.Diagnostics, diagnostic => diagnostic.Severity > Severity.Note);
        EquatableArray<double> values = Assert.Single(Assert.Single(merge.Documents[0].Spec!.Models[0].Parameters).Rules).Values;
        if (expected is "gradient" or "rule")
            return;
        double number = expected switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" => double.NaN,
            _ => double.Parse(expected, CultureInfo.InvariantCulture),
        };
        Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(values[0]));
    }
}
