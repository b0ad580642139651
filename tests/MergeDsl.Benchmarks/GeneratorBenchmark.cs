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

/// <summary>The cost of an edit in the editor: a project of 200 files with 20 merges, one of 140 layers.</summary>
internal static class GeneratorBenchmark
{
    private const int Files = 200,
        Merges = 20,
        WarmUp = 5;

    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14);

    public static int Run(int runs)
    {
        CSharpCompilation compilation = Project();
        ImmutableArray<AdditionalText> manifests = [new ManifestText("checkpoints/openchat-3.5-0106.checkpoint.json", Manifest())];
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new MergeDslGenerator().AsSourceGenerator()], manifests, Options);
        Console.WriteLine(
            "median (best, worst) of " + runs.ToString(CultureInfo.InvariantCulture) + " edits: on the clock | of the processor"
        );
        Report("driver, first run", 1, _ => compilation, first => driver = driver.RunGenerators(first), warmUp: 0);
        Report(
            "driver, unrelated edit",
            runs,
            i => Edit(compilation, "File70.cs", Unrelated(70, i)),
            edited => driver = driver.RunGenerators(edited)
        );
        Report(
            "driver, edit in a declaration",
            runs,
            i => Edit(compilation, "Merge3.cs", Declaration(3, 1 + (i % 30))),
            edited => driver = driver.RunGenerators(edited)
        );
        Report(
            "driver, edit of 140 layers",
            runs,
            i => Edit(compilation, "Merge0.cs", Declaration(0, 1 + (i % 30))),
            edited => driver = driver.RunGenerators(edited)
        );
        Analyzers("analyzers, unrelated edit", runs, i => Edit(compilation, "File70.cs", Unrelated(70, i)), driver, manifests);
        Analyzers(
            "analyzers, edit in a declaration",
            runs,
            i => Edit(compilation, "Merge3.cs", Declaration(3, 1 + (i % 30))),
            driver,
            manifests
        );
        Analyzers(
            "analyzers, edit of 140 layers",
            runs,
            i => Edit(compilation, "Merge0.cs", Declaration(0, 1 + (i % 30))),
            driver,
            manifests
        );
        return 0;
    }

    public static string Manifest()
    {
        var shape = new OpenChatShape(1);
        return ManifestWriter.Write(
            ManifestBuilder
                .Build("openchat/openchat-3.5-0106", null, [.. shape.Tensors()], Json.JsonReader.Parse(shape.Config()).AsObject!, null)
                .Manifest!
        );
    }

    /// <summary>The time of the analyzers in an analysis of the whole project, as the host counts it: their own code, and what they make the compiler bind. They look at the edited project with the output of the generator.</summary>
    private static void Analyzers(
        string what,
        int runs,
        Func<int, CSharpCompilation> edit,
        GeneratorDriver driver,
        ImmutableArray<AdditionalText> files
    )
    {
        ImmutableArray<DiagnosticAnalyzer> analyzers =
        [
            new MergeAnalyzer(),
            new CheckpointAnalyzer(),
            new MergeFileAnalyzer(),
            new MethodAnalyzer(),
            new NumberAnalyzer(),
        ];
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions(files),
            null,
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: true
        );
        var times = new List<double>();
        for (int i = 0; i < runs + WarmUp; i++)
        {
            driver = driver.RunGeneratorsAndUpdateCompilation(edit(i), out Compilation complete, out _);
            AnalysisResult result = complete
                .WithAnalyzers(analyzers, options)
                .GetAnalysisResultAsync(CancellationToken.None)
                .GetAwaiter()
                .GetResult();
            if (i >= WarmUp)
                times.Add(analyzers.Sum(analyzer => result.AnalyzerTelemetryInfo[analyzer].ExecutionTime.TotalMilliseconds));
        }
        Console.WriteLine($"{what, -34}{Summary(times)}");
    }

    private static (double Clock, double Processor) Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        action();
        return (watch.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
    }

    private static void Report(string what, int runs, Func<int, CSharpCompilation> edit, Action<CSharpCompilation> run, int warmUp = WarmUp)
    {
        var times = new List<(double, double)>();
        for (int i = 0; i < runs + warmUp; i++)
        {
            CSharpCompilation edited = edit(i);
            (double, double) time = Time(() => run(edited));
            if (i >= warmUp)
                times.Add(time);
        }
        Print(what, times);
    }

    private static void Print(string what, List<(double Clock, double Processor)> times) =>
        Console.WriteLine($"{what, -34}{Summary(times.Select(time => time.Clock))} | {Summary(times.Select(time => time.Processor))}");

    private static string Summary(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        return FormattableString.Invariant($"{sorted[sorted.Length / 2], 8:F1} ms ({sorted[0]:F1}, {sorted[^1]:F1})");
    }

    private static CSharpCompilation Edit(CSharpCompilation compilation, string path, string text)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == path);
        return compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(text, Encoding.UTF8)));
    }

    /// <summary>The files of the project.</summary>
    /// <param name="withMerges">Whether the merges are among them.</param>
    public static IEnumerable<(string Path, string Text)> Sources(bool withMerges = true)
    {
        yield return (
            "Usings.cs",
            "global using System; global using System.Collections.Generic; global using System.Linq;"
                + (withMerges ? " global using MergeDsl;" : "")
        );
        int own = 2 + Merges;
        if (withMerges)
        {
            yield return (
                "OpenChat.cs",
                "namespace Demo; [Checkpoint(\"openchat-3.5-0106.checkpoint.json\")] public static partial class OpenChat;"
            );
            for (int i = 0; i < Merges; i++)
                yield return ($"Merge{i.ToString(CultureInfo.InvariantCulture)}.cs", Declaration(i, 31));
        }
        for (int i = withMerges ? own : 1; i < Files; i++)
            yield return ($"File{i.ToString(CultureInfo.InvariantCulture)}.cs", Unrelated(i, 0));
    }

    private static CSharpCompilation Project()
    {
        IEnumerable<SyntaxTree> trees = Sources().Select(source => Parse(source.Path, source.Text));
        MetadataReference core = MetadataReference.CreateFromFile(typeof(Model).Assembly.Location);
        return CSharpCompilation.Create(
            "Benchmark",
            trees,
            [.. Net100.References.All, core],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable,
                concurrentBuild: false
            )
        );
    }

    private static SyntaxTree Parse(string path, string text) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), Options, path);

    private static string Declaration(int number, int layer)
    {
        string name = number.ToString(CultureInfo.InvariantCulture),
            from = layer.ToString(CultureInfo.InvariantCulture);
        string slices =
            number == 0
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
        var text = new StringBuilder("namespace Demo.Unrelated;\n\npublic sealed class C")
            .Append(number.ToString(CultureInfo.InvariantCulture))
            .Append("\n{\n");
        for (int i = 0; i < 20; i++)
            text.Append(
                CultureInfo.InvariantCulture,
                $"    public int Method{i}(int[] values) {{ int sum = {edit}; foreach (int value in values) {{ if (value > {i}) sum += value * {i}; }} return sum; }}\n"
            );
        return text.Append("}\n").ToString();
    }

    private sealed class ManifestText(string path, string text) : AdditionalText
    {
        private readonly SourceText source = SourceText.From(text, Encoding.UTF8);

        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => source;
    }
}
