using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Planning;
using MergeDsl.Tensors;

namespace MergeDsl.Completion;

/// <summary>A merge written out tensor by tensor, from the manifests or headers of all its models.</summary>
internal sealed class CompletedMerge
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

    private CompletedMerge(MergePlan plan, ManifestSet manifests)
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

    /// <summary>Why the merge is too large to be written out; null where it is not. Then it is not whole.</summary>
    public string? Excess { get; private set; }

    /// <summary>Leaves out tensors that a layer does not have at its new place.</summary>
    public void Drop(IReadOnlyCollection<string> names)
    {
        if (names.Count > 0)
            tensors.RemoveAll(tensor => names.Contains(tensor.Name));
    }

    /// <summary>Writes out a plan whose ranges are known to lie inside their models.</summary>
    public static CompletedMerge Of(MergePlan plan, ManifestSet manifests)
    {
        var completed = new CompletedMerge(plan, manifests);
        foreach (PlanModule module in plan.Modules)
            completed.AddModule(module);
        return completed;
    }

    public Manifest ManifestOf(PlanSource source) => ManifestOf(source.Model);

    public Manifest ManifestOf(Model model) => IndexOf(model).Manifest;

    /// <summary>The number of layers of a model's stack.</summary>
    public int? LayersOf(Model model, string module) =>
        manifests.Find(model) is { } manifest ? SourceLayers.StackOf(manifest, module).LayerCount : null;

    /// <summary>The stack of a source that a module merges.</summary>
    public StackManifest StackOf(PlanModule module, PlanSource source)
    {
        ManifestIndex index = IndexOf(source.Model);
        return index.Stack(module.Name) ?? SourceLayers.StackOf(index.Manifest, module.Name);
    }

    private ManifestIndex IndexOf(Model model)
    {
        // Models are compared by a text that is made for every comparison, so the last one is remembered.
        if (ReferenceEquals(model, last.Model))
            return last.Index!;
        if (!indices.TryGetValue(model, out ManifestIndex? index))
            indices.Add(model, index = new(manifests.Find(model)!));
        last = (model, index);
        return index;
    }

    private LayerKinds KindsOf(PlanSource source, StackManifest stack) => IndexOf(source.Model).KindsOf(stack);

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
            SourceLayers[] sources = [.. slice.Sources.Select(source => SourceLayers.Of(StackOf(module, source), source.Layers))];
            LayerKinds[] stacks = [.. slice.Sources.Select((source, s) => KindsOf(source, sources[s].Stack))];
            int count = sources[0].Count;
            for (int i = 0; i < count && !IsExcessive(); i++)
            {
                int[] sourceLayers = [.. sources.Select(source => source.Start + i)];
                layers.Add(new(module, next, slice, sourceLayers));
                AddLayer(slice, stacks, sourceLayers, next, Gradients.PositionOf(i, count), next);
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
        HashSet<string> named = new(
            Plan.Modules.Where(other => !ReferenceEquals(other, module)).Select(other => other.Name),
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

    /// <summary>Adds a layer.</summary>
    /// <param name="slice">The slice that makes it.</param>
    /// <param name="stacks">The stack of each source of the slice.</param>
    /// <param name="sourceLayers">The layer that is taken of each source.</param>
    /// <param name="outputIndex">Its number in the output.</param>
    /// <param name="position">Its position in the gradients of the slice.</param>
    /// <param name="outputLayer">Its number, where it belongs to the stack that is cut.</param>
    private void AddLayer(
        PlanSlice slice,
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

    private void Add(string name, int? layer, PlanSlice slice, List<TensorInput> inputs, double position)
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
        if (Plan.Spec.OutDType != DType.Unspecified)
            return Plan.Spec.OutDType.ToTensorDType();
        if (Plan.Spec.DType != DType.Unspecified)
            return Plan.Spec.DType.ToTensorDType();
        return inputs.Select(input => input.DType).Aggregate(TensorDTypes.Promote);
    }
}

/// <summary>A tensor that one source has and another lacks.</summary>
internal sealed record MissingInput(PlanSource Source, string Name, Model Owner);
