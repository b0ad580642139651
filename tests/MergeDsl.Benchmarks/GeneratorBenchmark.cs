using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Basic.Reference.Assemblies;
using MergeDsl.Generator;
using MergeDsl.Generator.Analysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace MergeDsl.Benchmarks;

/// <summary>What an edit costs in the editor: a project of 200 files with 20 merges, one of 140 layers.</summary>
internal static class GeneratorBenchmark
{
    private const int Files = 200, Merges = 20;

    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14);

    public static int Run(int runs)
    {
        CSharpCompilation compilation = Project();
        ImmutableArray<AdditionalText> manifests = [new ManifestText("checkpoints/openchat-3.5-0106.checkpoint.json", Manifest())];
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new MergeDslGenerator().AsSourceGenerator()], manifests, Options);
        var first = Stopwatch.StartNew();
        driver = driver.RunGenerators(compilation);
        Console.WriteLine(FormattableString.Invariant($"first run                     {first.Elapsed.TotalMilliseconds,8:F1} ms"));
        Report("driver, unrelated edit", runs, i => Edit(compilation, "File7.cs", Unrelated(7, i)), edited => driver = driver.RunGenerators(edited));
        Report("driver, edit in a declaration", runs, i => Edit(compilation, "Merge3.cs", Declaration(3, 1 + (i % 30))), edited => driver = driver.RunGenerators(edited));
        Report("driver, edit of 140 layers", runs, i => Edit(compilation, "Merge0.cs", Declaration(0, 1 + (i % 30))), edited => driver = driver.RunGenerators(edited));
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation complete, out _);
        Report("analyzers of MergeDsl", runs, i => Edit((CSharpCompilation)complete, "File7.cs", Unrelated(7, i)), edited => Analyze(edited, manifests));
        return 0;
    }

    private static string Manifest()
    {
        var shape = new OpenChatShape(1);
        return ManifestWriter.Write(ManifestBuilder.Build("openchat/openchat-3.5-0106", null, [.. shape.Tensors()], Json.JsonReader.Parse(shape.Config()).AsObject!, null).Manifest!);
    }

    private static void Analyze(CSharpCompilation compilation, ImmutableArray<AdditionalText> files)
    {
        ImmutableArray<DiagnosticAnalyzer> analyzers = [new MergeAnalyzer(), new CheckpointAnalyzer(), new MergeFileAnalyzer()];
        compilation.WithAnalyzers(analyzers, new AnalyzerOptions(files)).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
    }

    private static void Report(string what, int runs, Func<int, CSharpCompilation> edit, Action<CSharpCompilation> run)
    {
        var times = new List<double>();
        for (int i = 0; i < runs + 3; i++)
        {
            CSharpCompilation edited = edit(i);
            var watch = Stopwatch.StartNew();
            run(edited);
            if (i >= 3) times.Add(watch.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        Console.WriteLine(FormattableString.Invariant($"{what,-30}{times[times.Count / 2],8:F1} ms (best {times[0]:F1}, worst {times[^1]:F1})"));
    }

    private static CSharpCompilation Edit(CSharpCompilation compilation, string path, string text)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == path);
        return compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(text, Encoding.UTF8)));
    }

    private static CSharpCompilation Project()
    {
        var trees = new List<SyntaxTree> { Parse("Usings.cs", "global using System; global using System.Collections.Generic; global using System.Linq; global using MergeDsl;"), Parse("OpenChat.cs", "namespace Demo; [Checkpoint(\"openchat-3.5-0106.checkpoint.json\")] public static partial class OpenChat;") };
        for (int i = 0; i < Merges; i++) trees.Add(Parse($"Merge{i.ToString(CultureInfo.InvariantCulture)}.cs", Declaration(i, 31)));
        for (int i = trees.Count; i < Files; i++) trees.Add(Parse($"File{i.ToString(CultureInfo.InvariantCulture)}.cs", Unrelated(i, 0)));
        trees.Add(Parse("File7.cs", Unrelated(7, 0)));
        MetadataReference core = MetadataReference.CreateFromFile(typeof(Model).Assembly.Location);
        return CSharpCompilation.Create("Benchmark", trees, [.. Net100.References.All, core], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    private static SyntaxTree Parse(string path, string text) => CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), Options, path);

    private static string Declaration(int number, int layer)
    {
        string name = number.ToString(CultureInfo.InvariantCulture), from = layer.ToString(CultureInfo.InvariantCulture);
        string slices = number == 0
            ? ".. Enumerable.Range(0, 7).SelectMany(Window)"
            : $"OpenChat.Layers[0..{from}], .. OpenChat.Layers[{from}..({from} + 1)].Scaled([(OpenChat.OProj, 0), (OpenChat.DownProj, 0), 1]).Repeated(8)";
        return $$"""
            namespace Demo;

            [Merge]
            public static partial class Merge{{name}}
            {
                public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [{{slices}}] };

                static IEnumerable<Passthrough.Slice> Window(int i) => Enumerable.Range(0, 20).Select(j => OpenChat.Layers[((i + j) % 31)..((i + j) % 31 + 1)].Scaled([("q_proj", 0.01 * {{from}}), 1]));
            }
            """;
    }

    private static string Unrelated(int number, int edit)
    {
        var text = new StringBuilder("namespace Demo.Unrelated;\n\npublic sealed class C").Append(number.ToString(CultureInfo.InvariantCulture)).Append("\n{\n");
        for (int i = 0; i < 20; i++) text.Append(CultureInfo.InvariantCulture, $"    public int Method{i}(int[] values) {{ int sum = {edit}; foreach (int value in values) {{ if (value > {i}) sum += value * {i}; }} return sum; }}\n");
        return text.Append("}\n").ToString();
    }

    private sealed class ManifestText(string path, string text) : AdditionalText
    {
        private readonly SourceText source = SourceText.From(text, Encoding.UTF8);

        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => source;
    }
}
