using System.Text;
using MergeDsl.Testing;
using static MergeDsl.Tests.Tool.WrongInput;

namespace MergeDsl.Tests.Tool;

/// <summary>Wrong inputs beside those of the corpus: files that are no merges, models that are no checkpoints, outputs that cannot be.</summary>
internal static class WrongInputs
{
    private const int Merge1 = 1,
        Disk = 3;

    public static IReadOnlyList<WrongInput> All { get; } =
    [.. Merges, .. Models, .. Checkpoints, .. Headers, .. Mismatches, .. Manifests, .. Outputs];

    /// <summary>An output whose name is beyond the limits of all file systems.</summary>
    public static string TooLong => "~/" + new string('x', 300);

    private static IEnumerable<WrongInput> Merges =>
        [
            new("the merge is missing", "MDSL0705", Disk, d => System.IO.File.Delete(d.Path("merge.yml"))),
            new("the merge is misspelt", "MDSL0705", Disk, _ => { }) { Arguments = "~/merge.yaml --models-dir ~/models" },
            new(
                "the merge is a directory",
                "MDSL0705",
                Disk,
                d =>
                {
                    System.IO.File.Delete(d.Path("merge.yml"));
                    Directory.CreateDirectory(d.Path("merge.yml"));
                }
            ),
            new("the merge cannot be read", "MDSL0705", Disk, _ => { }) { Arguments = "/proc/self/mem" },
            new(
                "the merge is a dangling link",
                "MDSL0705",
                Disk,
                d =>
                {
                    System.IO.File.Delete(d.Path("merge.yml"));
                    System.IO.File.CreateSymbolicLink(d.Path("merge.yml"), "nowhere.yml");
                }
            ),
            new(
                "the merge is a link to itself",
                "MDSL0705",
                Disk,
                d =>
                {
                    System.IO.File.Delete(d.Path("merge.yml"));
                    System.IO.File.CreateSymbolicLink(d.Path("merge.yml"), "merge.yml");
                }
            ),
            new("the merge is empty", "MDSL0402", Merge1, Merge("")),
            new("the merge is a comment", "MDSL0402", Merge1, Merge("# soon\n")),
            new("the merge is a list", "MDSL0402", Merge1, Merge("- model: m\n")),
            new(
                "the merge is a config.json",
                "MDSL0402",
                Merge1,
                d => System.IO.File.Copy(d.Path("models", "m", "config.json"), d.Path("merge.yml"), overwrite: true)
            ),
            new(
                "the merge is a safetensors file",
                "MDSL0401",
                Merge1,
                d => System.IO.File.Copy(d.Path("models", "m", "model.safetensors"), d.Path("merge.yml"), overwrite: true)
            ),
            new("the merge is an image", "MDSL0401", Merge1, File("merge.yml", [0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13])),
            new(
                "the merge is in UTF-16",
                "MDSL0401",
                Merge1,
                File("merge.yml", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(MergeText())])
            ),
            new(
                "the merge is in UTF-16 without a mark",
                "MDSL0401",
                Merge1,
                File("merge.yml", Encoding.BigEndianUnicode.GetBytes(MergeText()))
            ),
            new(
                "the merge is in Latin-1",
                "MDSL0401",
                Merge1,
                File("merge.yml", Encoding.Latin1.GetBytes("# äh\n" + MergeText(model: "modèle")))
            ),
            new("the merge has a control character", "MDSL0401", Merge1, Merge(MergeText(model: "\u001b[31mm"))),
            new("the merge is huge", "MDSL0411", Merge1, File("merge.yml", new string('#', 20 << 20))),
            new("the merge is long", "MDSL0411", Merge1, File("merge.yml", MergeText(more: "#" + new string('x', 5 << 20)))),
            new(
                "the merge is a bomb",
                "MDSL0411",
                Merge1,
                Merge(
                    "a0: &a0 [x]\n"
                        + string.Concat(Enumerable.Range(1, 30).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]\n"))
                        + MergeText()
                )
            ),
            new("the merge is deep", "MDSL0411", Merge1, Merge("a: " + new string('[', 10_000))),
            new("the merge is indented with a tab", "MDSL0401", Merge1, Merge("merge_method: passthrough\nslices:\n\t- sources: []\n")),
            new(
                "a chain that needs itself",
                "MDSL0123",
                Merge1,
                Merge(MergeText(model: "second", more: "name: first\n") + "---\n" + MergeText(model: "first", more: "name: second\n"))
            ),
        ];

    private static IEnumerable<WrongInput> Models =>
        [
            new("a model that is nowhere", "MDSL0501", Disk, Merge(MergeText(model: "some/where"))) { OnlyRun = true },
            new(
                "a model that is misspelt",
                "MDSL0501",
                Disk,
                d =>
                {
                    TinyCheckpoint.Mistral(layers: 2).Write(d.Path("models", "mistral"));
                    d.Write("merge.yml", MergeText(model: "mistrel"));
                }
            )
            {
                OnlyRun = true,
            },
            new("a model that is a file", "MDSL0501", Disk, d => d.Write("merge.yml", MergeText(model: "./merge.yml"))) { OnlyRun = true },
            new("a model with an adapter that is nowhere", "MDSL0511", Disk, Merge(MergeText(model: "m+adapter"))),
            new("a base model that is nowhere", "MDSL0501", Disk, Merge(MergeText(more: "base_model: nobody\n"))) { OnlyRun = true },
            new("a malformed reference", "MDSL0116", Merge1, Merge(MergeText(model: "m@a@b"))),
            new("no --models-dir", "MDSL0705", Disk, _ => { }) { Arguments = "~/merge.yml --models-dir ~/modles", IsBesideTheMerge = true },
            new("a file as --models-dir", "MDSL0705", Disk, _ => { })
            {
                Arguments = "~/merge.yml --models-dir ~/merge.yml",
                IsBesideTheMerge = true,
            },
        ];

    private static IEnumerable<WrongInput> Checkpoints =>
        [
            new(
                "an empty directory",
                "MDSL0502",
                Disk,
                d =>
                {
                    Directory.Delete(d.Path("models", "m"), recursive: true);
                    Directory.CreateDirectory(d.Path("models", "m"));
                }
            ),
            new("no weights", "MDSL0502", Disk, d => System.IO.File.Delete(d.Path("models", "m", "model.safetensors"))),
            new(
                "pickle",
                "MDSL0502",
                Disk,
                d => System.IO.File.Move(d.Path("models", "m", "model.safetensors"), d.Path("models", "m", "pytorch_model.bin"))
            ),
            new(
                "GGUF",
                "MDSL0502",
                Disk,
                d => System.IO.File.Move(d.Path("models", "m", "model.safetensors"), d.Path("models", "m", "m.q4_k_m.gguf"))
            ),
            new(
                "an adapter",
                "MDSL0502",
                Disk,
                d =>
                {
                    System.IO.File.Move(d.Path("models", "m", "model.safetensors"), d.Path("models", "m", "adapter_model.safetensors"));
                    d.Write("models/m/adapter_config.json", "{}");
                }
            ),
            new("no config.json", "MDSL0507", Disk, d => System.IO.File.Delete(d.Path("models", "m", "config.json"))),
            new("config.json is not JSON", "MDSL0507", Disk, File(Config, "{\n  'hidden_size': 8\n}")),
            new("config.json is a list", "MDSL0507", Disk, File(Config, "[]")),
            new(
                "config.json is a directory",
                "MDSL0507",
                Disk,
                d =>
                {
                    System.IO.File.Delete(d.Path("models", "m", "config.json"));
                    Directory.CreateDirectory(d.Path("models", "m", "config.json"));
                }
            ),
            new(
                "quantised by config.json",
                "MDSL0503",
                Disk,
                d =>
                    TinyCheckpoint
                        .Mistral(layers: 2)
                        .Config("quantization_config", """{"quant_method": "gptq", "bits": 4}""")
                        .Write(d.Path("models", "m"))
            ),
            new(
                "quantised by its tensors",
                "MDSL0503",
                Disk,
                d =>
                    TinyCheckpoint
                        .Mistral(layers: 2)
                        .Tensor("model.layers.1.mlp.down_proj.qweight", TensorDType.I32, 2, 2)
                        .Write(d.Path("models", "m"))
            ),
            new(
                "a missing shard",
                "MDSL0506",
                Disk,
                d =>
                {
                    Shards(d);
                    System.IO.File.Delete(d.Path("models", "m", "model-00002-of-00003.safetensors"));
                }
            ),
            new(
                "a shard that leads out",
                "MDSL0505",
                Disk,
                d =>
                {
                    Shards(d);
                    d.Write(ShardIndex, """{"weight_map": {"x": "../x.safetensors"}}""");
                }
            ),
            new(
                "an index that is not JSON",
                "MDSL0505",
                Disk,
                d =>
                {
                    Shards(d);
                    d.Write(ShardIndex, "{");
                }
            ),
            new(
                "an index of other shards",
                "MDSL0505",
                Disk,
                d =>
                {
                    Shards(d);
                    System.IO.File.Copy(
                        d.Path("models", "m", "model-00001-of-00003.safetensors"),
                        d.Path("models", "m", "model-00003-of-00003.safetensors"),
                        overwrite: true
                    );
                }
            ),
            new(
                "weights without layers",
                "MDSL0510",
                Disk,
                d => TinyCheckpoint.Mistral(layers: 2).Without(name => name.Contains("layers")).Write(d.Path("models", "m"))
            ),
        ];

    private static IEnumerable<WrongInput> Headers =>
        [
            new("an empty file of weights", "MDSL0504", Disk, File(Weights, [])),
            new("a header cut short", "MDSL0504", Disk, d => Cut(d, 100)),
            new(
                "tensors cut short",
                "MDSL0504",
                Disk,
                d => Cut(d, (int)new FileInfo(d.Path("models", "m", "model.safetensors")).Length - 7)
            ),
            new(
                "bytes behind the tensors",
                "MDSL0504",
                Disk,
                d => System.IO.File.AppendAllText(d.Path("models", "m", "model.safetensors"), "more")
            ),
            new("a header beyond the limit", "MDSL0504", Disk, File(Weights, RawSafetensors.Bytes("{}"u8.ToArray(), 0, 1UL << 62))),
            new("a header that is not JSON", "MDSL0504", Disk, Header("{'a': 1}")),
            new(
                "overlapping tensors",
                "MDSL0504",
                Disk,
                Header("{" + Tensor("a", "U8", "2", 0, 2) + "," + Tensor("b", "U8", "2", 1, 3) + "}", 3)
            ),
            new(
                "a hole between tensors",
                "MDSL0504",
                Disk,
                Header("{" + Tensor("a", "U8", "2", 0, 2) + "," + Tensor("b", "U8", "2", 4, 6) + "}", 6)
            ),
            new(
                "a tensor twice",
                "MDSL0504",
                Disk,
                Header("{" + Tensor("a", "U8", "2", 0, 2) + "," + Tensor("a", "U8", "2", 2, 4) + "}", 4)
            ),
            new("a shape that does not fit its bytes", "MDSL0504", Disk, Header("{" + Tensor("a", "BF16", "2,3", 0, 10) + "}", 10)),
            new("a shape beyond 63 bits", "MDSL0504", Disk, Header("{" + Tensor("a", "F64", "4294967296,4294967296", 0, 8) + "}", 8)),
            new("an unknown dtype", "MDSL0504", Disk, Header("{" + Tensor("a", "Q4_0", "2", 0, 2) + "}", 2)),
            new("a name that steers the terminal", "MDSL0504", Disk, Header("{" + Tensor("\\u001b[2J\\n", "Q4_0", "2", 0, 2) + "}", 2)),
            new(
                "a pointer of Git LFS",
                "MDSL0504",
                Disk,
                File(Weights, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
            ),
        ];

    private static IEnumerable<WrongInput> Mismatches =>
        [
            new("a range past the last layer", "MDSL0301", Merge1, Merge(MergeText(range: "[0, 3]"))),
            new("another hidden size", "MDSL0305", Merge1, Second(TinyCheckpoint.Mistral(layers: 2, hidden: 16))),
            new(
                "another vocabulary",
                "MDSL0306",
                Merge1,
                Second(
                    TinyCheckpoint
                        .Mistral(layers: 2)
                        .Config("vocab_size", "18")
                        .Tensor("model.embed_tokens.weight", TensorDType.BF16, 18, 8)
                        .Tensor("lm_head.weight", TensorDType.BF16, 18, 8)
                )
            ),
            new("another architecture", "MDSL0304", Merge1, Second(Gpt2())),
            new(
                "a dtype that is not computed with",
                "MDSL0315",
                Merge1,
                d =>
                {
                    TinyCheckpoint.Mistral(layers: 2, dtype: TensorDType.F64).Write(d.Path("models", "m"));
                    d.Write("merge.yml", MergeText(more: "    parameters: {scale: 0.5}\n").Replace("dtype: bfloat16\n", ""));
                }
            ),
        ];

    private static IEnumerable<WrongInput> Manifests =>
        [
            new("a manifest that is missing", "MDSL0705", Disk, _ => { })
            {
                Arguments = "~/merge.yml --models-dir ~/models --manifest ~/m.checkpoint.json",
                IsBesideTheMerge = true,
            },
            new("a directory as a manifest", "MDSL0705", Disk, _ => { })
            {
                Arguments = "~/merge.yml --models-dir ~/models --manifest ~/models/m",
                IsBesideTheMerge = true,
            },
            new("config.json as a manifest", "MDSL0509", Disk, _ => { })
            {
                Arguments = "~/merge.yml --models-dir ~/models --manifest ~/models/m/config.json",
                IsBesideTheMerge = true,
            },
            new("weights as a manifest", "MDSL0509", Disk, _ => { })
            {
                Arguments = "~/merge.yml --models-dir ~/models --manifest ~/models/m/model.safetensors",
                IsBesideTheMerge = true,
            },
            new("a manifest cut short", "MDSL0509", Disk, d => d.Write("m.checkpoint.json", "{\n  \"format\": 1,\n"))
            {
                Arguments = "~/merge.yml --models-dir ~/models --manifest ~/m.checkpoint.json",
                IsBesideTheMerge = true,
            },
            new(
                "a manifest of other weights",
                "MDSL0508",
                Disk,
                d =>
                {
                    ManifestOf(d);
                    TinyCheckpoint.Mistral(layers: 2).Tensor("lm_head.weight", TensorDType.BF16, 18, 8).Write(d.Path("models", "m"));
                }
            )
            {
                Arguments = "~/merge.yml --models-dir ~/models --manifest ~/m.checkpoint.json",
            },
        ];

    private static IEnumerable<WrongInput> Outputs =>
        [
            new("the output is a source", "MDSL0702", Disk, _ => { }) { Output = "~/models/m --overwrite", OnlyRun = true },
            new("the output is a source by another way", "MDSL0702", Disk, _ => { }) { Output = "~/models/../models/./m/", OnlyRun = true },
            new(
                "the output is a link to a source",
                "MDSL0702",
                Disk,
                d => Directory.CreateSymbolicLink(d.Path("out"), d.Path("models", "m"))
            )
            {
                Output = "~/out --overwrite",
                OnlyRun = true,
            },
            new(
                "the source is a link to the output",
                "MDSL0702",
                Disk,
                d =>
                {
                    Directory.Move(d.Path("models", "m"), d.Path("real"));
                    Directory.CreateSymbolicLink(d.Path("models", "m"), d.Path("real"));
                }
            )
            {
                Output = "~/real --overwrite",
                OnlyRun = true,
            },
            new("the output is inside a source", "MDSL0702", Disk, _ => { }) { Output = "~/models/m/merged", OnlyRun = true },
            new("the output contains a source", "MDSL0702", Disk, _ => { }) { Output = "~/models --overwrite", OnlyRun = true },
            new(
                "the output contains the target of a link",
                "MDSL0702",
                Disk,
                d =>
                {
                    Directory.CreateDirectory(d.Path("blobs"));
                    System.IO.File.Move(d.Path("models", "m", "model.safetensors"), d.Path("blobs", "0f"));
                    System.IO.File.CreateSymbolicLink(d.Path("models", "m", "model.safetensors"), "../../blobs/0f");
                }
            )
            {
                Output = "~/blobs --overwrite",
                OnlyRun = true,
            },
            new("the output is not empty", "MDSL0701", Disk, d => d.Write("out/notes.txt", "mine")) { OnlyRun = true },
            new("the output is a file", "MDSL0704", Disk, d => d.Write("out", "mine")) { Output = "~/out --overwrite", OnlyRun = true },
            new("the output is below a file", "MDSL0704", Disk, d => d.Write("out", "mine")) { Output = "~/out/a/b", OnlyRun = true },
            new("the output is a dangling link", "MDSL0704", Disk, d => Directory.CreateSymbolicLink(d.Path("out"), d.Path("nowhere")))
            {
                OnlyRun = true,
            },
            new("the output is a link to itself", "MDSL0704", Disk, d => Directory.CreateSymbolicLink(d.Path("out"), d.Path("out")))
            {
                OnlyRun = true,
            },
            new("the output has a name beyond all limits", "MDSL0704", Disk, _ => { }) { Output = TooLong, OnlyRun = true },
            new("the output is where nothing can be made", "MDSL0704", Disk, _ => { }) { Output = "/proc/merged", OnlyRun = true },
        ];

    private static TinyCheckpoint Gpt2()
    {
        TinyCheckpoint made = new TinyCheckpoint()
            .Config(
                """{"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "n_embd": 8, "n_layer": 2, "n_head": 2, "vocab_size": 16}"""
            )
            .Tokenizer("one")
            .Tensor("transformer.wte.weight", TensorDType.BF16, 16, 8)
            .Tensor("transformer.wpe.weight", TensorDType.BF16, 4, 8);
        for (int layer = 0; layer < 2; layer++)
        {
            string prefix = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"transformer.h.{layer}.");
            made.Tensor(prefix + "ln_1.weight", TensorDType.BF16, 8)
                .Tensor(prefix + "attn.c_attn.weight", TensorDType.BF16, 8, 24)
                .Tensor(prefix + "attn.c_proj.weight", TensorDType.BF16, 8, 8)
                .Tensor(prefix + "ln_2.weight", TensorDType.BF16, 8)
                .Tensor(prefix + "mlp.c_fc.weight", TensorDType.BF16, 8, 32)
                .Tensor(prefix + "mlp.c_proj.weight", TensorDType.BF16, 32, 8);
        }
        return made.Tensor("transformer.ln_f.weight", TensorDType.BF16, 8);
    }

    /// <summary>The manifest of the model as it is now.</summary>
    private static void ManifestOf(TemporaryDirectory directory) =>
        directory.Write(
            "m.checkpoint.json",
            ManifestWriter.Write(MergeDsl.Checkpoints.Checkpoint.Open(directory.Path("models", "m")).Checkpoint!.ReadManifest().Manifest!)
        );

    private static void Shards(TemporaryDirectory directory)
    {
        System.IO.File.Delete(directory.Path("models", "m", "model.safetensors"));
        TinyCheckpoint.Mistral(layers: 2).Shards(3).Write(directory.Path("models", "m"));
    }

    private static void Cut(TemporaryDirectory directory, int length)
    {
        using FileStream stream = System.IO.File.OpenWrite(directory.Path("models", "m", "model.safetensors"));
        stream.SetLength(length);
    }
}
