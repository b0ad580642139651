namespace MergeDsl;

/// <summary>A merge written out tensor by tensor, from the manifests or headers of all its models.</summary>
internal sealed class ExpandedMerge
{
    private readonly ManifestSet manifests;
    private readonly List<OutputTensor> tensors = [];
    private readonly List<OutputLayer> layers = [];
    private readonly List<MissingInput> missing = [];
    private readonly HashSet<string> written = new(StringComparer.Ordinal);
    private readonly Dictionary<Model, ManifestIndex> indices = [];
    private (Model? Model, ManifestIndex? Index) last;
    private double elements;

    /// <summary>The most tensors and layers that are written out: a few characters of a manifest state any number of them.</summary>
    public const int MaximumParts = 1_000_000;

    /// <summary>The most elements that are read: their bytes are counted in 63 bits.</summary>
    public const double MaximumElements = 1e17;

    private ExpandedMerge(ResolvedMerge merge, ManifestSet manifests)
    {
        Merge = merge;
        this.manifests = manifests;
    }

    public ResolvedMerge Merge { get; }

    /// <summary>The tensors of the output: what stands before the layers, the layers in order, what stands after them.</summary>
    public IReadOnlyList<OutputTensor> Tensors => tensors;

    /// <summary>The layers of the stacks that are merged, in order.</summary>
    public IReadOnlyList<OutputLayer> Layers => layers;

    /// <summary>Tensors that one source has and another lacks.</summary>
    public IReadOnlyList<MissingInput> Missing => missing;

    /// <summary>Why the merge is too large to be written out; null where it is not. Then it is not whole.</summary>
    public string? Excess { get; private set; }

    /// <summary>Leaves out tensors that a layer does not have at its new place.</summary>
    public void Drop(IReadOnlyCollection<string> names)
    {
        if (names.Count > 0)
            tensors.RemoveAll(tensor => names.Contains(tensor.Name));
    }

    /// <summary>Writes out a merge whose ranges are known to lie inside their models.</summary>
    public static ExpandedMerge Of(ResolvedMerge merge, ManifestSet manifests)
    {
        var expanded = new ExpandedMerge(merge, manifests);
        foreach (ResolvedModule module in merge.Modules)
            expanded.AddModule(module);
        return expanded;
    }

    public Manifest ManifestOf(ResolvedSource source) => ManifestOf(source.Model);

    public Manifest ManifestOf(Model model) => IndexOf(model).Manifest;

    /// <summary>The number of layers of a model's stack.</summary>
    public int? LayersOf(Model model, string module) => manifests.Find(model) is { } manifest ? StackOf(manifest, module).LayerCount : null;

    /// <summary>The stack of a source that a module merges.</summary>
    public StackManifest StackOf(ResolvedModule module, ResolvedSource source)
    {
        ManifestIndex index = IndexOf(source.Model);
        return index.Stack(module.Name) ?? index.Manifest.Stacks.FirstOrDefault() ?? NoStack;
    }

    private ManifestIndex IndexOf(Model model)
    {
        // A model is told from another by a text that is made for every comparison: the one that was asked for last is asked for again.
        if (ReferenceEquals(model, last.Model))
            return last.Index!;
        if (!indices.TryGetValue(model, out ManifestIndex? index))
            indices.Add(model, index = new(manifests.Find(model)!));
        last = (model, index);
        return index;
    }

    private LayerKinds KindsOf(ResolvedSource source, StackManifest stack) => IndexOf(source.Model).KindsOf(stack);

    public static StackManifest StackOf(Manifest manifest, string module) =>
        manifest.Stacks.FirstOrDefault(stack => stack.Name == module) ?? manifest.Stacks.FirstOrDefault() ?? NoStack;

    private static readonly StackManifest NoStack = new()
    {
        Name = "default",
        Prefix = "{}.",
        LayerCount = 0,
    };

    private void AddModule(ResolvedModule module)
    {
        if (module.Slices.Count == 0 || module.Slices.Any(slice => slice.Sources.Count == 0))
            return;
        ResolvedSlice first = module.Slices[0],
            last = module.Slices[module.Slices.Count - 1];
        bool isFirstModule = ReferenceEquals(module, Merge.Modules[0]);
        AddOutside(first, StackPosition.Before, isFirstModule);
        AddOutside(first, StackPosition.Elsewhere, isFirstModule);
        AddLayers(module, first);
        AddOutside(last, StackPosition.After, isFirstModule);
    }

    private void AddLayers(ResolvedModule module, ResolvedSlice first)
    {
        int next = 0;
        foreach (ResolvedSlice slice in module.Slices)
        {
            int count = LayerIndices.Count(slice.Sources[0].Layers, StackOf(module, slice.Sources[0]).LayerCount)!.Value;
            LayerKinds[] stacks = [.. slice.Sources.Select(source => KindsOf(source, StackOf(module, source)))];
            int[] starts =
            [
                .. slice.Sources.Select((source, s) => LayerIndices.Resolve(source.Layers, stacks[s].Stack.LayerCount)!.Value.Start),
            ];
            for (int i = 0; i < count && !IsExcessive(); i++)
            {
                int[] sourceLayers = [.. starts.Select(start => start + i)];
                layers.Add(new(module, next, slice, sourceLayers));
                AddLayer(slice, stacks, sourceLayers, next, Gradients.PositionOf(i, count), next);
                next++;
            }
        }
        if (ReferenceEquals(module, Merge.Modules[0]))
            AddOtherStacks(module, first);
    }

