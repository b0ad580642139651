using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MergeDsl.Json;

namespace MergeDsl.Fuzz;

/// <summary>Changes the files of a checkpoint at random: their bytes, the values that their JSON holds, headers of tensors, and which files there are.</summary>
internal sealed class CheckpointMutation(Random random)
{
    private static readonly string[] Values =
    [
        "null",
        "true",
        "0",
        "1",
        "-1",
        "0.5",
        "1e999",
        "-1e999",
        "2147483648",
        "4611686018427387904",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
        "1000000000000",
        "1000000000000000000",
        "\"\"",
        "\"x\"",
        "\"\\u200f\\u0007\"",
        "\"\\ud800\"",
        "[]",
        "{}",
        "[0]",
        "[4611686018427387904,0]",
        "[0,4611686018427387904,8]",
        "[4611686018427387904,4]",
        "[1,1,1,1,1,1,1,1]",
        "\"0..3\"",
        "\"0..900000\"",
        "\"0..2,4..6\"",
        "\"bfloat16\"",
        "\"BF16\"",
        "\"F4\"",
        "\"F64\"",
        "\"I64\"",
        "\"BOOL\"",
        "\"before\"",
        "\"model.safetensors\"",
        "\"../x.safetensors\"",
    ];

    private static readonly string[] Keys =
    [
        "model_type",
        "num_hidden_layers",
        "vocab_size",
        "hidden_size",
        "layer_types",
        "text_config",
        "vision_config",
        "attn_config",
        "dtype",
        "torch_dtype",
        "architectures",
        "tie_word_embeddings",
        "quantization_config",
        "attention_types",
        "no_rope_layers",
        "mlp_only_layers",
        "decoder_sparse_step",
        "first_k_dense_replace",
        "attn_layer_period",
        "attn_layer_offset",
        "expert_layer_period",
        "kv_source_layers",
        "indexer_types",
        "per_layer_config",
        "pruned_heads",
        "layers_block_type",
        "num_kv_shared_layers",
        "moe_layer_freq",
        "block_types",
        "full_attn_idxs",
        "sliding_window",
        "sliding_window_pattern",
        "max_window_layers",
        "rope_parameters",
        "rope_scaling",
        "scale_depth",
        "alignment_heads",
        "assistant_early_exit",
        "__metadata__",
        "dtype",
        "shape",
        "data_offsets",
        "weight_map",
        "vocab",
        "added_tokens",
        "stacks",
        "kinds",
        "tensors",
        "layers",
        "experts",
        "prefix",
        "countKey",
        "position",
        "headerHash",
        "model.layers.0.mlp.experts.0.up_proj.weight",
        "model.layers.999999.self_attn.o_proj.weight",
        "model.layers.1000000.x",
        "model.layers.{}.x",
        "lm_head.weight",
    ];

    private static readonly string[] Families =
    [
        "mistral",
        "llama",
        "qwen2",
        "qwen2_moe",
        "qwen3_next",
        "gemma2",
        "gemma3_text",
        "gemma3n_text",
        "gemma4_text",
        "jamba",
        "zamba",
        "zamba2",
        "gpt_neo",
        "deepseek_v3",
        "mixtral",
        "whisper",
        "switch_transformers",
        "nllb-moe",
        "t5",
        "bert",
        "modernbert",
        "olmo3",
        "lfm2",
        "llama4_text",
        "minicpm3",
        "hrm_text",
        "longcat_flash",
        "xlstm",
        "albert",
        "kimi_linear",
        "ernie4_5_moe",
        "granitemoehybrid",
        "nemotron_h",
        "reformer",
        "step3p5",
        "hy_v4",
        "inkling_text",
        "recurrent_gemma",
        "diffllama",
        "minimax",
        "neomme",
    ];

    /// <summary>Changes one of the files of a checkpoint, or which there are.</summary>
    public void Change(SortedDictionary<string, byte[]> files)
    {
        string[] names = [.. files.Keys];
        string name = Pick(names);
        switch (random.Next(12))
        {
            case 0:
                files.Remove(name);
                break;
            case 1:
                files[Pick(names)] = files[name];
                break;
            case 2 or 3:
                files[name] = Bytes(files[name]);
                break;
            default:
                files[name] = Tree(name, files[name]);
                break;
        }
    }

