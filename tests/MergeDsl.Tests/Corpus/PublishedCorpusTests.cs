using MergeDsl.Testing;
using MergeDsl.Tool;
using Xunit;

namespace MergeDsl.Tests.Corpus;

/// <summary>Published configurations, planned without their models: valid ones without a word, the others with theirs at the lines their headers name.</summary>
public class PublishedCorpusTests
{
    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        if (SharedData.Root is null)
            files.Add("");
        else
            foreach (
                string path in Directory.EnumerateFiles(SharedData.Path("corpus", "mergekit-yaml"), "*.yaml").Order(StringComparer.Ordinal)
            )
                files.Add(Path.GetFileNameWithoutExtension(path));
        return files;
    }

    [SharedTheory]
    [MemberData(nameof(Files))]
    public async Task Severities_are_those_of_the_header(string name)
    {
        CorpusFile file = CorpusFile.Read(SharedData.Path("corpus", "mergekit-yaml", name + ".yaml"));
        LoadedMerges loaded = await MergeFileSource.LoadAsync(file.Path, new(), default);
        string all = string.Join("\n", loaded.Diagnostics);
        if (file.NeedsManifest)
        {
            Assert.False(loaded.Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error), all);
            return;
        }
        Severity expected = file.Severity switch
        {
            "reject" => Severity.Error,
            "warn" => Severity.Warning,
            _ => Severity.Note,
        };
        Assert.False(loaded.Diagnostics.Any(diagnostic => diagnostic.Severity > expected), all);
        if (expected == Severity.Note)
            return;
        foreach (int line in file.Lines)
        {
            Assert.True(
                loaded.Diagnostics.Any(diagnostic => diagnostic.Severity == expected && diagnostic.Place?.Line == line),
                $"expected {expected} at line {line}, got\n{all}"
            );
        }
        if (expected == Severity.Warning)
            Assert.All(
                loaded.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Warning),
                diagnostic => Assert.Contains(diagnostic.Place!.Line, file.Lines)
            );
    }
}
