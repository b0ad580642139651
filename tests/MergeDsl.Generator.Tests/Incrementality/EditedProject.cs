using System.Collections.Immutable;
using System.Globalization;
using MergeDsl.Generator.Analysis;
using MergeDsl.Generator.Tests.Random;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace MergeDsl.Generator.Tests.Incrementality;

/// <summary>A project under random edits, as an editor keeps it: unchanged files keep their trees, and one driver goes from version to version.</summary>
internal sealed class EditedProject
{
    private readonly System.Random random;
    private readonly SortedDictionary<string, string> originals = new(StringComparer.Ordinal);
    private readonly List<string> vocabulary;
    private readonly List<AdditionalText> files;
    private CSharpCompilation compilation;
    private GeneratorDriver driver;
    private CSharpParseOptions options = new(LanguageVersion.CSharp14);

    public EditedProject(int seed)
    {
        random = new(seed);
        foreach ((string path, string text) in EditedSources.All)
            originals[path] = text;
        for (int i = 0; i < 3; i++)
            originals[Random(i)] = Declaration(i);
        vocabulary =
        [
            .. originals
                .Values.SelectMany(text => CSharpSyntaxTree.ParseText(text).GetRoot().DescendantTokens())
                .Select(token => token.Text)
                .Where(text => text.Length > 0),
        ];
        compilation = new TestProject()
            .Compilation()
            .RemoveAllSyntaxTrees()
            .AddSyntaxTrees(originals.Select(file => Parse(file.Key, file.Value)));
        files = [Manifest(8), Yaml(4)];
        driver = CSharpGeneratorDriver.Create([new MergeDslGenerator().AsSourceGenerator()], files, options);
    }

    /// <summary>Changes something, and says what.</summary>
    public string Edit()
    {
        // Where too much is broken, nothing is evaluated that could be stale.
        if (Changed().Length > 2 || Changed().Any(tree => tree.FilePath == "Usings.cs"))
            return Restore();
        SyntaxTree tree = compilation.SyntaxTrees[random.Next(compilation.SyntaxTrees.Length)];
        switch (random.Next(30))
        {
            case < 10:
                return Change(tree, Mutated(tree));
            case < 16:
                return Numbered(Any("Numbers.cs", "Wide.cs", "Split.B.cs", "One.cs", "Shape.cs", "Shared.cs"));
            case < 18:
                return Restore();
            case < 20:
                int number = random.Next(3);
                originals[Random(number)] = Declaration(number);
                return Change(compilation.SyntaxTrees.Single(tree => tree.FilePath == Random(number)), originals[Random(number)]);
            case 20:
                return Change(
                    tree,
                    tree.ToString()
                        .Replace(";", "; // " + random.Next(9).ToString(CultureInfo.InvariantCulture) + "\n", StringComparison.Ordinal)
                );
            case 21:
                return Replace(0, Manifest(random.Next(3, 10)));
            case 22:
                return Replace(1, Yaml(random.Next(1, 9)));
            case 23:
                compilation = compilation.WithOptions(
                    compilation.Options.WithSpecificDiagnosticOptions([
                        new(
                            Any("MDSL0302", "MDSL0307", "MDSL0612", "MDSL0615"),
                            random.Next(2) == 0 ? ReportDiagnostic.Warn : ReportDiagnostic.Error
                        ),
                    ])
                );
                return "severities";
            case 24:
                compilation = compilation.WithOptions(
                    compilation
                        .Options.WithOverflowChecks(!compilation.Options.CheckOverflow)
                        .WithNullableContextOptions(random.Next(2) == 0 ? NullableContextOptions.Enable : NullableContextOptions.Disable)
                );
                return "options";
            case 25:
                return Symbols();
            case 26:
                compilation = compilation.References.Contains(EditedSources.Library)
                    ? compilation.RemoveReferences(EditedSources.Library)
                    : compilation.AddReferences(EditedSources.Library);
                return "references";
            case < 29:
                return Intrusion();
            default:
                return Move(tree);
        }
    }

