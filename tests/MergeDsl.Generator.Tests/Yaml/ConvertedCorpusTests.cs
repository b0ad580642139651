using MergeDsl.Generator.Yaml;
using MergeDsl.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace MergeDsl.Generator.Tests.Yaml;

/// <summary>Published configurations as declarations of a project: the compiler evaluates every one, says what was said of the YAML and no more, and makes the same plan.</summary>
public class ConvertedCorpusTests
{
    [SharedFact]
    public void The_compiler_plans_what_the_file_says()
    {
        var project = new TestProject();
        var plans = new Dictionary<string, MergePlan>(StringComparer.Ordinal);
        var said = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(SharedData.Path("corpus", "mergekit-yaml")).Order(StringComparer.Ordinal))
        {
            string space = $"F{plans.Count}";
            YamlMerge merge = MergeYaml.Read(File.ReadAllText(path), path);
            CSharpWriteResult result = MergeCSharp.Convert(
                merge,
                new()
                {
                    FileName = path,
                    Namespace = space,
                    ClassName = "Converted",
                }
            );
            if (result.Text is null)
                continue;
            project.Source(result.Text, space + ".cs");
            CheckedMergeFile file = CheckedMergeFile.Of(new MergeFile("converted.merge.yml", "", [], merge), []);
            plans.Add(space, file.Plan!);
            // What nothing reads has no place in C#, and so nothing is said of it; a setting that is shared is wrong at one token.
            said.Add(
                space,
                [
                    .. file
                        .Diagnostics.Where(diagnostic =>
                            diagnostic.Severity == Severity.Warning && diagnostic.Id is not ("MDSL0405" or "MDSL0601")
                        )
                        .Select(diagnostic => diagnostic.Id)
                        .Distinct(),
                ]
            );
        }
        Assert.True(plans.Count > 50);

        ProjectResult compiled = project.Run();
        ILookup<string, Diagnostic> found = compiled
            .Diagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .ToLookup(diagnostic => Path.GetFileNameWithoutExtension(diagnostic.Location.GetLineSpan().Path));
        System.Reflection.Assembly assembly = compiled.Load();
        foreach ((string space, MergePlan plan) in plans)
        {
            Assert.Equal(said[space], found[space].Select(diagnostic => diagnostic.Id).Distinct());
            Assert.Contains("file static class", compiled.Generated(space + ".Converted.Plan.g.cs"), StringComparison.Ordinal);
            Assert.Equal(plan.Hash, assembly.PlanOf(space + ".Converted").Hash);
        }
    }
}
