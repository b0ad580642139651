using System.Buffers.Binary;
using System.Globalization;
using MergeDsl.Json;
using MergeDsl.Safetensors;

namespace MergeDsl.Testing;

/// <summary>Builds a small checkpoint: tensors with repeatable values, config.json, other files, one shard or several.</summary>
public sealed class TinyCheckpoint
{
    private readonly List<(string Name, TensorDType DType, EquatableArray<long> Shape, byte[] Data)> tensors = [];
    private readonly SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);
    private JsonObject config = new([]);
    private int shards = 1;
    private int seed;

    /// <summary>A Mistral with biases nowhere and all matrices tiny: 9 tensors in each layer, and embedding, norm and head.</summary>
    /// <param name="layers">The number of layers.</param>
    /// <param name="dtype">The dtype of all tensors.</param>
    /// <param name="hidden">The hidden size; the vocabulary is twice as large.</param>
    /// <param name="seed">Another seed makes other weights.</param>
    public static TinyCheckpoint Mistral(int layers = 4, TensorDType dtype = TensorDType.BF16, int hidden = 8, int seed = 0)
    {
        var made = new TinyCheckpoint { seed = seed };
        int vocabulary = 2 * hidden,
            inner = 3 * hidden;
        made.Config(
            $$"""
            {
              "architectures": ["MistralForCausalLM"], "model_type": "mistral",
              "hidden_size": {{hidden}}, "intermediate_size": {{inner}}, "num_hidden_layers": {{layers}}, "num_attention_heads": 2, "num_key_value_heads": 1,
              "vocab_size": {{vocabulary}}, "rms_norm_eps": 1e-05, "tie_word_embeddings": false, "torch_dtype": "{{dtype switch
            {
                TensorDType.BF16 => "bfloat16",
                TensorDType.F16 => "float16",
                _ => "float32",
            }}}"
            }
            """
        );
        made.Tensor("model.embed_tokens.weight", dtype, vocabulary, hidden);
        for (int layer = 0; layer < layers; layer++)
        {
            string prefix = string.Create(CultureInfo.InvariantCulture, $"model.layers.{layer}.");
            made.Tensor(prefix + "self_attn.q_proj.weight", dtype, hidden, hidden)
                .Tensor(prefix + "self_attn.k_proj.weight", dtype, hidden / 2, hidden)
                .Tensor(prefix + "self_attn.v_proj.weight", dtype, hidden / 2, hidden)
                .Tensor(prefix + "self_attn.o_proj.weight", dtype, hidden, hidden)
                .Tensor(prefix + "mlp.gate_proj.weight", dtype, inner, hidden)
                .Tensor(prefix + "mlp.up_proj.weight", dtype, inner, hidden)
                .Tensor(prefix + "mlp.down_proj.weight", dtype, hidden, inner)
                .Tensor(prefix + "input_layernorm.weight", dtype, hidden)
                .Tensor(prefix + "post_attention_layernorm.weight", dtype, hidden);
        }
        return made.Tensor("model.norm.weight", dtype, hidden)
            .Tensor("lm_head.weight", dtype, vocabulary, hidden)
            .File("generation_config.json", """{"bos_token_id": 1, "eos_token_id": 2}""")
            .Tokenizer("one", "two", "three");
    }

    /// <summary>Adds a tensor with values that depend on its name and the seed alone; replaces one of the same name.</summary>
    public TinyCheckpoint Tensor(string name, TensorDType dtype, params long[] shape)
    {
        byte[] data = new byte[shape.Aggregate((long)dtype.Bits(), (product, size) => product * size) / 8];
        ulong state = (ulong)seed + 0x9E3779B97F4A7C15;
        foreach (char c in name)
            state = (state ^ c) * 0x100000001B3;
        int step = Math.Max(1, dtype.Bits() / 8);
        for (int at = 0; at + step <= data.Length; at += step)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            WriteValue(data.AsSpan(at, step), dtype, state);
        }
        return Tensor(name, dtype, shape, data);
    }

    /// <summary>Adds a tensor with given bytes; replaces one of the same name.</summary>
    public TinyCheckpoint Tensor(string name, TensorDType dtype, EquatableArray<long> shape, byte[] data)
    {
        tensors.RemoveAll(tensor => tensor.Name == name);
        tensors.Add((name, dtype, shape, data));
        return this;
    }

    /// <summary>Leaves out the tensors that a condition names.</summary>
    public TinyCheckpoint Without(Predicate<string> name)
    {
        tensors.RemoveAll(tensor => name(tensor.Name));
        return this;
    }

    /// <summary>Sets the text of config.json.</summary>
    public TinyCheckpoint Config(string json)
    {
        config = JsonReader.Parse(json).AsObject ?? throw new ArgumentException("config.json is an object", nameof(json));
        return this;
    }

    /// <summary>Sets one entry of config.json.</summary>
    public TinyCheckpoint Config(string key, string json)
    {
        config = config.With(key, JsonReader.Parse(json));
        return this;
    }

    /// <summary>Adds a text file.</summary>
    public TinyCheckpoint File(string name, string text)
    {
        files[name] = System.Text.Encoding.UTF8.GetBytes(text);
        return this;
    }

    /// <summary>Adds tokenizer files with a vocabulary of whole words, numbered from 0 after the special ones.</summary>
    public TinyCheckpoint Tokenizer(params string[] words)
    {
        string[] vocabulary = ["<unk>", "<s>", "</s>", .. words];
        string entries = string.Join(", ", vocabulary.Select((word, id) => $"\"{word}\": {id.ToString(CultureInfo.InvariantCulture)}"));
        string added = string.Join(
            ", ",
            vocabulary
                .Take(3)
                .Select(
                    (word, id) =>
                        $$"""{"id": {{id.ToString(CultureInfo.InvariantCulture)}}, "content": "{{word}}", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}"""
                )
        );
        return File(
                "tokenizer.json",
                $$$"""{"version": "1.0", "added_tokens": [{{{added}}}], "pre_tokenizer": {"type": "Whitespace"}, "model": {"type": "WordLevel", "vocab": {{{{entries}}}}, "unk_token": "<unk>"}}"""
            )
            .File(
                "tokenizer_config.json",
                """{"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}"""
            );
    }

    /// <summary>Splits the tensors, in the order in which they were added, over so many shards with an index.</summary>
    public TinyCheckpoint Shards(int count)
    {
        shards = count;
        return this;
    }

    /// <summary>Writes the checkpoint.</summary>
    /// <param name="directory">A directory, made where it does not exist.</param>
    /// <returns>The directory.</returns>
    public string Write(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach ((string name, byte[] content) in files)
            System.IO.File.WriteAllBytes(Path.Combine(directory, name), content);
        System.IO.File.WriteAllText(Path.Combine(directory, "config.json"), JsonWriter.Indented(config));
        if (shards == 1)
        {
            WriteShard(Path.Combine(directory, "model.safetensors"), tensors);
            return directory;
        }
        JsonObject map = new([]);
        long total = 0;
        for (int shard = 0; shard < shards; shard++)
        {
            string file = string.Create(CultureInfo.InvariantCulture, $"model-{shard + 1:00000}-of-{shards:00000}.safetensors");
            var own = tensors.Where((_, i) => (long)i * shards / tensors.Count == shard).ToList();
            WriteShard(Path.Combine(directory, file), own);
            foreach (var tensor in own)
            {
                map = map.With(tensor.Name, file);
                total += tensor.Data.Length;
            }
        }
        JsonObject index = JsonObject.Of(("metadata", JsonObject.Of(("total_size", total))), ("weight_map", map));
        System.IO.File.WriteAllText(Path.Combine(directory, "model.safetensors.index.json"), JsonWriter.Indented(index));
        return directory;
    }

    private static void WriteShard(string path, List<(string Name, TensorDType DType, EquatableArray<long> Shape, byte[] Data)> tensors)
    {
        var layout = SafetensorsLayout.Create(
            tensors.Select(tensor => (tensor.Name, tensor.DType, tensor.Shape)),
            SafetensorsLayout.TorchMetadata
        );
        var data = tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Data, StringComparer.Ordinal);
        using FileStream stream = System.IO.File.Create(path);
        stream.Write(layout.Header.Span);
        foreach (HeaderTensor tensor in layout.Tensors)
            stream.Write(data[tensor.Name]);
    }

    /// <summary>A value in (-0.5, 0.5), or any bits for integers.</summary>
    private static void WriteValue(Span<byte> bytes, TensorDType dtype, ulong random)
    {
        float value = ((random >> 40) * (1f / (1 << 24))) - 0.5f;
        switch (dtype)
        {
            case TensorDType.BF16:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16));
                break;
            case TensorDType.F16:
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value);
                break;
            case TensorDType.F32:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
                break;
            case TensorDType.F64:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                break;
            case TensorDType.Bool:
                bytes[0] = (byte)(random & 1);
                break;
            default:
                for (int i = 0; i < bytes.Length; i++)
                    bytes[i] = (byte)(random >> (8 * i));
                break;
        }
    }
}
