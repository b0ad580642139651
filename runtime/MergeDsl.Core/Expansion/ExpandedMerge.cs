namespace MergeDsl;

/// <summary>A merge written out tensor by tensor, from the manifests or headers of all its models.</summary>
internal sealed class ExpandedMerge
{
    private readonly ManifestSet manifests;
    private readonly List<OutputTensor> tensors = [];
    private readonly List<OutputLayer> layers = [];
    private readonly List<MissingInput> missing = [];
    private readonly HashSet<string> written = new(StringComparer.Ordinal);

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

    public Manifest ManifestOf(Model model) => manifests.Find(model)!;

    /// <summary>The number of layers of a model's stack.</summary>
    public int? LayersOf(Model model, string module) => manifests.Find(model) is { } manifest ? StackOf(manifest, module).LayerCount : null;

    /// <summary>The stack of a source that a module merges.</summary>
    public StackManifest StackOf(ResolvedModule module, ResolvedSource source) => StackOf(ManifestOf(source), module.Name);

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
            for (int i = 0; i < count; i++)
            {
                int[] sourceLayers =
                [
                    .. slice.Sources.Select(source =>
                        LayerIndices.Resolve(source.Layers, StackOf(module, source).LayerCount)!.Value.Start + i
                    ),
                ];
                layers.Add(new(module, next, slice, sourceLayers));
                AddLayer(
                    slice,
                    [.. slice.Sources.Select(source => StackOf(module, source))],
                    sourceLayers,
                    next,
                    Gradients.PositionOf(i, count),
                    next
                );
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
        foreach (StackManifest stack in ManifestOf(first.Sources[0]).Stacks)
        {
            bool isMerged = stack.Name == merged.Name;
            if ((isMerged && !first.IsWholeModels) || Merge.Modules.Any(other => other != module && other.Name == stack.Name))
                continue;
            StackManifest?[] stacks =
            [
                .. first.Sources.Select(source => ManifestOf(source).Stacks.FirstOrDefault(other => other.Name == stack.Name)),
            ];
            if (stacks.Contains(null))
                continue;
            IEnumerable<int> indices = isMerged
                ? stack.ExtraLayers.Numbers
                : Enumerable.Range(0, stack.LayerCount).Concat(stack.ExtraLayers.Numbers);
            foreach (int i in indices)
            {
                AddLayer(
                    first,
                    stacks!,
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
        IReadOnlyList<StackManifest> stacks,
        IReadOnlyList<int> sourceLayers,
        int outputIndex,
        double position,
        int? outputLayer
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int s = 0; s < stacks.Count; s++)
        {
            foreach (TensorKind kind in stacks[s].Kinds)
            {
                if (!kind.Layers.Contains(sourceLayers[s]) || !seen.Add(kind.Name + "|" + kind.Experts))
                    continue;
                foreach (string name in kind.NamesWithinLayer())
                {
                    var inputs = new List<TensorInput>();
                    for (int i = 0; i < stacks.Count; i++)
                    {
                        TensorKind? own =
                            i == s
                                ? kind
                                : stacks[i]
                                    .Kinds.FirstOrDefault(other =>
                                        other.Name == kind.Name && other.Layers.Contains(sourceLayers[i]) && other.Experts == kind.Experts
                                    );
                        string inputName = stacks[i].LayerPrefix(sourceLayers[i]) + name;
                        if (own is null)
                            missing.Add(new(slice.Sources[i], inputName, slice.Sources[s].Model));
                        else
                            inputs.Add(
                                new(slice.Sources[i], inputName, own.DType, own.Shape, stacks[i].Prefix + own.Name)
                                {
                                    IsResidualWriter = stacks[i].ResidualWriters.Contains(own.Name),
                                }
                            );
                    }
                    Add(stacks[0].LayerPrefix(outputIndex) + name, outputLayer, slice, inputs, position);
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
                    Manifest manifest = ManifestOf(source);
                    TensorManifest? own = manifest.Tensors.FirstOrDefault(other => other.Name == tensor.Name) ?? TiedTo(manifest, tensor);
                    if (own is null)
                        missing.Add(new(source, tensor.Name, owner.Model));
                    else
                        inputs.Add(new(source, own.Name, own.DType, own.Shape, own.Name) { IsVocabulary = own.IsVocabulary });
                }
                Add(tensor.Name, null, slice, inputs, 0);
            }
        }
    }

    /// <summary>A head that a model does not store because it is its embedding matrix.</summary>
    private static TensorManifest? TiedTo(Manifest manifest, TensorManifest head) =>
        head.IsVocabulary && head.Position == StackPosition.After && head.Shape.Count == 2
            ? manifest.Tensors.FirstOrDefault(other =>
                other.IsVocabulary && other.Position == StackPosition.Before && other.Shape.Count == 2
            )
            : null;

    private void Add(string name, int? layer, ResolvedSlice slice, List<TensorInput> inputs, double position)
    {
        if (inputs.Count == 0 || !written.Add(name))
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
