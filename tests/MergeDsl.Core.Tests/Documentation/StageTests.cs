using System.Text.RegularExpressions;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Documentation;

/// <summary>The folders of Core are the stages that a merge passes through. A stage uses what comes before it, and never calls backwards.</summary>
public partial class StageTests
{
    private static readonly string[] Order =
    [
        "Collections",
        "Diagnostics",
        "Tensors",
        "Json",
        "Schemas",
        "Declarations",
        "Specs",
        "Manifests",
        "Configuration",
        "Planning",
        "Completion",
        "Reporting",
        "Rules",
        "Graph",
        "Yaml",
        "CSharp",
    ];

    private static readonly string Core = Repository.Path("runtime", "MergeDsl.Core");

    [Fact]
    public void Every_folder_is_a_stage() =>
        Assert.Equal(
            Order.Append("PublicAPI").Order(StringComparer.Ordinal),
            Directory
                .GetDirectories(Core)
                .Select(directory => Path.GetFileName(directory))
                .Where(name => name is not ("bin" or "obj"))
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void A_stage_uses_only_what_comes_before_it()
    {
        var backwards = new List<string>();
        for (int stage = 0; stage < Order.Length; stage++)
        {
            foreach (string file in Directory.GetFiles(Path.Combine(Core, Order[stage]), "*.cs", SearchOption.AllDirectories))
            {
                backwards.AddRange(
                    UsedStages()
                        .Matches(File.ReadAllText(file))
                        .Select(match => match.Groups[1].Value)
                        .Where(used => Array.IndexOf(Order, used) > stage)
                        .Select(used => $"{Path.GetRelativePath(Core, file)} uses {used}")
                );
            }
        }
        Assert.Empty(backwards);
    }

    /// <summary>A namespace of a stage, imported or in full.</summary>
    [GeneratedRegex(@"(?<=\bMergeDsl\.)([A-Z]\w+)")]
    private static partial Regex UsedStages();
}
