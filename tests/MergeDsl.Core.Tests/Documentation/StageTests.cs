using System.Text.RegularExpressions;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Documentation;

/// <summary>The folders of a project are the stages that a merge passes through. A stage uses what comes before it, and never calls backwards.</summary>
public class StageTests
{
    /// <summary>Each project with its root namespace and its folders in order; a project's stages come after those of the projects that it references.</summary>
    public static TheoryData<string, string, string[]> Projects =>
        new()
        {
            {
                "runtime/MergeDsl.Core",
                "MergeDsl",
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
                ]
            },
            {
                "runtime/MergeDsl",
                "MergeDsl",
                ["Files", "Safetensors", "Checkpoints", "Binding", "Kernels", "Engine", "OutputFiles", "Execution", "App"]
            },
            { "runtime/MergeDsl.Tool", "MergeDsl.Tool", ["Programs", "Commands"] },
            {
                "generator/MergeDsl.Generator",
                "MergeDsl.Generator",
                [
                    "Text",
                    "Methods",
                    "Manifests",
                    "Evaluation",
                    "Diagnostics",
                    "Incrementality",
                    "Checking",
                    "Checkpoints",
                    "Yaml",
                    "Plans",
                    "Analysis",
                ]
            },
            { "generator/MergeDsl.CodeFixes", "MergeDsl.CodeFixes", ["Fixing", "Converting"] },
        };

    /// <summary>Folders without stages: texts for the build.</summary>
    private static readonly string[] NoStages = ["PublicAPI", "build"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_is_a_stage(string project, string root, string[] stages)
    {
        _ = root;
        Assert.Equal(
            stages.Order(StringComparer.Ordinal),
            Folders(project).Select(folder => folder.Split('/')[^1]).Except(NoStages).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_stage_uses_only_what_comes_before_it(string project, string root, string[] stages)
    {
        var used = new Regex($@"(?<=\b{Regex.Escape(root)}\.)([A-Z]\w+)");
        var backwards = new List<string>();
        for (int stage = 0; stage < stages.Length; stage++)
        {
            string folder = Repository.Path(project, stages[stage]);
            foreach (string file in Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories))
            {
                backwards.AddRange(
                    used.Matches(File.ReadAllText(file))
                        .Select(match => match.Groups[1].Value)
                        .Where(name => Array.IndexOf(stages, name) > stage)
                        .Select(name => $"{Path.GetFileName(file)} in {stages[stage]} uses {name}")
                );
            }
        }
        Assert.Empty(backwards);
    }

    [Fact]
    public void The_list_of_folders_is_the_tree()
    {
        string page = File.ReadAllText(Repository.Path("docs", "explanation", "architecture.md"));
        string list = page[page.IndexOf("## Folders", StringComparison.Ordinal)..].Split("```")[1];
        var path = new List<string>();
        var listed = new List<string>();
        foreach (string line in list.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int depth = line.TakeWhile(char.IsWhiteSpace).Count() / 2;
            string[] parts = line.Trim().Split("  ", 2);
            Assert.True(parts is [_, { Length: > 5 }], $"'{line}' needs a description");
            path.RemoveRange(depth, path.Count - depth);
            path.Add(parts[0]);
            listed.Add(string.Join('/', path));
        }

        IEnumerable<string> folders =
        [
            .. new[] { "runtime", "generator" }.SelectMany(Folders).SelectMany(WithInner),
            .. new[] { "samples", "tests", "docs" }.SelectMany(Folders),
        ];
        Assert.Equal(folders.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> WithInner(string folder) => Folders(folder).SelectMany(WithInner).Prepend(folder);

    private static IEnumerable<string> Folders(string parent) =>
        Directory
            .GetDirectories(Repository.Path(parent))
            .Where(directory => Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Any())
            .Select(directory => Path.GetFileName(directory))
            .Where(name => name is not ("bin" or "obj"))
            .Select(name => $"{parent}/{name}");
}
