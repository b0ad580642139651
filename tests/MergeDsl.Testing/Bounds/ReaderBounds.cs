using System.Globalization;
using System.Text;
using MergeDsl.Checkpoints;
using MergeDsl.Json;
using MergeDsl.Safetensors;

namespace MergeDsl.Testing;

/// <summary>An input of a reader that can be made of any size, and what reading it may cost.</summary>
/// <param name="Reader">The reader.</param>
/// <param name="Shape">What there is much of.</param>
/// <param name="BytesPerByte">The most bytes that reading allocates for a byte of the input.</param>
/// <param name="Make">Makes an input with so many parts, in a directory for its files: its size in bytes, and how it is read.</param>
/// <param name="Most">The most parts that are tried.</param>
public sealed record BoundCase(
    string Reader,
    string Shape,
    int BytesPerByte,
    Func<int, string, (long Bytes, Action Read)> Make,
    int Most = 100_000
)
{
    public override string ToString() => $"{Reader}: {Shape}";
}

/// <summary>Every reader with the inputs that could make it slow: the bounds that are stated, in one table.</summary>
public static class ReaderBounds
{
    /// <summary>The cost of a file in a directory before its first byte: paths, handles, the listing.</summary>
    public const int Overhead = 200_000;

    // Beyond their texts: facts of a config and the places of tensors; nodes with their places, and what the rules make of them; tensors of a merge with all that makes them.
    private const int OfText = JsonReader.BytesPerCharacter + 3,
        OfCheckpoint = 60,
        OfManifestText = 160,
        OfMerge = 1_000,
        OfTensors = 700;

    public static IReadOnlyList<BoundCase> All { get; } =
    [.. Headers(), .. Json(), .. Directories(), .. Manifests(), .. Merges(), .. Plans()];

    private static IEnumerable<BoundCase> Headers()
    {
        yield return OfHeader("metadata", n => "{\"__metadata__\":{" + List(n, i => $"\"k{i}\":\"v\"") + "}}");
        yield return OfHeader("one metadata key many times", n => "{\"__metadata__\":{" + List(n, _ => "\"key\":\"value\"") + "}}");
        yield return OfHeader(
            "tensors",
            n => "{" + List(n, i => Tensor($"model.layers.{i}.mlp.down_proj.weight", i, i + 1)) + "}",
            data: true
        );
        yield return OfHeader("tensors without bytes", n => "{" + List(n, i => Tensor($"t{i}", 0, 0, "0")) + "}");
        yield return OfHeader("tensors in reverse order", n => "{" + List(n, i => Tensor($"t{i}", n - 1 - i, n - i)) + "}", data: true);
        yield return OfHeader("long names", n => "{" + List(10, i => Tensor(new string((char)('a' + i), n), 0, 0, "0")) + "}");
        yield return OfHeader("escapes", n => "{" + List(10, i => Tensor(i + Repeat("\\u0041", n / 10), 0, 0, "0")) + "}");
        yield return OfHeader("dimensions", n => "{" + Tensor("t", 0, 0, "0," + List(n, _ => "1")) + "}");
        yield return OfHeader(
            "nesting",
            n => "{" + Tensor("t", 0, 0, "0", ",\"x\":[" + List(n / 100, _ => Repeat("[", 100) + Repeat("]", 100)) + "]") + "}"
        );
        yield return OfHeader("nesting without end", n => Repeat("{\"a\":", n));
    }

    private static IEnumerable<BoundCase> Json()
    {
        foreach ((string shape, Func<int, string> text) in Texts())
            yield return new(
                "JSON",
                shape,
                JsonReader.BytesPerCharacter,
                (n, _) =>
                {
                    string json = text(n);
                    return (json.Length, () => Ignore<JsonFormatException>(() => JsonReader.Parse(json)));
                }
            );
    }

    private static IEnumerable<(string Shape, Func<int, string> Text)> Texts()
    {
        yield return ("members", n => "{" + List(n, i => $"\"k{i}\":{i}") + "}");
        yield return ("one member many times", n => "{" + List(n, _ => "\"key\":null") + "}");
        yield return ("numbers", n => "[" + List(n, _ => "1") + "]");
        yield return ("lists of one", n => "[" + List(n, _ => "[0]") + "]");
        yield return ("objects of one", n => "[" + List(n, _ => "{\"\":0}") + "]");
        yield return ("nesting", n => "[" + List(n / 100, _ => Repeat("[", 100) + Repeat("]", 100)) + "]");
        yield return ("nesting without end", n => Repeat("[", n));
        yield return ("long names", n => "{" + List(10, i => $"\"{new string((char)('a' + i), n)}\":0") + "}");
        yield return ("escapes", n => "[\"" + Repeat("\\n\\u0041", n) + "\"]");
        yield return ("blanks", n => new string(' ', n) + "0");
        yield return ("long numbers", n => "[" + new string('1', n) + "]");
    }

