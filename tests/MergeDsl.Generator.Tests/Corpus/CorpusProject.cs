using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace MergeDsl.Generator.Tests.Corpus;

/// <summary>All blocks of a corpus as the files of one project, beside the checkpoints that they name.</summary>
internal sealed class CorpusProject
{
    private const string Shared = """
        namespace Cases;
        [Checkpoint("tiny.checkpoint.json")] public static partial class Tiny;
        [Checkpoint("chat.checkpoint.json")] public static partial class Chat;
        [Checkpoint("other.checkpoint.json")] public static partial class Other;
        [Checkpoint("deep.checkpoint.json")] public static partial class Deep;
        [Checkpoint("tall.checkpoint.json")] public static partial class Tall;
        [Checkpoint("wide.checkpoint.json")] public static partial class Wide;
        [Checkpoint("words.checkpoint.json")] public static partial class Words;
        [Checkpoint("gpt.checkpoint.json")] public static partial class Gpt;
        [Checkpoint("moe.checkpoint.json")] public static partial class Moe;
        [Checkpoint("post.checkpoint.json")] public static partial class Post;
        [Checkpoint("llama.checkpoint.json")] public static partial class Llama;
        [Checkpoint("free.checkpoint.json")] public static partial class Free;
        [Checkpoint("closed.checkpoint.json")] public static partial class Closed;
        [MergeMethod("corpus_clip", MinimumInputs = 2, MaximumInputs = 3)]
        public partial record Clip
        {
            [MergeParameter(ParameterScope.EveryInput, Default = 1, Minimum = 0, NaturalMaximum = 2)] public partial Setting<double>? Weight { get; init; }
            [MergeParameter(ParameterScope.Merge, Minimum = 0)] public partial Setting<double>? Limit { get; init; }
            [MergeParameter(ParameterScope.Merge, Default = 3, Minimum = 1, Maximum = 10)] public partial Setting<int>? MaxSteps { get; init; }
            [MergeParameter(ParameterScope.Merge, Default = false, Name = "keep")] public partial Setting<bool>? Keeps { get; init; }
            public static Setting<double> Half => 0.5;
            private static partial void Compute(MergeBlock block, Values values)
            {
                for (int i = 0; i < block.Output.Length; i++) block.Output[i] = (float)Math.Min(values.Limit * values.MaxSteps, values.Weight(0) * block[0][i]) + (values.Keeps ? 1 : 0);
            }
        }
        [MergeMethod("corpus_pull", Base = BaseRole.Required)]
        public sealed partial record Pull
        {
            [MergeParameter(ParameterScope.InputsWithoutBase)] public partial Setting<double>? Pulls { get; init; }
            private static partial void Compute(MergeBlock block, Values values) => block[block.BaseInput ?? 0].CopyTo(block.Output);
        }
        public static class Helpers
        {
            public static LayerRange TooLong() => Tiny.Layers[0..99];
            public static LayerRange Unknown() => Tiny.Layers[0..Environment.ProcessorCount];
            public static Setting<double> Misspelt => [("o_porj", 0.5), 1];
        }
        """;

    private readonly Dictionary<string, Diagnostic[]> found;

    public CorpusProject(string file)
    {
        var project = new TestProject()
            .Checkpoint("tiny", TestManifests.Mistral("org/tiny"))
            .Checkpoint("chat", TestManifests.Mistral("org/chat"))
            .Checkpoint("other", TestManifests.Mistral("org/other"))
            .Checkpoint("deep", TestManifests.Mistral("org/deep", layers: 10))
            .Checkpoint("tall", TestManifests.Mistral("org/tall", layers: 12))
            .Checkpoint("wide", TestManifests.Mistral("org/wide", hidden: 128))
            .Checkpoint("words", TestManifests.Mistral("org/words", vocabulary: 300))
            .Checkpoint("gpt", TestManifests.Gpt2("org/gpt"))
            .Checkpoint("moe", TestManifests.Moe("org/moe"))
            .Checkpoint("post", TestManifests.Mistral("org/post", type: "bert", architecture: "BertForMaskedLM"))
            .Checkpoint("llama", TestManifests.Mistral("org/llama", type: "llama", architecture: "LlamaForCausalLM"))
            .Checkpoint("free", TestManifests.Mistral("org/free", licence: "apache-2.0"))
            .Checkpoint("closed", TestManifests.Mistral("org/closed", licence: "cc-by-nc-4.0"))
            .Checkpoint("a/twice", TestManifests.Mistral("org/twice"))
            .Checkpoint("b/twice", TestManifests.Mistral("org/twice-again"))
            .Checkpoint("clash", TestManifests.Clashing("org/clash"))
            .Source(Shared, "Shared.cs");
        Cases = Blocks
            .Read(file)
            .ToDictionary(
                block => block.Name,
                block => Markup.Parse($"namespace Cases.{Blocks.Identifier(block.Name)};\n{block.Text}"),
                StringComparer.Ordinal
            );
        foreach ((string name, Markup markup) in Cases)
            project.Source(markup.Text, name + ".cs");
        Result = project.Run();
        found = Result
            .Diagnostics()
            .GroupBy(diagnostic => diagnostic.Location.GetLineSpan().Path)
            .ToDictionary(group => Path.GetFileNameWithoutExtension(group.Key), group => group.ToArray(), StringComparer.Ordinal);
    }

    public ProjectResult Result { get; }

    public IReadOnlyDictionary<string, Markup> Cases { get; }

    public IReadOnlyList<Diagnostic> Found(string name) => found.TryGetValue(name, out Diagnostic[]? diagnostics) ? diagnostics : [];

    /// <summary>Asserts that a block has exactly the diagnostics that are marked in it.</summary>
    public void Check(string name)
    {
        Markup markup = Cases[name];
        (string, TextSpan)[] actual =
        [
            .. Found(name)
                .Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan))
                .OrderBy(pair => pair.SourceSpan.Start)
                .ThenBy(pair => pair.Id, StringComparer.Ordinal),
        ];
        Xunit.Assert.True(markup.Expected.SequenceEqual(actual), Markup.Show(markup.Text, Found(name)));
    }
}
