using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Generator.Tests.Corpus;

/// <summary>The faults of the YAML corpus as C#: each has the id of its file on the token, or the compiler's own.</summary>
public class InvalidInCSharpTests(InvalidInCSharpTests.Project project) : IClassFixture<InvalidInCSharpTests.Project>
{
    /// <summary>The files of the corpus.</summary>
    private const int Count = 60;

    public static TheoryData<string> Names => [.. Blocks.Read("invalid-in-csharp.txt").Select(block => block.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_fault_is_underlined(string name)
    {
        project.Corpus.Check(name);
        string text = Blocks.Read("invalid-in-csharp.txt").Single(block => block.Name == name).Text;
        bool isSilent =
            text.StartsWith("// No form: ", StringComparison.Ordinal) || text.StartsWith("// On the disk: ", StringComparison.Ordinal);
        Assert.Equal(isSilent ? 0 : 1, project.Corpus.Cases[name].Expected.DistinctBy(expected => expected.Span).Count());
    }

    [SharedFact]
    public void Every_file_has_a_block()
    {
        string[] files =
        [
            .. Directory
                .EnumerateFiles(SharedData.Path("corpus", "invalid"), "*.yml")
                .Select(path => Path.GetFileNameWithoutExtension(path))
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(Count, files.Length);
        Assert.Equal(files, project.Corpus.Cases.Keys.Order(StringComparer.Ordinal));
    }

    [SharedFact]
    public void The_id_is_that_of_the_file()
    {
        var manifests = new ManifestSet(GoldenManifests.All().Select(file => ManifestReader.Parse(file.Text, file.Name).Manifest!));
        List<string> wrong = [];
        foreach ((string name, Markup markup) in project.Corpus.Cases)
        {
            string[] ids = [.. markup.Expected.Select(expected => expected.Id).Where(id => !id.StartsWith("CS", StringComparison.Ordinal))];
            if (ids.Length == 0)
                continue;
            YamlMerge merge = MergeYaml.Read(File.ReadAllText(SharedData.Path("corpus", "invalid", name + ".yml")), name);
            string[] said =
            [
                .. merge
                    .Check(manifests)
                    .SelectMany(report => report)
                    .Concat(merge.Diagnostics)
                    .Select(diagnostic => diagnostic.Id)
                    .Distinct(),
            ];
            if (ids.Except(said).Any())
                wrong.Add($"{name}: {string.Join(", ", ids)} in C#, {string.Join(", ", said)} in YAML");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    public sealed class Project
    {
        internal CorpusProject Corpus { get; } = new("invalid-in-csharp.txt");
    }
}
