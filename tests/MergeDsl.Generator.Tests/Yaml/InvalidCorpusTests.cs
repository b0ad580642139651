using System.Globalization;
using MergeDsl.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace MergeDsl.Generator.Tests.Yaml;

/// <summary>Configurations with one fault each, as files of a project beside the manifests of their models: said where <c>plan</c> says it.</summary>
public class InvalidCorpusTests(InvalidCorpusTests.Project project) : IClassFixture<InvalidCorpusTests.Project>
{
    // Whether an adapter and a token are there is seen on the disk only.
    private static readonly string[] NeedTheDisk = ["lora-missing", "tokens-unknown-token"];

    public static TheoryData<string> Files() =>
        SharedData.Root is null ? [""] : [.. Paths().Select(path => Path.GetFileNameWithoutExtension(path)).Except(NeedTheDisk)];

    [SharedTheory]
    [MemberData(nameof(Files))]
    public void The_message_points_at_the_fault(string name)
    {
        string[] head = [.. File.ReadLines(SharedData.Path("corpus", "invalid", name + ".yml")).TakeWhile(line => line.StartsWith('#'))];
        string Field(string field) =>
            head.First(line => line.StartsWith($"# {field}:", StringComparison.Ordinal))[(field.Length + 3)..].Trim();
        if (Field("Severity") is not ("error" or "warning"))
            return;
        DiagnosticSeverity severity = Field("Severity") == "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
        int[] lines =
        [
            .. Field("Line")
                .Split([",", "or"], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(number => int.Parse(number, CultureInfo.InvariantCulture)),
        ];
        Diagnostic[] found = project.Found(name);
        Assert.True(
            found.Any(diagnostic =>
                diagnostic.Severity == severity && lines.Contains(diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1)
            ),
            $"expected {severity} at line {string.Join(" or ", lines)}, got\n{string.Join("\n", found.AsEnumerable())}"
        );
    }

    private static IEnumerable<string> Paths() =>
        Directory.EnumerateFiles(SharedData.Path("corpus", "invalid"), "*.yml").Order(StringComparer.Ordinal);

    public sealed class Project
    {
        private readonly ILookup<string, Diagnostic>? found;

        public Project()
        {
            if (SharedData.Root is null)
                return;
            var project = new TestProject();
            foreach ((string name, string text) in GoldenManifests.All())
                project.File(name, text);
            foreach (string path in Paths())
                project.File(Path.GetFileNameWithoutExtension(path) + ".merge.yml", File.ReadAllText(path));
            found = project
                .Run()
                .Diagnostics()
                .ToLookup(diagnostic =>
                    Path.GetFileName(diagnostic.Location.GetLineSpan().Path).Replace(".merge.yml", "", StringComparison.Ordinal)
                );
        }

        internal Diagnostic[] Found(string name) => [.. found![name]];
    }
}