    private static IEnumerable<BoundCase> Directories()
    {
        foreach ((string shape, Func<int, string> text) in Texts())
            yield return OfConfig(shape, n => "{\"x\":" + text(n) + "}");
        yield return OfConfig("sections", n => "{" + List(n, i => $"\"s{i}_config\":{{\"num_hidden_layers\":1}}") + "}");
        yield return OfConfig("one section many times", n => "{" + List(n, _ => "\"text_config\":{\"dtype\":\"float32\"}") + "}");
        yield return OfConfig("dtypes", n => "{" + List(n, _ => "\"torch_dtype\":\"float32\"") + "}");
        yield return OfConfig(
            "long names of sections",
            n => $"{{\"{new string('a', n)}_config\":{{{List(n / 20, i => $"\"{i}_config\":{{}}")}}}}}"
        );
        yield return OfIndex("tensors", n => List(n, i => $"\"model.layers.{i}.mlp.down_proj.weight\":\"model.safetensors\""));
        yield return OfIndex("shards that are missing", n => List(n, i => $"\"t{i}\":\"model-{i}.safetensors\""), perByte: 150);
        yield return OfIndex("one tensor many times", n => List(n, _ => "\"t\":\"model.safetensors\""));
        yield return OfIndex("long names", n => List(10, i => $"\"{new string((char)('a' + i), n)}\":\"model.safetensors\""));
        yield return OfFile(
            "tokenizer",
            "tokens",
            OfText,
            "tokenizer.json",
            n => "{\"model\":{\"vocab\":{" + List(n, i => $"\"token{i}\":{i}") + "}}}",
            path => JsonFile.TryRead(path, DiagnosticKinds.UnknownToken, CheckpointLimits.IndexBytes, rejectDuplicates: false, out _, out _)
        );
        yield return OfFile(
            "provenance",
            "lines",
            OfText,
            "mergedsl.json",
            n => "{\"text\":[" + List(n, i => $"\"  source model [{i}..{i + 1}]\"") + "]}",
            path => JsonFile.TryRead(path, DiagnosticKinds.CannotRead, CheckpointLimits.IndexBytes, rejectDuplicates: false, out _, out _)
        );
    }

    private static IEnumerable<BoundCase> Manifests()
    {
        const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        static string Whole(string stacks, string tensors, string notes) =>
            $$"""
                {"format":1,"model":"m","architecture":"","modelType":"","tiesEmbeddings":false,"headerHash":"{{Hash}}","config":{},"stacks":[{{stacks}}],"tensors":[{{tensors}}],"notes":[{{notes}}]}
                """;
        static string Stack(int number, string kinds, int layers) =>
            $$"""{"name":"s{{number}}","prefix":"s{{number}}.layers.{}.","layers":{{layers}},"transparent":null,"kinds":[{{kinds}}]}""";
        static string Kind(int i, string layers) =>
            $$"""{"name":"k{{i}}.weight","dtype":"BF16","shape":[1],"layers":"{{layers}}","writes":true}""";
        yield return OfManifest(
            "tensors outside of the layers",
            n => Whole("", List(n, i => $$"""{"name":"t{{i}}","dtype":"BF16","shape":[1],"position":"elsewhere"}"""), "")
        );
        yield return OfManifest("kinds", n => Whole(Stack(0, List(n, i => Kind(i, "0..2")), 2), "", ""));
        yield return OfManifest("a kind for each layer", n => Whole(Stack(0, List(n, i => Kind(i, $"{i}..{i + 1}")), n), "", ""));
        yield return OfManifest("ranges of layers", n => Whole(Stack(0, Kind(0, List(n, i => $"{2 * i}..{(2 * i) + 1}")), 2 * n), "", ""));
        yield return OfManifest("stacks", n => Whole(List(n, i => Stack(i, Kind(0, "0..1"), 1)), "", ""));
        yield return OfManifest("notes", n => Whole("", "", List(n, i => $"\"note {i}\"")));
    }

    private static IEnumerable<BoundCase> Merges()
    {
        const string Linear = "merge_method: linear\ndtype: bfloat16\n",
            Passthrough = "merge_method: passthrough\ndtype: bfloat16\n";
        yield return OfYaml("models", n => Linear + "models:\n" + Lines(n, i => $"- {{model: m{i}, parameters: {{weight: 1}}}}"));
        yield return OfYaml(
            "slices",
            n => Passthrough + "slices:\n" + Lines(n, i => $"- sources: [{{model: m, layer_range: [{i}, {i + 1}]}}]")
        );
        yield return OfYaml(
            "slices with wrong ranges",
            n => Passthrough + "slices:\n" + Lines(n, i => $"- sources: [{{model: m, layer_range: [{i}, {i}]}}]")
        );
        yield return OfYaml(
            "rules",
            n =>
                Passthrough
                + "slices:\n- sources:\n  - model: m\n    layer_range: [0, 1]\n    parameters:\n      scale:\n"
                + Lines(n, i => $"      - {{filter: f{i}, value: 1}}")
        );
        yield return OfYaml("unknown keys", n => Linear + "models: [{model: m, parameters: {weight: 1}}]\n" + Lines(n, i => $"key{i}: 1"));
        yield return OfYaml("one key many times", n => Linear + Lines(n, _ => "models: [{model: m, parameters: {weight: 1}}]"));
        yield return OfYaml("values of a list", n => Linear + "models: [{model: m, parameters: {weight: [" + List(n, _ => "1") + "]}}]\n");
        yield return OfYaml(
            "comments",
            n => Lines(n, i => $"# mergedsl: disable MDSL0{i % 1000:000}") + Linear + "models: [{model: m, parameters: {weight: 1}}]\n"
        );
        yield return OfYaml(
            "documents",
            n => Lines(n / 100, i => $"name: d{i}\nmerge_method: linear\nmodels: [{{model: d{i + 1}, parameters: {{weight: 1}}}}]\n---")
        );
        yield return OfYaml("a long text", n => "chat_template: \"" + new string('a', n) + "\"\n" + Linear);
        yield return OfYaml("a block of lines", n => "chat_template: |\n" + Lines(n, i => "  line") + Linear);
        yield return OfYaml("anchors", n => Lines(n, i => $"a{i}: &a{i} 1") + Linear + "models: [{model: m, parameters: {weight: *a0}}]\n");
        yield return OfYaml("nesting", n => Lines(n / 50, i => $"k{i}: " + Repeat("[", 50) + Repeat("]", 50)) + Linear);
        yield return OfYaml("nesting without end", n => "a: " + Repeat("[", n));
        yield return OfYaml("blanks", n => Linear + Repeat("\n", n));
        yield return OfYaml("characters that YAML has not", n => Repeat("\u0001", n));
    }

    private static IEnumerable<BoundCase> Plans()
    {
        const string Linear = "merge_method: linear\ndtype: bfloat16\nmodels: [{model: m, parameters: {weight: 1}}]\n";
        static string Sliced(int layers) =>
            $"merge_method: passthrough\ndtype: bfloat16\nslices:\n- sources: [{{model: m, layer_range: [0, {layers}]}}]\n";
        yield return OfPlan("tensors outside of the layers", n => (Base(2).Concat(Outside(n)), 2, Linear));
        yield return OfPlan("tensors outside of the layers, cut", n => (Base(2).Concat(Outside(n)), 2, Sliced(1)));
        yield return OfPlan(
            "kinds in two layers",
            n => (Base(2).Concat(Inside(n, i => $"model.layers.{i % 2}.k{i / 2}.weight")), 2, Linear)
        );
        yield return OfPlan("layers", n => (Base(n), n, Linear));
        yield return OfPlan("layers, cut", n => (Base(n), n, Sliced(Math.Max(n - 1, 1))));
        yield return OfPlan("a kind for each layer", n => (Inside(n, i => $"model.layers.{i}.k{i}.weight"), n, Linear));
        yield return OfPlan("experts", n => (Base(2).Concat(Inside(n, i => $"model.layers.0.mlp.experts.{i}.up_proj.weight")), 2, Linear));
        yield return OfPlan("stacks", n => (Base(1).Concat(Inside(n, i => $"tower{i}.vision.layers.0.w.weight")), 1, Linear));
        yield return OfPlan("stacks whose names meet", n => (Base(1).Concat(Inside(n, i => Bits(i) + ".layers.0.w.weight")), 1, Linear));
        yield return OfPlan("segments", n => (Base(1).Concat(Inside(10, i => Repeat("encoder.", n / 10) + i)), 1, Linear));
        yield return OfPlan(
            "a filter that matches nothing",
            n =>
                (
                    Base(2).Concat(Outside(n)),
                    2,
                    Linear.Replace("weight: 1", "weight: [{filter: qroj, value: 1}, {value: 1}]", StringComparison.Ordinal)
                )
        );

        static IEnumerable<string> Base(int layers) =>
            Inside(layers, i => $"model.layers.{i}.mlp.down_proj.weight").Concat(["model.embed_tokens.weight", "model.norm.weight"]);
        static IEnumerable<string> Outside(int n) => Inside(n, i => $"extra.t{i}");
        static IEnumerable<string> Inside(int n, Func<int, string> name) => Enumerable.Range(0, n).Select(name);
        static string Bits(int number) =>
            string.Concat(Enumerable.Range(0, 17).Select(bit => ((number >> bit) & 1) == 0 ? "x." : "x_")) + "x";
    }

    private static BoundCase OfHeader(string shape, Func<int, string> header, bool data = false) =>
        new(
            "safetensors header",
            shape,
            SafetensorsLimits.BytesPerByte,
            (n, _) =>
            {
                byte[] file = RawSafetensors.Bytes(header(n), data ? n : 0);
                return (
                    file.Length,
                    () => Ignore<SafetensorsFormatException>(() => SafetensorsReader.Read(new MemoryStream(file), "model.safetensors"))
                );
            }
        );

    private static BoundCase OfConfig(string shape, Func<int, string> config) =>
        OfFile(
            "config.json",
            shape,
            OfText + OfCheckpoint,
            CheckpointFiles.Config,
            config,
            path =>
            {
                if (
                    !JsonFile.TryRead(
                        path,
                        DiagnosticKinds.InvalidConfig,
                        CheckpointLimits.ConfigBytes,
                        rejectDuplicates: false,
                        out JsonFile? file,
                        out _
                    )
                )
                    return;
                ManifestBuilder.Build("m", null, [("model.layers.0.mlp.down_proj.weight", TensorDType.BF16, [1])], file.Root, null);
                ConfigDType.Set(file.Root, "bfloat16");
            }
        );

    private static BoundCase OfIndex(string shape, Func<int, string> map, int perByte = OfText + OfCheckpoint) =>
        OfFile(
            "index",
            shape,
            perByte,
            CheckpointFiles.Index,
            n => "{\"weight_map\":{" + map(n) + "}}",
            path => Checkpoint.Open(Path.GetDirectoryName(path)!)
        );

    private static BoundCase OfFile(string reader, string shape, int perByte, string name, Func<int, string> text, Action<string> read) =>
        new(
            reader,
            shape,
            perByte,
            (n, directory) =>
            {
                string path = Path.Combine(directory, name);
                File.WriteAllText(path, text(n));
                return (new FileInfo(path).Length, () => read(path));
            }
        );

    private static BoundCase OfManifest(string shape, Func<int, string> text) =>
        new(
            "manifest",
            shape,
            OfManifestText,
            (n, _) =>
            {
                string manifest = text(n);
                return (manifest.Length, () => ManifestReader.Parse(manifest, "m.checkpoint.json"));
            }
        );

    private static BoundCase OfYaml(string shape, Func<int, string> text) =>
        new(
            "YAML",
            shape,
            OfMerge,
            (n, _) =>
            {
                string yaml = text(n);
                return (yaml.Length, () => MergeYaml.Read(yaml, "merge.yml").Check(ManifestSet.Empty));
            }
        );

    private static BoundCase OfPlan(string shape, Func<int, (IEnumerable<string> Names, int Layers, string Yaml)> make) =>
        new(
            "plan",
            shape,
            OfTensors,
            (n, _) =>
            {
                (IEnumerable<string> names, int layers, string yaml) = make(n);
                (string Name, TensorDType DType, EquatableArray<long> Shape)[] tensors =
                [
                    .. names.Select(name => (name, TensorDType.BF16, (EquatableArray<long>)new long[] { 1 })),
                ];
                JsonObject config = JsonObject.Of(("model_type", "llama"), ("num_hidden_layers", layers));
                return (
                    tensors.Sum(tensor => Tensor(tensor.Name, 0, 2).Length),
                    () =>
                    {
                        Manifest manifest = ManifestBuilder.Build("m", null, tensors, config, null).Manifest!;
                        ManifestWriter.Write(manifest);
                        MergeCheck check = MergeYaml
                            .Read(yaml, "merge.yml")
                            .Graph.Check(MethodSet.OfProgram, (_, _, _) => (new ManifestSet([manifest]), []))[0]
                            .Check;
                        PlanSizes.Of(check.Completed!, 1 << 30, 1);
                        PlanDescription.Write(check.Plan!, check.Facts, _ => layers);
                    }
                );
            }
        );

    private static string Tensor(string name, int begin, int end, string shape = "1", string more = "") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"\"{name}\":{{\"dtype\":\"U8\",\"shape\":[{shape}],\"data_offsets\":[{begin},{end}]{more}}}"
        );

    private static string List(int count, Func<int, string> part) => string.Join(",", Enumerable.Range(0, count).Select(part));

    private static string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(i => line(i) + "\n"));

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static void Ignore<TFault>(Action action)
        where TFault : Exception
    {
        try
        {
            action();
        }
        catch (TFault)
        {
            // A wrong input costs no more than a right one.
        }
    }
}
