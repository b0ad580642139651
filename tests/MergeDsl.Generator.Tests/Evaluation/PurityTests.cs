using System.Globalization;
using Microsoft.CodeAnalysis;
using Xunit;

namespace MergeDsl.Generator.Tests.Evaluation;

/// <summary>Impure code is not evaluated, however a definition reaches it: the compiler reports it, has no part in its effects, and does not wait for it.</summary>
public class PurityTests
{
    private static readonly string Touched = Path.Combine(Path.GetTempPath(), $"mergedsl-purity-{Environment.ProcessId}.txt");

    private static readonly (string Kind, string Expression)[] Impure =
    [
        ("files", "System.IO.File.ReadAllText(\"numbers.txt\").Length"),
        ("files that are written", $"Beside.Write(@\"{Touched}\")"),
        ("directories", "new System.IO.DirectoryInfo(\".\").GetFiles().Length"),
        ("output", "Beside.Print()"),
        ("input", "Console.ReadLine()!.Length"),
        ("network", "new System.Net.Http.HttpClient().GetStringAsync(\"http://localhost:1\").Result.Length"),
        ("time", "DateTime.Now.Year % 7"),
        ("ticks", "Environment.TickCount % 7"),
        ("stopwatch", "(int)(System.Diagnostics.Stopwatch.GetTimestamp() % 7)"),
        ("randomness", "Random.Shared.Next(1, 7)"),
        ("randomness with a seed", "new Random(1).Next(1, 7)"),
        ("ids", "Guid.NewGuid().ToByteArray().Length"),
        ("hashes of texts", "\"text\".GetHashCode() % 7"),
        ("hashes of values", "HashCode.Combine(1, 2) % 7"),
        ("hashes of objects", "new object().GetHashCode() % 7"),
        ("order of hashes", "System.Collections.Immutable.ImmutableHashSet.Create(\"aa\", \"b\").First().Length"),
        (
            "order of hashes in a query",
            "new[] { \"aa\", \"b\" }.ToHashSet().Concat(System.Collections.Immutable.ImmutableHashSet.Create(\"c\")).Last().Length"
        ),
        (
            "order of hashes of keys",
            "System.Collections.Immutable.ImmutableDictionary<string, int>.Empty.Add(\"a\", 1).Add(\"b\", 2).Keys.First().Length"
        ),
        (
            "order of hashes behind an interface",
            "Beside.Order(System.Collections.Immutable.ImmutableDictionary<string, int>.Empty.Add(\"a\", 1))"
        ),
        ("order of a frozen set", "System.Collections.Frozen.FrozenSet.ToFrozenSet([\"aa\", \"b\"]).First().Length"),
        ("encoding of the machine", "System.Text.Encoding.Default.GetBytes(\"x\").Length"),
        ("sizes of the machine", "IntPtr.Size"),
        ("static events", "Beside.Happen()"),
        ("environment", "Environment.ProcessorCount"),
        ("environment variables", "(Environment.GetEnvironmentVariable(\"PATH\") ?? \"\").Length"),
        ("system", "OperatingSystem.IsWindows() ? 1 : 2"),
        ("culture", "System.Globalization.CultureInfo.CurrentCulture.Name.Length"),
        ("text of a fraction", "0.5.ToString().Length"),
        ("order by culture", "new[] { \"b\", \"a\" }.OrderBy(text => text).First().Length"),
        ("comparison by culture", "\"a\".CompareTo(\"b\") + 2"),
        ("case by culture", "\"TITLE\".ToLower().Length"),
        ("search by culture", "\"title\".IndexOf(\"it\")"),
        ("sort by culture", "Beside.Sorted(\"b\", \"a\").Length"),
        ("threads", "Beside.Sleep()"),
        ("tasks", "System.Threading.Tasks.Task.Run(() => 1).Result"),
        ("await", "Beside.Later().Result"),
        ("locks", "Beside.Locked()"),
        ("parallel queries", "new[] { 1, 2 }.AsParallel().Sum()"),
        ("reflection", "typeof(string).GetMethods().Length"),
        ("activation", "((List<int>)Activator.CreateInstance(typeof(List<int>))!).Count + 1"),
        ("dynamic binding", "Beside.Dynamic()"),
        ("unsafe code", "Beside.Pointer()"),
        ("unsafe helpers", "System.Runtime.CompilerServices.Unsafe.SizeOf<int>()"),
        ("line ends", "new System.Text.StringBuilder().AppendLine().Length"),
        ("state", "Beside.Next()"),
        ("state in a collection", "Beside.Remember()"),
    ];

