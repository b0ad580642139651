using System.Text.Json;
using Xunit;

namespace MergeDsl.Testing;

/// <summary>The checkpoints and cases of the reference data, and the ones among them that MergeDsl refuses so far.</summary>
public static class GoldenData
{
    /// <summary>The groups of cases that are not supported yet, with the error that a run gives, or null where no verb makes them.</summary>
    public static IReadOnlyDictionary<string, string?> RefusedGroups { get; } =
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["lora"] = "MDSL0314",
            ["tokenizer"] = "MDSL0314",
            ["moe"] = "MDSL0402",
            ["raw"] = "MDSL0501",
            ["quantised"] = "MDSL0503",
            ["extract"] = null,
            ["transplant"] = null,
        };

    /// <summary>The checkpoints that are not supported yet, with the error that opening or reading them gives.</summary>
    public static IReadOnlyDictionary<string, string> RefusedModels { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["q-channel-a"] = "MDSL0503",
            ["q-fp8-a"] = "MDSL0503",
            ["q-fp8-b"] = "MDSL0503",
            ["q-mxfp4"] = "MDSL0503",
        };

    /// <summary>The directory of all checkpoints.</summary>
    public static string Models => SharedData.Path("goldens", "models");

    /// <summary>The directory of a checkpoint.</summary>
    public static string Model(string name) => Path.Combine(Models, name);

    /// <summary>The directory of a case.</summary>
    public static string Case(string name) => SharedData.Path("goldens", "cases", name);

    /// <summary>The names of the checkpoints that are supported; none where the data is absent.</summary>
    public static string[] SupportedModels() =>
        [
            .. Names("models")
                .Where(name => File.Exists(Path.Combine(Model(name), "config.json")))
                .Where(name => !RefusedModels.ContainsKey(name)),
        ];

    /// <summary>The names of the cases of some groups; none where the data is absent.</summary>
    public static string[] Cases(Predicate<string> group) => [.. Names("cases").Where(name => group(Group(name)))];

    /// <summary>The data of a theory over names: an empty name where the data is absent, for a test that is skipped.</summary>
    public static TheoryData<string> Theory(IEnumerable<string> names) => SharedData.Root is null ? [""] : [.. names];

    /// <summary>Returns the group of a case.</summary>
    public static string Group(string name) => Description(name).GetProperty("group").GetString()!;

    /// <summary>Reads what the data says about a case.</summary>
    public static JsonElement Description(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Case(name), "case.json")));
        return document.RootElement.Clone();
    }

    private static IEnumerable<string> Names(string kind) =>
        SharedData.Root is null
            ? []
            : Directory
                .EnumerateDirectories(SharedData.Path("goldens", kind))
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal);
}
