using System.Text;
using MergeDsl.Core.Tests.Documentation;
using MergeDsl.Testing;
using VerifyXunit;
using Xunit;

namespace MergeDsl.Core.Tests.Rules;

/// <summary>Merges at both sides of every limit that the rules draw, each in a line of <c>Merges.txt</c>, with all that is said about it: one snapshot to read from top to bottom.</summary>
public class RuleMessageTests
{
    [Fact]
    public Task Messages_read_well()
    {
        StringBuilder said = new();
        foreach (string line in File.ReadLines(Repository.Path("tests", "MergeDsl.Core.Tests", "Rules", "Merges.txt")))
        {
            said.Append(line).Append('\n');
            if (line.Length > 0 && line[0] == '{')
                Check(line, said);
        }
        return Verifier.Verify(said.ToString());
    }

    private static void Check(string text, StringBuilder said)
    {
        YamlDocument document = Assert.Single(MergeYaml.Read(text, "m.yml").Documents);
        if (document.Spec is null)
        {
            foreach (MergeDiagnostic diagnostic in document.Diagnostics)
                said.Append($"  {diagnostic.Severity} {diagnostic.Id} {diagnostic.Path}: {diagnostic.Message}\n");
            return;
        }
        MergeCheck check = MergeCheck.Run(document.Spec, new(ExampleModels.All), document.Diagnostics);
        foreach (MergeDiagnostic diagnostic in check.Diagnostics)
            said.Append($"  {diagnostic.Severity} {diagnostic.Id} {diagnostic.Path}: {diagnostic.Message}\n");
        if (check.Completed is { } completed)
            said.Append($"  {completed.Layers.Count} layers, {completed.Tensors.Count} tensors\n");
    }
}