    /// <summary>The output and the diagnostics of the project, each file and diagnostic as a line of its own.</summary>
    public string[] Incremental()
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation complete, out _);
        return [.. Results(driver, complete)];
    }

    /// <summary>The same of a project that nobody has seen before.</summary>
    public string[] Fresh()
    {
        CSharpCompilation parsed = compilation
            .RemoveAllSyntaxTrees()
            .AddSyntaxTrees(compilation.SyntaxTrees.Select(tree => Parse(tree.FilePath, tree.ToString())));
        GeneratorDriver fresh = CSharpGeneratorDriver
            .Create([new MergeDslGenerator().AsSourceGenerator()], files, options)
            .RunGeneratorsAndUpdateCompilation(parsed, out Compilation complete, out _);
        return [.. Results(fresh, complete)];
    }

    private IEnumerable<string> Results(GeneratorDriver ran, Compilation complete)
    {
        GeneratorRunResult run = ran.GetRunResult().Results.Single();
        Xunit.Assert.Null(run.Exception);
        foreach (GeneratedSourceResult source in run.GeneratedSources.OrderBy(source => source.HintName, StringComparer.Ordinal))
            yield return source.HintName + "\n" + source.SourceText;
        ImmutableArray<DiagnosticAnalyzer> analyzers =
        [
            new MergeAnalyzer(),
            new CheckpointAnalyzer(),
            new MergeFileAnalyzer(),
            new MethodAnalyzer(),
            new NumberAnalyzer(),
        ];
        var analysis = complete.WithAnalyzers(
            analyzers,
            new CompilationWithAnalyzersOptions(
                new AnalyzerOptions([.. files]),
                null,
                concurrentAnalysis: false,
                logAnalyzerExecutionTime: false
            )
        );
        foreach (string line in analysis.GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult().Select(Line).Order(StringComparer.Ordinal))
            yield return line;

        string Line(Diagnostic diagnostic)
        {
            Location[] places = [diagnostic.Location, .. diagnostic.AdditionalLocations];
            Xunit.Assert.All(
                places,
                place => Xunit.Assert.True(place.SourceTree is null || complete.ContainsSyntaxTree(place.SourceTree), diagnostic.ToString())
            );
            return $"{diagnostic} {diagnostic.Severity} {string.Join(" ", places.Select(place => place.GetLineSpan()))} {string.Join(" ", diagnostic.Properties.OrderBy(property => property.Key, StringComparer.Ordinal))}";
        }
    }

    /// <summary>Another number in a file that merges look into.</summary>
    private string Numbered(string path)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == path);
        SyntaxToken[] numbers = [.. tree.GetRoot().DescendantTokens().Where(token => token.IsKind(SyntaxKind.NumericLiteralToken))];
        return numbers.Length == 0
            ? Restore()
            : Change(tree, With(tree, numbers[random.Next(numbers.Length)], random.Next(10).ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Another token, one more, or one less, as it is while code is typed.</summary>
    private string Mutated(SyntaxTree tree)
    {
        SyntaxToken[] tokens = [.. tree.GetRoot().DescendantTokens().Where(token => token.Span.Length > 0)];
        if (tokens.Length == 0)
            return "class Empty;";
        SyntaxToken token = tokens[random.Next(tokens.Length)],
            other = tokens[random.Next(tokens.Length)];
        return random.Next(5) switch
        {
            0 => With(tree, token, ""),
            1 => With(tree, token, token.Text + " " + token.Text),
            2 => With(
                tree,
                token,
                Any("\n#if WIDE\n", "\n#endif\n", "\n#nullable disable\n", "/*", "*/", "\"", "{", "}", "static ", "using System; ")
                    + token.Text
            ),
            3 => With(tree, token, other.Text),
            _ => With(tree, token, vocabulary[random.Next(vocabulary.Count)]),
        };
    }

    private static string With(SyntaxTree tree, SyntaxToken replaced, string text) =>
        tree.ToString()[..replaced.SpanStart] + text + tree.ToString()[replaced.Span.End..];

    private string Change(SyntaxTree tree, string text)
    {
        compilation = compilation.WithFile(tree.FilePath, text);
        return $"{tree.FilePath} becomes\n{text}";
    }

    private SyntaxTree[] Changed() =>
        [
            .. compilation.SyntaxTrees.Where(tree =>
                originals.TryGetValue(tree.FilePath, out string? original) && original != tree.ToString()
            ),
        ];

    private string Restore()
    {
        SyntaxTree[] changed = Changed();
        int count = random.Next(4) == 0 ? changed.Length : Math.Min(1, changed.Length);
        random.Shuffle(changed);
        return string.Join("\n", changed.Take(count).Select(tree => Change(tree, originals[tree.FilePath])));
    }

    private string Replace(int file, AdditionalText text)
    {
        driver = driver.ReplaceAdditionalText(files[file], text);
        files[file] = text;
        return text.Path;
    }

    private string Symbols()
    {
        options = options.WithPreprocessorSymbols(options.PreprocessorSymbolNames.Any() ? Array.Empty<string>() : ["WIDE"]);
        compilation = compilation
            .RemoveAllSyntaxTrees()
            .AddSyntaxTrees(compilation.SyntaxTrees.Select(tree => Parse(tree.FilePath, tree.ToString())));
        driver = driver.WithUpdatedParseOptions(options);
        return "symbols";
    }

    /// <summary>A file that gives names another meaning comes, or goes.</summary>
    private string Intrusion()
    {
        if (compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == "Intruder.cs") is { } there)
        {
            compilation = compilation.RemoveSyntaxTrees(there);
            return "no intruder";
        }
        string text = EditedSources.Intruders[random.Next(EditedSources.Intruders.Length)];
        SyntaxTree tree = Parse("Intruder.cs", text);
        compilation = compilation.AddSyntaxTrees(tree);
        return text;
    }

    private string Move(SyntaxTree tree)
    {
        compilation = compilation.RemoveSyntaxTrees(tree).AddSyntaxTrees(tree);
        return tree.FilePath + " to the end";
    }

    private SyntaxTree Parse(string path, string text) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, System.Text.Encoding.UTF8), options, path);

    private string Declaration(int number) =>
        DeclarationWriter.Write(random.Next(100_000), "R" + number.ToString(CultureInfo.InvariantCulture));

    private string Any(params string[] choices) => choices[random.Next(choices.Length)];

    private static string Random(int number) => $"R{number.ToString(CultureInfo.InvariantCulture)}.cs";

    private static TextFile Manifest(int layers) =>
        new("checkpoints/tiny.checkpoint.json", ManifestWriter.Write(TestManifests.Mistral("org/tiny", layers)));

    private static TextFile Yaml(int end) =>
        new(
            "soup.merge.yml",
            $"merge_method: passthrough\ndtype: bfloat16\nslices:\n- sources:\n  - {{model: org/tiny, layer_range: [0, {end.ToString(CultureInfo.InvariantCulture)}]}}\n"
        );
}
