using System.Text;
using MergeDsl.Testing;
using MergeDsl.Tests.Tool;
using VerifyXunit;
using Xunit;

namespace MergeDsl.Tests.Programs;

/// <summary>Merges that the tool reads off C# files, projects and assemblies. Every build takes seconds, so one file says as much as it can.</summary>
public class ProgramTests
{
    private const string Two = """
        using MergeDsl;

        [Merge]
        public static partial class First
        {
            public static Linear Definition => new() { Models = [new("m") { Weight = 0.3 }, new("n") { Weight = 0.7 }], DType = DType.BFloat16 };
        }

        [Merge]
        public static partial class Second
        {
            static readonly Model Taken = First.Plan;

            public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [Taken.Layers[..], Tiny.Layers[^1..].Transparent()] };
        }

        [Checkpoint("m.checkpoint.json")]
        public static partial class Tiny;
        """;

    [Fact]
    public async Task A_file_by_itself_is_planned_run_and_converted()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral(layers: 4).Write(directory.Path("m"));
        TinyCheckpoint.Mistral(layers: 4, seed: 1).Write(directory.Path("n"));
        Assert.Equal(0, (await ToolRun.Of("manifest", directory.Path("m"), "-o", directory.Path("m.checkpoint.json"))).ExitCode);
        string file = directory.Write("Two merges.cs", Two);

        ToolRun plan = await ToolRun.Of("plan", file, "--json");
        Assert.True(plan.ExitCode == 0, plan.Output);
        Assert.Equal(
            ["First", "Second"],
            plan.ReadJson().GetProperty("documents").EnumerateArray().Select(document => document.GetProperty("name").GetString())
        );

        ToolRun run = await ToolRun.Of("run", file, directory.Path("out"), "--json");
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal(5, run.ReadJson().GetProperty("layers").GetInt32());
        Assert.True(File.Exists(directory.Path("out", "config.json")));

