namespace MergeDsl;

/// <summary>A merge written out tensor by tensor, from the manifests or headers of all its models.</summary>
internal sealed class ExpandedMerge
{
    private readonly ManifestSet manifests;
    private readonly List<OutputTensor> tensors = [];
    private readonly List<OutputLayer> layers = [];
    private readonly List<MissingInput> missing = [];
    private readonly HashSet<string> written = new(StringComparer.Ordinal);

    private ExpandedMerge(MergePlan plan, ManifestSet manifests)
    {
        Plan = plan;
        this.manifests = manifests;
    }

    /// <summary>The plan.</summary>
    public MergePlan Plan { get; }

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

    /// <summary>Writes out a plan whose ranges are known to lie inside their models.</summary>
    public static ExpandedMerge Of(MergePlan plan, ManifestSet manifests)
    {
        var expanded = new ExpandedMerge(plan, manifests);
        foreach (PlanModule module in plan.Modules)
            expanded.AddModule(module);
        return expanded;
    }

    public Manifest ManifestOf(PlanSource source) => ManifestOf(source.Model);

    public Manifest ManifestOf(Model model) => manifests.Find(model)!;

    /// <summary>The number of layers of a model's stack.</summary>
    public int? LayersOf(Model model, string module) =>
        manifests.Find(model) is { } manifest ? SourceLayers.StackOf(manifest, module).LayerCount : null;

    /// <summary>The stack of a source that a module merges.</summary>
    public StackManifest StackOf(PlanModule module, PlanSource source) => SourceLayers.StackOf(ManifestOf(source), module.Name);

    private void AddModule(PlanModule module)
    {
        if (module.Slices.Count == 0 || module.Slices.Any(slice => slice.Sources.Count == 0))
            return;
        PlanSlice first = module.Slices[0],
            last = module.Slices[module.Slices.Count - 1];
        bool isFirstModule = ReferenceEquals(module, Plan.Modules[0]);
        AddOutside(first, StackPosition.Before, isFirstModule);
        AddOutside(first, StackPosition.Elsewhere, isFirstModule);
        AddLayers(module, first);
        AddOutside(last, StackPosition.After, isFirstModule);
    }

    private void AddLayers(PlanModule module, PlanSlice first)
    {
        int next = 0;
        foreach (PlanSlice slice in module.Slices)
        {
            SourceLayers[] sources = [.. slice.Sources.Select(source => SourceLayers.Of(ManifestOf(source), module.Name, source.Layers))];
            for (int i = 0; i < sources[0].Count; i++)
            {
                SourceLayers[] from = [.. sources.Select(source => source with { Start = source.Start + i })];
                layers.Add(new(module, next, slice, [.. from.Select(source => source.Start)]));
                AddLayer(slice, from, next, Gradients.PositionOf(i, sources[0].Count), next);
                next++;
            }
        }
        if (ReferenceEquals(module, Plan.Modules[0]))
            AddOtherStacks(module, first);
    }

    /// <summary>The stacks that no module names, and draft layers behind whole models, go along as they are.</summary>
    private void AddOtherStacks(PlanModule module, PlanSlice first)
    {
        StackManifest merged = StackOf(module, first.Sources[0]);
        foreach (StackManifest stack in ManifestOf(first.Sources[0]).Stacks)
        {
            bool isMerged = stack.Name == merged.Name;
            if ((isMerged && !first.IsWholeModels) || Plan.Modules.Any(other => other != module && other.Name == stack.Name))
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
                    [.. stacks.Select(other => new SourceLayers(other!, i, i + 1))],
                    i,
                    Gradients.PositionOf(Math.Min(i, stack.LayerCount - 1), stack.LayerCount),
                    null
                );
            }
        }
    }

    /// <summary>Adds a layer.</summary>
    /// <param name="slice">The slice that makes it.</param>
    /// <param name="from">For each source of the slice, the layers that begin with the one taken.</param>
    /// <param name="outputIndex">Its number in the output.</param>
    /// <param name="position">Its position in the gradients of the slice.</param>
    /// <param name="outputLayer">Its number, where it belongs to the stack that is cut.</param>
    private void AddLayer(PlanSlice slice, IReadOnlyList<SourceLayers> from, int outputIndex, double position, int? outputLayer)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int s = 0; s < from.Count; s++)
        {
            foreach (TensorKind kind in from[s].Stack.Kinds)
            {
                if (!kind.Layers.Contains(from[s].Start) || !seen.Add(kind.Name + "|" + kind.Experts))
                    continue;
                foreach (string name in kind.NamesWithinLayer())
                {
                    var inputs = new List<TensorInput>();
                    for (int i = 0; i < from.Count; i++)
                    {
                        (StackManifest stack, int layer, _) = from[i];
                        TensorKind? own =
                            i == s
                                ? kind
                                : stack.Kinds.FirstOrDefault(other =>
                                    other.Name == kind.Name && other.Layers.Contains(layer) && other.Experts == kind.Experts
                                );
                        string inputName = stack.LayerPrefix(layer) + name;
                        if (own is null)
                            missing.Add(new(slice.Sources[i], inputName, slice.Sources[s].Model));
                        else
                            inputs.Add(
                                new(slice.Sources[i], inputName, own.DType, own.Shape, stack.Prefix + own.Name)
                                {
                                    IsResidualWriter = from[i].Writes(own),
                                }
                            );
                    }
                    Add(from[0].Stack.LayerPrefix(outputIndex) + name, outputLayer, slice, inputs, position);
                }
            }
        }
    }

    private void AddOutside(PlanSlice slice, StackPosition place, bool isFirstModule)
    {
        if (!isFirstModule)
            return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (PlanSource owner in slice.Sources)
        {
            foreach (TensorManifest tensor in ManifestOf(owner).Tensors)
            {
                if (tensor.Position != place || !seen.Add(tensor.Name))
                    continue;
                var inputs = new List<TensorInput>();
                foreach (PlanSource source in slice.Sources)
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

    private void Add(string name, int? layer, PlanSlice slice, List<TensorInput> inputs, double position)
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
        if (Plan.Spec.OutDType != DType.Unspecified)
            return Plan.Spec.OutDType.ToTensorDType();
        if (Plan.Spec.DType != DType.Unspecified)
            return Plan.Spec.DType.ToTensorDType();
        return inputs.Select(input => input.DType).Aggregate(Promote);
    }

    /// <summary>The dtype in which two inputs meet: their own where they agree, else float32 (or float64 where one is).</summary>
    private static TensorDType Promote(TensorDType left, TensorDType right) =>
        left == right ? left
        : left == TensorDType.F64 || right == TensorDType.F64 ? TensorDType.F64
        : TensorDType.F32;
}

/// <summary>A tensor that one source has and another lacks.</summary>
internal sealed record MissingInput(PlanSource Source, string Name, Model Owner);