    /// <summary>Ways to an expression: members of the class, how the definition gets to it, and what stands beside.</summary>
    private static readonly (string Way, string Members, string Use, string Beside)[] Ways =
    [
        ("helper", "static int X() => {0};", "X()", ""),
        ("property", "static int X {{ get {{ return {0}; }} }}", "X", ""),
        ("initializer", "static readonly int X = {0};", "X", ""),
        ("interpolation", "static string X => $\"{{({0})}}\";", "X.Length", ""),
        (
            "comparer",
            "",
            "new[] {{ 2, 1 }}.OrderBy(i => i, new Order()).First()",
            "class Order : IComparer<int> {{ public int Compare(int a, int b) => {0}; }}"
        ),
        ("object", "", "new Thing().N", "class Thing {{ public int N {{ get; }} = {0}; }}"),
        ("lambda", "", "new[] {{ 1 }}.Select(i => {0}).First()", ""),
        ("iterator", "static IEnumerable<int> X() {{ yield return {0}; }}", "X().Sum()", ""),
        ("static constructor", "static readonly int X; static M() {{ X = {0}; }}", "X", ""),
        ("lazy value", "", "new Lazy<int>(() => {0}).Value", ""),
        (
            "override",
            "",
            "new Limited {{ 1 }}.Count",
            "class Limited : System.Collections.ObjectModel.Collection<int> {{ protected override void InsertItem(int index, int item) => base.InsertItem(index, {0}); }}"
        ),
        ("operator", "", "(int)new Thing()", "class Thing {{ public static explicit operator int(Thing thing) => {0}; }}"),
        (
            "event",
            "",
            "new Thing().Raise()",
            "class Thing {{ event Func<int>? Asked; public int Raise() {{ Asked += () => {0}; return Asked(); }} }}"
        ),
        ("finally", "static int X() {{ int n = 1; try {{ return n; }} finally {{ n = {0}; }} }}", "X()", ""),
        (
            "text of an object",
            "",
            "$\"{{new Thing()}}\".Length",
            "class Thing {{ public override string ToString() => new string('x', {0}); }}"
        ),
    ];

    private const string Helpers = """
        static class Beside
        {
            static int next;
            static readonly List<int> all = [];
            static readonly object gate = new();
            static event Action? Happened;
            public static int Happen() { Happened += () => { }; return 1; }
            public static int Order(IReadOnlyDictionary<string, int> pairs) { foreach (var pair in pairs) return pair.Value; return 0; }
            public static int Write(string path) { System.IO.File.WriteAllText(path, "x"); return 1; }
            public static int Print() { Console.WriteLine("printed"); return 1; }
            public static int Sleep() { System.Threading.Thread.Sleep(100_000); return 1; }
            public static int Locked() { lock (gate) { return 1; } }
            public static async System.Threading.Tasks.Task<int> Later() { await System.Threading.Tasks.Task.Yield(); return 1; }
            public static int Dynamic() { dynamic text = "abc"; return text.Length; }
            public static unsafe int Pointer() { int n = 1; int* p = &n; return *p; }
            public static string Sorted(params string[] texts) { Array.Sort(texts); return texts[0]; }
            public static int Next() => ++next;
            public static int Remember() { all.Add(1); return all.Count; }
        }
        """;

    public static TheoryData<string> Kinds => [.. Impure.Select(kind => kind.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_not_pure_is_not_evaluated(string kind)
    {
        string expression = Impure.Single(impure => impure.Kind == kind).Expression;
        TestProject project = new TestProject().AllowUnsafe().Source(Helpers, "Beside.cs");
        foreach ((string way, string members, string use, string beside) in Ways)
        {
            string Filled(string text) => string.Format(CultureInfo.InvariantCulture, text, expression);
            project.Source(
                $"namespace {Corpus.Blocks.Identifier(way)};\n[Merge] public static partial class M {{ {Filled(members)} public static Passthrough Definition => new() {{ DType = DType.BFloat16, Slices = [((Model)\"org/a\").Layers[0..({Filled(use)})]] }}; }}\n{Filled(beside)}",
                way + ".cs"
            );
        }
        ProjectResult result = project.Run();
        Diagnostic[] said = [.. result.Diagnostics().Where(diagnostic => diagnostic.Id.StartsWith("MDSL", StringComparison.Ordinal))];
        Assert.All(
            Ways,
            way =>
            {
                Assert.True(
                    result.Generated(Corpus.Blocks.Identifier(way.Way) + ".M.Plan.g.cs").Contains("field ??=", StringComparison.Ordinal),
                    $"{kind} by {way.Way} is evaluated"
                );
                Diagnostic only = Assert.Single(said, diagnostic => diagnostic.Location.SourceTree!.FilePath == way.Way + ".cs");
                Assert.Equal("MDSL0201", only.Id);
                // What to write is said for each kind, at a token of what is impure.
                Assert.DoesNotContain("write what is pure", only.GetMessage(null), StringComparison.Ordinal);
                string source = only.Location.SourceTree!.ToString();
                int at = source.IndexOf(expression, StringComparison.Ordinal);
                Assert.True(
                    only.Location.SourceSpan.Start >= at && only.Location.SourceSpan.End <= at + expression.Length,
                    $"{kind} by {way.Way}: {only}"
                );
            }
        );
        Assert.False(File.Exists(Touched));
    }

    [Fact]
    public void A_query_that_a_spread_runs_has_its_place()
    {
        ProjectResult result = new TestProject()
            .Source(
                "[Merge] public static partial class M { public static Linear Definition => new() { DType = DType.Float32, Models = [.. from id in new[] { \"org/b\", \"org/a\" } orderby id select new Linear.Input(id) { Weight = 1 }] }; }"
            )
            .Run();
        Diagnostic said = Assert.Single(result.Diagnostics(), diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.Equal("MDSL0201", said.Id);
        Assert.Contains("StringComparer.Ordinal", said.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Contains("orderby id", said.Location.SourceTree!.GetText().ToString(said.Location.SourceSpan), StringComparison.Ordinal);
    }
}
