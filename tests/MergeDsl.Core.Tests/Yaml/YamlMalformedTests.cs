using System.Text;
using MergeDsl.Testing;
using VerifyXunit;
using Xunit;

namespace MergeDsl.Core.Tests.Yaml;

/// <summary>The messages about texts that are no merge: one snapshot to read from top to bottom.</summary>
public class YamlMalformedTests
{
    [Fact]
    public Task Messages_read_well()
    {
        StringBuilder said = new();
        foreach (
            string text in File.ReadAllText(Repository.Path("tests", "MergeDsl.Core.Tests", "Yaml", "Malformed.txt"))
                .ReplaceLineEndings("\n")
                .Split("=====\n")
        )
        {
            YamlMerge merge = MergeYaml.Read(text, "m.yml");
            IEnumerable<MergeDiagnostic> all = merge
                .Diagnostics.Concat(merge.Check(ManifestSet.Empty).SelectMany(report => report))
                .Distinct()
                .Where(diagnostic => diagnostic.Id != "MDSL0609");
            said.Append(text.TrimEnd('\n')).Append("\n\n");
            foreach (MergeDiagnostic diagnostic in all.OrderBy(diagnostic => diagnostic.Place!.Start))
                said.Append("  ").Append(diagnostic).Append('\n');
            said.Append("=====\n");
        }
        return Verifier.Verify(said.ToString());
    }
}
