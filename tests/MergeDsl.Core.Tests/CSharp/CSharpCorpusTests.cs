using MergeDsl.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Formatting;
using Xunit;
using Xunit.Abstractions;

namespace MergeDsl.Core.Tests.CSharp;

/// <summary>Published configurations become C# that compiles without warnings and means the same.</summary>
public class CSharpCorpusTests(ITestOutputHelper output)
{
    private static readonly Lazy<IReadOnlyList<(string Path, YamlMerge Yaml, CSharpWriteResult Result, PrintedFile? File)>> All = new(
        Convert
    );

    private static IReadOnlyList<(string Path, YamlMerge Yaml, CSharpWriteResult Result, PrintedFile? File)> Convert()
    {
        var all = new List<(string, YamlMerge, CSharpWriteResult, PrintedFile?)>();
        int number = 0;
        foreach (string path in Directory.EnumerateFiles(SharedData.Path("corpus/mergekit-yaml")).Order(StringComparer.Ordinal))
        {
            YamlMerge yaml = MergeYaml.Read(File.ReadAllText(path), Path.GetFileName(path));
            CSharpWriteResult result = MergeCSharp.Convert(yaml, new() { FileName = path, Namespace = $"F{number}" });
            PrintedFile? file = result.Text is null ? null : new(result.Text, [.. yaml.Documents.Select(document => document.Name)]);
            if (file is not null)
                number++;
            all.Add((path, yaml, result, file));
        }
        return all;
    }

    [SharedFact]
    public void What_is_valid_is_converted_and_what_is_rejected_leaves_nothing()
    {
        foreach ((string path, _, CSharpWriteResult result, _) in All.Value)
        {
            string text = File.ReadAllText(path);
            bool needsManifest = text.Contains("# Manifest: yes", StringComparison.Ordinal);
            if (text.Contains("# Expect: reject", StringComparison.Ordinal) && !needsManifest)
                Assert.True(result.Text is null, path);
            if (!text.Contains("# Expect: reject", StringComparison.Ordinal))
                Assert.True(result.Text is not null, path + "\n" + string.Join("\n", result.Diagnostics));
            if (text.Contains("# Expect: valid", StringComparison.Ordinal))
                Assert.DoesNotContain(result.Diagnostics, diagnostic => diagnostic.Severity != Severity.Note);
        }
    }

    [SharedFact]
    public void Printed_merges_mean_what_the_file_means()
    {
        var all = All.Value;
        var compiled = new CompiledDeclarations([.. all.Select(entry => entry.File).OfType<PrintedFile>()]);
        int number = 0;
        foreach ((string path, YamlMerge yaml, CSharpWriteResult result, PrintedFile? file) in all)
        {
            if (file is null)
                continue;
            IReadOnlyList<MergeSpec> specs = compiled.Specs(number++);
            Assert.Equal(yaml.Documents.Count, specs.Count);
            IReadOnlyList<YamlDocument> again = ReadAgain(yaml, specs);
            for (int i = 0; i < specs.Count; i++)
            {
                if (!again[i].Spec!.Equals(yaml.Documents[i].Spec))
                {
                    output.WriteLine(result.Text);
                    Assert.Fail(
                        path
                            + "\n"
                            + MergeYamlWriter.Write(yaml.Documents[i].Spec!).Text
                            + "\n---\n"
                            + MergeYamlWriter.Write(again[i].Spec!).Text
                    );
                }
            }
        }
    }

    /// <summary>The formatter changes white space as <c>dotnet format</c> does.</summary>
    [SharedFact]
    public void The_formatter_has_nothing_to_change()
    {
        using var workspace = new AdhocWorkspace();
        foreach ((string path, _, CSharpWriteResult result, _) in All.Value)
        {
            if (result.Text is null)
                continue;
            SyntaxNode root = CSharpSyntaxTree.ParseText(result.Text).GetRoot();
            Assert.Equal(
                result.Text,
                Formatter
                    .Format(root, workspace, workspace.Options.WithChangedOption(FormattingOptions.NewLine, LanguageNames.CSharp, "\n"))
                    .ToFullString()
            );
        }
    }

    /// <summary>The declarations as YAML, in which a merge that another uses is a name again.</summary>
    private static IReadOnlyList<YamlDocument> ReadAgain(YamlMerge yaml, IReadOnlyList<MergeSpec> specs)
    {
        YamlWriteResult written = MergeYamlWriter.Write([.. specs.Select((spec, i) => (yaml.Documents[i].Name, spec))]);
        Assert.Empty(written.Diagnostics);
        YamlMerge read = MergeYaml.Read(written.Text!, yaml.FileName);
        Assert.DoesNotContain(read.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        return read.Documents;
    }
}
