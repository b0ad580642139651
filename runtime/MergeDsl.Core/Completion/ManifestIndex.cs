using MergeDsl.Manifests;

namespace MergeDsl.Completion;

/// <summary>Finds the parts of a manifest by name and layer, so that writing a merge out takes a step for each tensor and not one for each pair of them.</summary>
internal sealed class ManifestIndex
{
    private readonly Dictionary<string, StackManifest> stacks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorManifest> outside = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LayerKinds> kinds = new(StringComparer.Ordinal);
    private readonly TensorManifest? embedding;

    public ManifestIndex(Manifest manifest)
    {
        Manifest = manifest;
        foreach (StackManifest stack in manifest.Stacks)
            TryAdd(stacks, stack.Name, stack);
        foreach (TensorManifest tensor in manifest.Tensors)
            TryAdd(outside, tensor.Name, tensor);
        embedding = manifest.Tensors.FirstOrDefault(tensor =>
            tensor.IsVocabulary && tensor.Position == StackPosition.Before && tensor.Shape.Count == 2
        );
    }

    public Manifest Manifest { get; }

    /// <summary>The stack of a name, or null.</summary>
    public StackManifest? Stack(string name) => stacks.TryGetValue(name, out StackManifest? stack) ? stack : null;

    /// <summary>The tensors of the layers of one of its stacks.</summary>
    public LayerKinds KindsOf(StackManifest stack)
    {
        if (!kinds.TryGetValue(stack.Name, out LayerKinds? found))
            kinds.Add(stack.Name, found = new(stack));
        return found;
    }

    /// <summary>The tensor outside of the layers that has the name of another model's: itself, or the embedding matrix where it stands for a head that is not stored.</summary>
    public TensorManifest? Outside(TensorManifest tensor) =>
        outside.TryGetValue(tensor.Name, out TensorManifest? own) ? own
        : tensor.IsVocabulary && tensor.Position == StackPosition.After && tensor.Shape.Count == 2 ? embedding
        : null;

    internal static void TryAdd<TKey, TValue>(Dictionary<TKey, TValue> items, TKey key, TValue value)
        where TKey : notnull
    {
        if (!items.ContainsKey(key))
            items.Add(key, value);
    }
}

/// <summary>The kinds of tensors of a stack by layer.</summary>
internal sealed class LayerKinds
{
    private readonly Dictionary<int, List<(TensorKind Kind, string Key)>> byLayer = [];
    private readonly Dictionary<(int Layer, string Key), TensorKind> byKey = [];
    private readonly HashSet<string> writers;

    public LayerKinds(StackManifest stack)
    {
        Stack = stack;
        writers = new(stack.ResidualWriters, StringComparer.Ordinal);
        foreach (TensorKind kind in stack.Kinds)
        {
            string key = kind.Name + "|" + kind.Experts;
            foreach (int layer in kind.Layers.Numbers)
            {
                if (!byLayer.TryGetValue(layer, out List<(TensorKind, string)>? own))
                    byLayer.Add(layer, own = []);
                own.Add((kind, key));
                ManifestIndex.TryAdd(byKey, (layer, key), kind);
            }
        }
    }

    public StackManifest Stack { get; }

    /// <summary>The kinds that a layer has, in the order of the stack, each with a key that tells it from others with other experts.</summary>
    public IReadOnlyList<(TensorKind Kind, string Key)> Of(int layer) =>
        byLayer.TryGetValue(layer, out List<(TensorKind, string)>? kinds) ? kinds : [];

    /// <summary>The kind of a key that a layer has, or null.</summary>
    public TensorKind? Find(int layer, string key) => byKey.TryGetValue((layer, key), out TensorKind? kind) ? kind : null;

    /// <summary>Indicates whether the tensors of a kind write to the residual stream.</summary>
    public bool Writes(TensorKind kind) => writers.Contains(kind.Name);
}
