using MergeDsl.Collections;
using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Planning;
using MergeDsl.Tensors;

namespace MergeDsl;

/// <summary>The size of a plan's output. What only a manifest can state is null without one.</summary>
public sealed record PlanFacts
{
    /// <summary>The number of layers of the output.</summary>
    public int? Layers { get; init; }

    /// <summary>The number of tensors of the output.</summary>
    public long? Tensors { get; init; }

    /// <summary>The number of elements of the output's tensors.</summary>
    public long? Parameters { get; init; }

    /// <summary>The number of bytes of tensor data of the output.</summary>
    public long? Bytes { get; init; }

    /// <summary>The number of bytes of tensor data that are read.</summary>
    public long? BytesRead { get; init; }

    /// <summary>The number of tensors that are scaled by 0.</summary>
    public long? ScaledByZero { get; init; }

    /// <summary>The output layers that are the identity.</summary>
    public EquatableArray<int> TransparentLayers { get; init; }

    /// <summary>The number of tensors that each rule of a setting decides, in the order in which the rules were written; 0 for a rule that decides none.</summary>
    public EquatableArray<RuleMatches> Rules { get; init; }

    internal static PlanFacts Of(CompletedMerge merge)
    {
        IReadOnlyList<OutputTensor> tensors = merge.Tensors;
        return new()
        {
            Layers = merge.Layers.Count(layer => ReferenceEquals(layer.Module, merge.Plan.Modules[0])),
            Tensors = tensors.Count,
            Parameters = tensors.Sum(tensor => tensor.Elements),
            Bytes = tensors.Sum(tensor => tensor.Bytes),
            BytesRead = tensors.Sum(tensor => tensor.Inputs.Sum(input => tensor.Elements * input.DType.Bits() / 8)),
            ScaledByZero = tensors.Count(tensor =>
                tensor.Inputs.Count == 1 && tensor.DType.IsFloatingPoint() && tensor.Inputs[0].Scale(tensor.Position) == 0
            ),
            TransparentLayers = Transparent(merge),
            Rules = Matches(merge),
        };
    }

    private static EquatableArray<RuleMatches> Matches(CompletedMerge merge)
    {
        var counts = new Dictionary<SpecPath, RuleMatches>();
        var order = new List<SpecPath>();
        void List(SettingChain chain)
        {
            foreach (PlacedRule rule in chain.Rules.Where(rule => !counts.ContainsKey(rule.Path)))
            {
                order.Add(rule.Path);
                counts.Add(
                    rule.Path,
                    new(chain.Parameter.Name, rule.Rule.Filter, rule.Path, 0) { Value = CanonicalText.Value(rule.Rule.Values) }
                );
            }
        }
        void Count(SettingChain chain, string name)
        {
            if (chain.Find(name) is { } rule)
                counts[rule.Path] = counts[rule.Path] with { Tensors = counts[rule.Path].Tensors + 1 };
        }
        foreach (PlanSlice slice in merge.Plan.Slices.Select(pair => pair.Slice))
        {
            foreach (SettingChain chain in slice.Chains)
                List(chain);
        }
        foreach (OutputTensor tensor in merge.Tensors)
        {
            foreach (SettingChain chain in tensor.Slice.Settings.Values)
                Count(chain, tensor.Name);
            foreach (TensorInput input in tensor.Inputs)
            {
                foreach (SettingChain chain in input.Source.ReadSettings)
                    Count(chain, input.Name);
            }
        }
        return order.OrderBy(path => path.Text, NaturalOrder.Instance).Select(path => counts[path]).ToEquatableArray();
    }

    internal static PlanFacts Of(MergePlan merge, ManifestSet manifests)
    {
        PlanModule? module = merge.Modules.FirstOrDefault();
        int? layers = 0;
        foreach (PlanSlice slice in module?.Slices ?? [])
        {
            if (slice.Sources.Count == 0)
                continue;
            PlanSource source = slice.Sources[0];
            layers += LayerIndices.Count(
                source.Layers,
                manifests.Find(source.Model) is { } manifest ? SourceLayers.StackOf(manifest, module!.Name).LayerCount : null
            );
        }
        return new() { Layers = module is null || layers < 0 ? null : layers };
    }

    /// <summary>The output layers that are the identity.</summary>
    internal static EquatableArray<int> Transparent(CompletedMerge merge)
    {
        if (!merge.Plan.Schema.StacksLayers)
            return [];
        var layers = new List<int>();
        ILookup<int, OutputLayer> outputs = merge.Layers.ToLookup(layer => layer.Index);
        foreach (
            IGrouping<int?, OutputTensor> layer in merge.Tensors.Where(tensor => tensor.Layer is not null).GroupBy(tensor => tensor.Layer)
        )
        {
            OutputTensor[] writers = [.. layer.Where(tensor => tensor.Inputs[0].IsResidualWriter)];
            if (writers.Length == 0 || writers.Any(tensor => tensor.Inputs[0].Scale(tensor.Position) != 0))
                continue;
            OutputLayer output = outputs[layer.Key!.Value].First(candidate => ReferenceEquals(candidate.Slice, writers[0].Slice));
            if (merge.StackOf(output.Module, writers[0].Inputs[0].Source).CanBeTransparent == true)
                layers.Add(layer.Key.Value);
        }
        return layers.ToEquatableArray();
    }
}

/// <summary>The number of tensors that a rule decides.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Filter">The filter; null for a value without one.</param>
/// <param name="Path">Where it was written.</param>
/// <param name="Tensors">The number of tensors.</param>
public sealed record RuleMatches(string Parameter, string? Filter, SpecPath Path, int Tensors)
{
    /// <summary>The value as it stands in a plan: <c>0</c>, or <c>(0 0.5 1)</c> for a gradient.</summary>
    public string Value { get; init; } = "";
}