    private byte[] Bytes(byte[] content)
    {
        if (content.Length == 0)
            return [.. "{}"u8];
        byte[] changed = [.. content];
        int at = random.Next(Math.Min(content.Length, random.Next(2) == 0 ? 16 : int.MaxValue));
        switch (random.Next(5))
        {
            case 0:
                changed[at] = (byte)random.Next(256);
                return changed;
            case 1:
                return changed[..at];
            case 2:
                return [.. changed.AsSpan(0, at), .. Encoding.UTF8.GetBytes(Pick(Values)), .. changed.AsSpan(at)];
            case 3:
                int length = random.Next(Math.Min(64, content.Length - at) + 1);
                return [.. changed.AsSpan(0, at), .. changed.AsSpan(at, length), .. changed.AsSpan(at)];
            default:
                return [.. changed, .. new byte[random.Next(1, 64)]];
        }
    }

    /// <summary>Changes what a file says rather than how it is written; a header keeps a length that is right, mostly.</summary>
    private byte[] Tree(string name, byte[] content)
    {
        bool isWeights = name.EndsWith(".safetensors", StringComparison.Ordinal);
        int start = isWeights ? 8 : 0,
            end = content.Length;
        if (isWeights)
        {
            if (content.Length < 8 || BinaryPrimitives.ReadUInt64LittleEndian(content) > (ulong)content.Length - 8)
                return Bytes(content);
            end = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(content);
        }
        JsonValue value;
        try
        {
            value = JsonReader.Parse(Encoding.UTF8.GetString(content, start, end - start), allowNonFinite: true);
        }
        catch (JsonFormatException)
        {
            return Bytes(content);
        }
        for (int count = random.Next(1, 4); count > 0; count--)
            value = Changed(value);
        string text = JsonWriter.Compact(value);
        // Deep nesting is written, for no value is nested as deeply.
        if (random.Next(20) == 0)
            text = text.Replace(":", ":" + string.Concat(Enumerable.Repeat("[", random.Next(1, 300))), StringComparison.Ordinal);
        byte[] json = Encoding.UTF8.GetBytes(text);
        if (!isWeights)
            return json;
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, random.Next(10) == 0 ? (ulong)random.NextInt64() : (ulong)json.Length);
        return [.. length, .. json, .. content.AsSpan(end)];
    }

    private JsonValue Changed(JsonValue value)
    {
        switch (value)
        {
            case JsonObject { Members.IsEmpty: false } members when random.Next(8) > 0:
                List<KeyValuePair<string, JsonValue>> changed = [.. members.Members];
                int at = random.Next(changed.Count);
                switch (random.Next(8))
                {
                    case 0:
                        changed.RemoveAt(at);
                        break;
                    case 1:
                        changed.Add(new(Pick(Keys), Value()));
                        break;
                    case 2:
                        changed[at] = new(random.Next(2) == 0 ? Pick(Keys) : Near(changed[at].Key), changed[at].Value);
                        break;
                    case 3:
                        changed.Add(changed[at]);
                        break;
                    default:
                        changed[at] = new(changed[at].Key, Changed(changed[at].Value));
                        break;
                }
                return new JsonObject(changed.ToEquatableArray());
            case JsonArray { Items.IsEmpty: false } list when random.Next(4) > 0:
                List<JsonValue> items = [.. list.Items];
                int index = random.Next(items.Count);
                switch (random.Next(4))
                {
                    case 0:
                        items.RemoveAt(index);
                        break;
                    case 1:
                        items.Insert(index, items[index]);
                        break;
                    default:
                        items[index] = Changed(items[index]);
                        break;
                }
                return new JsonArray(items.ToEquatableArray());
            case JsonNumber number when random.Next(2) == 0 && value.AsInteger is { } whole:
                return new JsonNumber((whole + random.Next(-2, 3)).ToString(CultureInfo.InvariantCulture));
            default:
                return Value();
        }
    }

    private JsonValue Value()
    {
        if (random.Next(4) == 0)
            return Pick(Families);
        try
        {
            return JsonReader.Parse(Pick(Values));
        }
        catch (JsonFormatException)
        {
            // Half of a surrogate pair is in no JSON, but in a text that is written.
            return new JsonString("\uD800");
        }
    }

    private string Near(string key) =>
        key.Length == 0 ? "x"
        : random.Next(3) == 0 ? key.Replace("0", random.Next(100).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        : random.Next(2) == 0 ? key.Remove(random.Next(key.Length), 1)
        : key + "." + random.Next(10).ToString(CultureInfo.InvariantCulture);

    private T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