    /// <summary>The stacks that no module names, and draft layers behind whole models, go along as they are.</summary>
    private void AddOtherStacks(ResolvedModule module, ResolvedSlice first)
    {
        StackManifest merged = StackOf(module, first.Sources[0]);
        HashSet<string> named = new(
            Merge.Modules.Where(other => !ReferenceEquals(other, module)).Select(other => other.Name),
            StringComparer.Ordinal
        );
        foreach (StackManifest stack in ManifestOf(first.Sources[0]).Stacks)
        {
            bool isMerged = stack.Name == merged.Name;
            if ((isMerged && !first.IsWholeModels) || named.Contains(stack.Name))
                continue;
            StackManifest?[] found = [.. first.Sources.Select(source => IndexOf(source.Model).Stack(stack.Name))];
            if (found.Contains(null))
                continue;
            LayerKinds[] stacks = [.. first.Sources.Select((source, s) => KindsOf(source, found[s]!))];
            IEnumerable<int> indices = isMerged
                ? stack.ExtraLayers.Numbers
                : Enumerable.Range(0, stack.LayerCount).Concat(stack.ExtraLayers.Numbers);
            foreach (int i in indices)
            {
                if (IsExcessive())
                    return;
                AddLayer(
                    first,
                    stacks,
                    [.. stacks.Select(_ => i)],
                    i,
                    Gradients.PositionOf(Math.Min(i, stack.LayerCount - 1), stack.LayerCount),
                    null
                );
            }
        }
    }

    private void AddLayer(
        ResolvedSlice slice,
        LayerKinds[] stacks,
        IReadOnlyList<int> sourceLayers,
        int outputIndex,
        double position,
        int? outputLayer
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string[] prefixes = [.. stacks.Select((stack, s) => stack.Stack.LayerPrefix(sourceLayers[s]))];
        string prefix = stacks[0].Stack.LayerPrefix(outputIndex);
        for (int s = 0; s < stacks.Length; s++)
        {
            foreach ((TensorKind kind, string key) in stacks[s].Of(sourceLayers[s]))
            {
                if (!seen.Add(key))
                    continue;
                foreach (string name in kind.NamesWithinLayer())
                {
                    if (IsExcessive())
                        return;
                    var inputs = new List<TensorInput>();
                    for (int i = 0; i < stacks.Length; i++)
                    {
                        TensorKind? own = i == s ? kind : stacks[i].Find(sourceLayers[i], key);
                        string inputName = prefixes[i] + name;
                        if (own is null)
                            missing.Add(new(slice.Sources[i], inputName, slice.Sources[s].Model));
                        else
                            inputs.Add(
                                new(slice.Sources[i], inputName, own.DType, own.Shape, stacks[i].Stack.Prefix + own.Name)
                                {
                                    IsResidualWriter = stacks[i].Writes(own),
                                }
                            );
                    }
                    Add(prefix + name, outputLayer, slice, inputs, position);
                }
            }
        }
    }

    private void AddOutside(ResolvedSlice slice, StackPosition place, bool isFirstModule)
    {
        if (!isFirstModule)
            return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (ResolvedSource owner in slice.Sources)
        {
            foreach (TensorManifest tensor in ManifestOf(owner).Tensors)
            {
                if (tensor.Position != place || !seen.Add(tensor.Name))
                    continue;
                var inputs = new List<TensorInput>();
                foreach (ResolvedSource source in slice.Sources)
                {
                    // A head that a model does not store is its embedding matrix.
                    if (IndexOf(source.Model).Outside(tensor) is not { } own)
                        missing.Add(new(source, tensor.Name, owner.Model));
                    else
                        inputs.Add(new(source, own.Name, own.DType, own.Shape, own.Name) { IsVocabulary = own.IsVocabulary });
                }
                Add(tensor.Name, null, slice, inputs, 0);
            }
        }
    }

    private bool IsExcessive()
    {
        if (tensors.Count + missing.Count + layers.Count > MaximumParts)
            Excess ??= $"more than {Numbers.Group(MaximumParts)} tensors and layers";
        else if (elements > MaximumElements)
            Excess ??= $"more than {Numbers.Group((long)MaximumElements)} elements";
        return Excess is not null;
    }

    private void Add(string name, int? layer, ResolvedSlice slice, List<TensorInput> inputs, double position)
    {
        if (inputs.Count == 0 || !written.Add(name))
            return;
        elements += inputs.Sum(input => (double)input.Shape.Elements());
        if (IsExcessive())
            return;
        tensors.Add(new(name, layer, OutputDType(inputs), inputs[0].Shape, inputs, slice, position));
    }

    private TensorDType OutputDType(List<TensorInput> inputs)
    {
        TensorDType first = inputs[0].DType;
        if (!first.IsFloatingPoint())
            return first;
        if (Merge.Spec.OutDType != DType.Unspecified)
            return Merge.Spec.OutDType.ToTensorDType();
        if (Merge.Spec.DType != DType.Unspecified)
            return Merge.Spec.DType.ToTensorDType();
        return inputs.Select(input => input.DType).Aggregate(TensorDTypes.Promote);
    }
}

/// <summary>A tensor that one source has and another lacks.</summary>
internal sealed record MissingInput(ResolvedSource Source, string Name, Model Owner);
