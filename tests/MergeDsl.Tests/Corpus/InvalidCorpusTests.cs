using MergeDsl.Testing;
using MergeDsl.Tool;
using Xunit;

namespace MergeDsl.Tests.Corpus;

/// <summary>Small configurations with one fault each: the message has the severity and the line that the file asks for, and comes with no avalanche.</summary>
public class InvalidCorpusTests
{
    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        if (SharedData.Root is null)
            files.Add("");
        else
            foreach (string path in Directory.EnumerateFiles(SharedData.Path("corpus", "invalid"), "*.yml").Order(StringComparer.Ordinal))
                files.Add(Path.GetFileNameWithoutExtension(path));
        return files;
    }

    [SharedTheory]
    [MemberData(nameof(Files))]
    public async Task The_message_points_at_the_fault(string name)
    {
        CorpusFile file = CorpusFile.Read(SharedData.Path("corpus", "invalid", name + ".yml"));
        Severity severity = file.Severity switch
        {
            "error" => Severity.Error,
            "warning" => Severity.Warning,
            _ => Severity.Note,
        };
        foreach (bool toRun in (bool[])[false, true])
        {
            LoadedMerges loaded = await MergeFileSource.LoadAsync(
                file.Path,
                new() { ModelsDirectory = SharedData.Path("goldens", "models"), ToRun = toRun },
                default
            );
            string all = string.Join("\n", loaded.Diagnostics);
            Assert.True(
                loaded.Diagnostics.Any(diagnostic =>
                    diagnostic.Severity == severity && diagnostic.Place is { } place && file.Lines.Contains(place.Line)
                ),
                $"expected {severity} at line {string.Join(" or ", file.Lines)}, got\n{all}"
            );
            MergeDiagnostic[] counted =
            [
                .. loaded.Diagnostics.Where(diagnostic =>
                    diagnostic.Severity != Severity.Note && diagnostic.Kind != DiagnosticKinds.NotSupported
                ),
            ];
            Assert.True(counted.Length <= 3, all);
            if (severity != Severity.Error)
                Assert.DoesNotContain(counted, diagnostic => diagnostic.Severity == Severity.Error);
        }
    }
}