        ToolRun convert = await ToolRun.Of("convert", file, "-o", directory.Path("merge.yml"));
        Assert.True(convert.ExitCode == 0, convert.Error);
        Assert.Equal(0, (await ToolRun.Of("run", directory.Path("merge.yml"), directory.Path("again"), "-q")).ExitCode);
        foreach (string name in (string[])["model.safetensors", "config.json"])
            Assert.Equal(File.ReadAllBytes(directory.Path("out", name)), File.ReadAllBytes(directory.Path("again", name)));
    }

    [SharedFact]
    public async Task Yaml_becomes_csharp_and_yaml_again()
    {
        using var directory = new TemporaryDirectory();
        string[] files =
        [
            .. Directory
                .EnumerateFiles(SharedData.Path("corpus", "mergekit-yaml"), "*.yaml")
                .Order(StringComparer.Ordinal)
                .Where(file => File.ReadAllText(file).Contains("Expect: valid", StringComparison.Ordinal)),
        ];
        // One build for all: a class each, of files that are as different as they come.
        var text = new StringBuilder();
        var specs = new Dictionary<string, MergeSpec>(StringComparer.Ordinal);
        for (int i = 0; i < files.Length; i += Math.Max(1, files.Length / 12))
        {
            YamlMerge read = MergeYaml.Read(File.ReadAllText(files[i]), files[i]);
            if (read.Documents is not [{ Spec: { } spec }])
                continue;
            string name = FormattableString.Invariant($"Merge{i}");
            string source = MergeCSharp.Convert(read, new() { FileName = files[i], ClassName = name }).Text!;
            text.Append(string.Join('\n', source.Split('\n').Where(line => !line.StartsWith("using ", StringComparison.Ordinal))));
            specs.Add(name, spec);
        }
        string file = directory.Write("Corpus.cs", "using MergeDsl;\n" + text);
        (MergeGraph graph, _, IReadOnlyList<MergeDiagnostic> said) = await MergeDsl.Tool.ProgramFile.ReadAsync(file, [], default);
        Assert.True(said.Count == 0, string.Join("\n", said));
        Assert.Equal(specs.Keys.Order(StringComparer.Ordinal), graph.Nodes.Select(node => node.Name).Order(StringComparer.Ordinal));
        foreach (MergeNode node in graph.Nodes)
        {
            Assert.Equal(specs[node.Name!], node.Spec);
            Assert.Equal(
                specs[node.Name!],
                Assert.Single(MergeYaml.Read(MergeYamlWriter.Write(node.Spec!).Text!, "back.yml").Documents).Spec
            );
        }
    }

    [Fact]
    public async Task An_assembly_and_a_project_are_read_without_running_them()
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "BlockExpansion.dll");
        ToolRun plan = await ToolRun.Of("plan", assembly, "--json");
        Assert.True(plan.ExitCode == 0, plan.Output);
        Assert.Equal(
            (global::Samples.BlockExpansion.Plan.Hash, 40),
            (plan.ReadJson().GetProperty("hash").GetString(), plan.ReadJson().GetProperty("layers").GetInt32())
        );
        ToolRun yaml = await ToolRun.Of("convert", assembly);
        Assert.Equal(0, yaml.ExitCode);
        Assert.Equal(global::Samples.BlockExpansion.Plan.Spec, Assert.Single(MergeYaml.Read(yaml.Output, "out.yml").Documents).Spec);
    }

    /// <summary>The project stands for one that is built: its target names an assembly that is there.</summary>
    [Fact]
    public async Task The_manifests_of_a_project_are_beside_it_and_among_its_additional_files()
    {
        using var directory = new TemporaryDirectory();
        directory.Write(
            "project/linked.csproj",
            $"""
            <Project>
              <ItemGroup><AdditionalFiles Include="../elsewhere/*.checkpoint.json" /></ItemGroup>
              <Target Name="Build" Returns="@(Built)"><ItemGroup><Built Include="{AppContext.BaseDirectory}BlockExpansion.dll" /></ItemGroup></Target>
            </Project>
            """
        );
        string[] expected = [directory.Write("elsewhere/a.checkpoint.json", ""), directory.Write("project/b.checkpoint.json", "")];
        (MergeGraph graph, IReadOnlyList<string> manifests, IReadOnlyList<MergeDiagnostic> said) =
            await MergeDsl.Tool.ProgramFile.ReadAsync(directory.Path("project"), [], default);
        Assert.True(graph.Nodes.Count == 1, string.Join("\n", said));
        Assert.Equal(expected, manifests);
    }

    [Fact]
    public async Task Wrong_programs_are_told_in_one_line()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("empty.cs", "using MergeDsl;\n");
        directory.Write(
            "broken.cs",
            "using MergeDsl;\n[Merge]\npublic static partial class Broken\n{\n    static readonly Model M = \"m\";\n    public static Passthrough Definition => new() { Slices = [M.Layers[0..4].Scald(2)], DType = DType.BFloat16 };\n}\n"
        );
        directory.Write(
            "wrong.cs",
            "using MergeDsl;\n[Merge]\npublic static partial class Wrong\n{\n    static readonly Model M = \"m\";\n    public static Passthrough Definition => new() { Slices = [M.Layers[4..4]], DType = DType.BFloat16 };\n}\n"
        );
        directory.Write(
            "throws.cs",
            "using MergeDsl;\n[Merge]\npublic static partial class Throws\n{\n    static readonly Model M = System.IO.File.ReadAllText(\"/nowhere/model.txt\");\n    public static Passthrough Definition => new() { Slices = [M.Layers[0..4]], DType = DType.BFloat16 };\n}\n"
        );
        directory.Write("two/a.csproj", "<Project />");
        directory.Write("two/b.csproj", "<Project />");
        directory.Write("bad/bad.csproj", "<Project>");
        directory.Write("text.dll", "no assembly");
        directory.Write("binary.cs", [0, 1, 2, 3]);
        (string Name, string Line)[] wrong =
        [
            ("a file that is not there", "plan ~/brokn.cs"),
            ("a file that does not compile", "plan ~/broken.cs"),
            ("a merge with an error", "run ~/wrong.cs ~/out"),
            ("a definition that throws", "plan ~/throws.cs"),
            ("a file without a merge", "convert ~/empty.cs"),
            ("a file that is no text", "plan ~/binary.cs"),
            ("a directory without a project", "plan ~"),
            ("a directory with two projects", "plan ~/two"),
            ("a project that is none", "plan ~/bad"),
            ("a dll that is none", "plan ~/text.dll"),
            ("a dll without a merge", "convert " + Path.Combine(AppContext.BaseDirectory, "CsCheck.dll")),
            (
                "a merge that is not there",
                "convert " + Path.Combine(AppContext.BaseDirectory, "BlockExpansion.dll") + " --merge BlockExpnsion"
            ),
            ("a class for YAML", "convert ~/wrong.cs --class Mine"),
            ("a merge of YAML", "convert ~/merge.yml --merge Mine"),
            ("a verb that is misspelt", "covert ~/wrong.cs"),
        ];
        var text = new StringBuilder();
        foreach ((string name, string line) in wrong)
        {
            ToolRun run = await ToolRun.Of([.. line.Split(' ').Select(word => word.Replace("~", directory, StringComparison.Ordinal))]);
            text.Append(name).Append(" (").Append(run.ExitCode).Append(")\n").Append(run.Output);
            foreach (string said in run.ErrorLines)
                text.Append("  ")
                    .Append(
                        said.Replace(directory, "~", StringComparison.Ordinal)
                            .Replace(AppContext.BaseDirectory, "", StringComparison.Ordinal)
                    )
                    .Append('\n');
        }
        Assert.False(Directory.Exists(directory.Path("out")));
        await Verifier.Verify(text.ToString());
    }
}
