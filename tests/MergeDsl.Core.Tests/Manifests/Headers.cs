using System.Buffers.Binary;
using System.Text;
using MergeDsl.Json;

namespace MergeDsl.Core.Tests.Manifests;

/// <summary>Reads names, dtypes and shapes of a checkpoint directory, for tests of what is made of them.</summary>
internal static class Headers
{
    public static IReadOnlyList<(string Name, TensorDType DType, EquatableArray<long> Shape)> Read(string directory)
    {
        var tensors = new List<(string, TensorDType, EquatableArray<long>)>();
        foreach (string file in Directory.GetFiles(directory, "*.safetensors").OrderBy(file => file, StringComparer.Ordinal))
        {
            using FileStream stream = File.OpenRead(file);
            byte[] length = new byte[8];
            stream.ReadExactly(length);
            byte[] header = new byte[BinaryPrimitives.ReadInt64LittleEndian(length)];
            stream.ReadExactly(header);
            foreach (KeyValuePair<string, JsonValue> member in JsonReader.Parse(Encoding.UTF8.GetString(header)).AsObject!.Members)
            {
                if (member.Key != "__metadata__")
                    tensors.Add((member.Key, DTypeOf(member.Value.AsObject!["dtype"]), Shape(member.Value.AsObject!["shape"])));
            }
        }
        return tensors;
    }

    /// <summary>The tensors of a document that lists their shapes and one dtype for all.</summary>
    public static IReadOnlyList<(string Name, TensorDType DType, EquatableArray<long> Shape)> Listed(JsonObject document)
    {
        TensorDType dtype = DTypeOf(document["dtype"]);
        return [.. document["tensors"]!.AsObject!.Members.Select(tensor => (tensor.Key, dtype, Shape(tensor.Value.AsObject!["shape"])))];
    }

    public static JsonObject Config(string directory) => Parse(File.ReadAllText(Path.Combine(directory, "config.json")));

    public static JsonObject Parse(string json) => JsonReader.Parse(json).AsObject!;

    public static Manifest Manifest(string directory)
    {
        ManifestResult result = ManifestBuilder.Build(Path.GetFileName(directory), null, Read(directory), Config(directory), null);
        Xunit.Assert.Empty(result.Diagnostics);
        return result.Manifest!;
    }

    /// <summary>Tensors from lines such as <c>model.layers.#.mlp.up_proj.weight 8,4 F16</c>: <c>#</c> stands for the layers 0 and 1, and the dtype is BF16 where none is given.</summary>
    public static IReadOnlyList<(string Name, TensorDType DType, EquatableArray<long> Shape)> Of(params string[] tensors) =>
        [
            .. tensors
                .SelectMany(tensor =>
                    tensor.Contains('#')
                        ? new[] { tensor.Replace("#", "0", StringComparison.Ordinal), tensor.Replace("#", "1", StringComparison.Ordinal) }
                        : [tensor]
                )
                .Select(text => text.Split(' '))
                .Select(parts =>
                    (
                        parts[0],
                        parts.Length > 2 ? Enum.Parse<TensorDType>(parts[2]) : TensorDType.BF16,
                        parts[1].Split(',').Select(long.Parse).ToEquatableArray()
                    )
                ),
        ];

    /// <summary>The manifest of a model with such tensors.</summary>
    public static Manifest Manifest(string id, string config, params string[] tensors)
    {
        ManifestResult result = ManifestBuilder.Build(id, null, Of(tensors), Parse(config), null);
        Xunit.Assert.Empty(result.Diagnostics);
        return result.Manifest!;
    }

    private static TensorDType DTypeOf(JsonValue? name) =>
        TensorDTypes.TryParse(name!.AsString!, out TensorDType dtype) ? dtype : throw new InvalidDataException(name.AsString);

    private static EquatableArray<long> Shape(JsonValue? shape) =>
        shape!.AsArray!.Items.Select(item => item.AsInteger!.Value).ToEquatableArray();
}
