using MergeDsl.Checkpoints;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Checkpoints;

/// <summary>Each way in which a directory is no checkpoint: one fault, one message with its place and cure.</summary>
public class RefusedCheckpointTests
{
    private const string Index = "model.safetensors.index.json";

    public static TheoryData<string, Action<TemporaryDirectory>, string, string, string> Refused =>
        new()
        {
            {
                "nothing",
                d => Directory.CreateDirectory(d.Path("m")),
                "MDSL0502",
                "m(1,1)",
                "'m' is not a checkpoint: there is neither config.json nor model.safetensors; name the directory that holds them"
            },
            { "no directory", _ => { }, "MDSL0501", "m(1,1)", "is not there; check the path" },
            { "a file", d => d.Write("m", "x"), "MDSL0501", "m(1,1)", "is a file; name the directory that holds it" },
            {
                "config only",
                d => d.Write("m/config.json", "{}"),
                "MDSL0502",
                "m(1,1)",
                "'m' has a config.json, but no weights: there is neither model.safetensors nor model.safetensors.index.json; finish the download"
            },
            {
                "pickle",
                d =>
                {
                    d.Write("m/config.json", "{}");
                    d.Write("m/pytorch_model-00001-of-00002.bin", "PK");
                    d.Write("m/training_args.bin", "PK");
                },
                "MDSL0502",
                "m(1,1)",
                "'m' has its weights only as pickle ('pytorch_model-00001-of-00002.bin'), which can run any code when it is read; convert it to safetensors: load it with transformers and save it with save_pretrained(..., safe_serialization=True), or use the hub's safetensors conversion"
            },
            {
                "pickle of a checkpoint",
                d =>
                {
                    d.Write("m/config.json", "{}");
                    d.Write("m/consolidated.00.pth", "PK");
                },
                "MDSL0502",
                "m(1,1)",
                "only as pickle ('consolidated.00.pth')"
            },
            {
                "GGUF",
                d => d.Write("m/model-q4.gguf", "GGUF"),
                "MDSL0502",
                "m(1,1)",
                "'m' has its weights only as GGUF ('model-q4.gguf'), a format for inference that is mostly quantised; take the safetensors checkpoint that it was made from"
            },
            {
                "adapter",
                d =>
                {
                    d.Write("m/adapter_config.json", "{}");
                    d.Write("m/adapter_model.safetensors", RawSafetensors.Bytes("{}"));
                },
                "MDSL0502",
                "m(1,1)",
                "'m' is a LoRA adapter, not a model; merge it into its base model first"
            },
            {
                "other name",
                d =>
                {
                    d.Write("m/config.json", "{}");
                    d.Write("m/weights.safetensors", RawSafetensors.Bytes("{}"));
                },
                "MDSL0502",
                "m(1,1)",
                "'m' has neither model.safetensors nor model.safetensors.index.json, only 'weights.safetensors'; rename it to model.safetensors, if it is the whole model"
            },
            {
                "shards without index",
                d =>
                {
                    Good(d, 2);
                    File.Delete(d.Path("m", Index));
                },
                "MDSL0502",
                "m(1,1)",
                "only 'model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'; download model.safetensors.index.json as well, which says what is in which shard"
            },
            {
                "consolidated",
                d =>
                {
                    d.Write("m/config.json", "{}");
                    d.Write("m/consolidated.safetensors", RawSafetensors.Bytes("{}"));
                },
                "MDSL0502",
                "m(1,1)",
                "which is not in the layout of transformers; take the checkpoint that is"
            },
            {
                "no tensor",
                d =>
                {
                    Good(d);
                    d.Write("m/model.safetensors", RawSafetensors.Bytes("{}"));
                },
                "MDSL0502",
                "m/model.safetensors(1,1)",
                "'model.safetensors' holds no tensor; download it again"
            },
            {
                "no config",
                d =>
                {
                    Good(d);
                    File.Delete(d.Path("m", "config.json"));
                },
                "MDSL0507",
                "m/config.json(1,1)",
                "'m' has no config.json, which says what its tensors mean; finish the download"
            },
            {
                "config is a list",
                d =>
                {
                    Good(d);
                    d.Write("m/config.json", "[]");
                },
                "MDSL0507",
                "m/config.json(1,1)",
                "'config.json' does not hold a JSON object; correct it, or download it again"
            },
            {
                "config is empty",
                d =>
                {
                    Good(d);
                    d.Write("m/config.json", "");
                },
                "MDSL0507",
                "m/config.json(1,1)",
                "'config.json' is not JSON: the text ends here; correct it, or download it again"
            },
            {
                "config is cut short",
                d =>
                {
                    Good(d);
                    d.Write("m/config.json", "{\n  \"a\": [1,");
                },
                "MDSL0507",
                "m/config.json(2,11)",
                "'config.json' is not JSON: the text ends here"
            },
            {
                "config is not UTF-8",
                d =>
                {
                    Good(d);
                    d.Write("m/config.json", [.. "{\"a\":\""u8, 0xFF, .. "\"}"u8]);
                },
                "MDSL0507",
                "m/config.json(1,1)",
                "'config.json' is not UTF-8; correct it"
            },
            {
                "config is deep",
                d =>
                {
                    Good(d);
                    d.Write("m/config.json", "{\"a\":" + new string('[', 100_000));
                },
                "MDSL0507",
                "m/config.json(1,134)",
                "nested deeper than 128"
            },
            {
                "quantised by config",
                d =>
                {
                    Good(d);
                    d.Write("m/config.json", "{\"num_hidden_layers\": 1,\n \"quantization_config\": {\"quant_method\": \"gptq\"}}");
                },
                "MDSL0503",
                "m/config.json(2,2)",
                "the model 'm' is quantised: its config.json has quantization_config ('gptq'); merge the unquantised checkpoint"
            },
            {
                "quantised by name",
                d => TinyCheckpoint.Mistral(1).Tensor("model.layers.0.mlp.down_proj.qweight", TensorDType.I32, 2, 2).Write(d.Path("m")),
                "MDSL0503",
                "m/model.safetensors(1,1)",
                "the model 'm' is quantised: it has a tensor 'model.layers.0.mlp.down_proj.qweight' of dtype I32; merge the unquantised checkpoint"
            },
            {
                "quantised by dtype",
                d => TinyCheckpoint.Mistral(1).Tensor("model.layers.0.mlp.down_proj.weight", TensorDType.F8_E4M3, 2, 2).Write(d.Path("m")),
                "MDSL0503",
                "m/model.safetensors(1,1)",
                "'model.layers.0.mlp.down_proj.weight' of dtype F8_E4M3"
            },
            {
                "index is not JSON",
                d =>
                {
                    Good(d, 2);
                    d.Write("m/" + Index, "{\n x");
                },
                "MDSL0505",
                "m/" + Index + "(2,2)",
                "'model.safetensors.index.json' is not JSON: expected the name of a member; correct it, or download it again"
            },
            {
                "index without map",
                d =>
                {
                    Good(d, 2);
                    d.Write("m/" + Index, "{}");
                },
                "MDSL0505",
                "m/" + Index + "(1,1)",
                "has no 'weight_map'; download it again"
            },
            {
                "index with a list",
                d =>
                {
                    Good(d, 2);
                    d.Write("m/" + Index, "{\"weight_map\": []}");
                },
                "MDSL0505",
                "m/" + Index + "(1,2)",
                "has a 'weight_map' that is not an object; download it again"
            },
            {
                "empty index",
                d =>
                {
                    Good(d, 2);
                    d.Write("m/" + Index, "{\"weight_map\": {}}");
                },
                "MDSL0505",
                "m/" + Index + "(1,2)",
                "names no tensor in its 'weight_map'"
            },
            {
                "tensor twice in the index",
                d =>
                {
                    Good(d, 2);
                    d.Write("m/" + Index, "{\"weight_map\": {\"a\": \"a.safetensors\", \"a\": \"b.safetensors\"}}");
                },
                "MDSL0505",
                "m/" + Index + "(1,39)",
                "the member 'a' is given twice"
            },
            {
                "number for a shard",
                d =>
                {
                    Good(d, 2);
                    d.Write("m/" + Index, "{\"weight_map\": {\n\"a\": 1}}");
                },
                "MDSL0505",
                "m/" + Index + "(2,1)",
                "gives the tensor 'a' something else than the name of a file"
            },
            {
                "shard above",
                d => Shard(d, "../x.safetensors"),
                "MDSL0505",
                "m/" + Index + "(1,22)",
                "names '../x.safetensors' as the file of 'a', which is a path; only files in the directory itself are read"
            },
            { "rooted shard", d => Shard(d, "/etc/x.safetensors"), "MDSL0505", "m/" + Index + "(1,22)", "which is a path" },
            { "shard with a drive", d => Shard(d, "C:x.safetensors"), "MDSL0505", "m/" + Index + "(1,22)", "which is a path" },
            { "shard with a backslash", d => Shard(d, "a\\\\x.safetensors"), "MDSL0505", "m/" + Index + "(1,22)", "which is a path" },
            { "shard with dots", d => Shard(d, "..safetensors"), "MDSL0505", "m/" + Index + "(1,22)", "which has '..' in it" },
            { "shard without name", d => Shard(d, ""), "MDSL0505", "m/" + Index + "(1,22)", "which is empty" },
            {
                "shard with an escape",
                d => Shard(d, "\\u001b[2J.safetensors"),
                "MDSL0505",
                "m/" + Index + "(1,22)",
                "names '\\u001b[2J.safetensors' as the file of 'a', which has control characters in it"
            },
            {
                "shard in pickle",
                d => Shard(d, "pytorch_model.bin"),
                "MDSL0505",
                "m/" + Index + "(1,22)",
                "which is not a safetensors file"
            },
            {
                "missing shard",
                d =>
                {
                    Good(d, 3);
                    File.Delete(d.Path("m", "model-00002-of-00003.safetensors"));
                },
                "MDSL0506",
                "m/" + Index + "(1,1)",
                "'m' lacks 1 of the 3 shards that its index names: 'model-00002-of-00003.safetensors'; finish the download"
            },
            {
                "shards of different downloads",
                d =>
                {
                    Good(d, 2);
                    File.Copy(
                        d.Path("m", "model-00001-of-00002.safetensors"),
                        d.Path("m", "model-00002-of-00002.safetensors"),
                        overwrite: true
                    );
                },
                "MDSL0505",
                "m/" + Index + "(1,1)",
                "says that the tensor 'model.layers.0.mlp.up_proj.weight' is in 'model-00002-of-00002.safetensors', but it is in no shard (5 more tensors are not where it says either); index and shards are of different downloads: download both again"
            },
            {
                "truncated",
                d =>
                {
                    Good(d);
                    Truncate(d.Path("m", "model.safetensors"), -100);
                },
                "MDSL0504",
                "m/model.safetensors(1,",
                "100 are missing; download it again"
            },
            {
                "header cut short",
                d =>
                {
                    Good(d);
                    Truncate(d.Path("m", "model.safetensors"), 50);
                },
                "MDSL0504",
                "m/model.safetensors(1,1)",
                "but only 42 follow"
            },
            {
                "weights are a directory",
                d =>
                {
                    Good(d);
                    File.Delete(d.Path("m", "model.safetensors"));
                    Directory.CreateDirectory(d.Path("m", "model.safetensors"));
                },
                "MDSL0502",
                "m(1,1)",
                "but no weights"
            },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public void One_fault_gives_one_message(string fault, Action<TemporaryDirectory> make, string id, string place, string message)
    {
        _ = fault;
        using var directory = new TemporaryDirectory();
        make(directory);
        CheckpointResult result = Checkpoint.Open(directory.Path("m"));
        Assert.Null(result.Checkpoint);
        MergeDiagnostic said = Assert.Single(result.Diagnostics);
        Assert.Equal(id, said.Id);
        Assert.StartsWith(directory.Path(place), said.ToString(), StringComparison.Ordinal);
        Assert.Contains(message, said.ToString());
        Assert.DoesNotContain(said.ToString(), char.IsControl);
    }

    [Fact]
    public void Files_without_permission_cannot_be_read()
    {
        using var directory = new TemporaryDirectory();
        Good(directory);
        string file = directory.Path("m", "model.safetensors");
        if (OperatingSystem.IsWindows() || Environment.UserName == "root")
            return;
        File.SetUnixFileMode(file, UnixFileMode.None);
        MergeDiagnostic said = Assert.Single(Checkpoint.Open(directory.Path("m")).Diagnostics);
        Assert.Equal("MDSL0705", said.Id);
        Assert.EndsWith("no permission; change the permissions of the file", said.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Python_numbers_in_config_are_read()
    {
        using var directory = new TemporaryDirectory();
        Good(directory);
        directory.Write("m/config.json", "\uFEFF{\"time_step_limit\": [0.0, Infinity], \"x\": -Infinity, \"y\": NaN}");
        Checkpoint checkpoint = Checkpoint.Open(directory.Path("m")).Checkpoint!;
        Assert.Equal("{\"time_step_limit\":[0.0,Infinity],\"x\":-Infinity,\"y\":NaN}", checkpoint.Config.ToString());
        Assert.Equal(double.NegativeInfinity, checkpoint.Config["x"]!.AsNumber);
    }

    private static void Good(TemporaryDirectory directory, int shards = 1) =>
        TinyCheckpoint.Mistral(layers: 1).Shards(shards).Write(directory.Path("m"));

    private static void Shard(TemporaryDirectory directory, string name)
    {
        Good(directory, 2);
        directory.Write("m/" + Index, "{\"weight_map\": {\"a\": \"" + name + "\"}}");
    }

    private static void Truncate(string file, long length)
    {
        using FileStream stream = File.OpenWrite(file);
        stream.SetLength(length > 0 ? length : stream.Length + length);
    }
}
