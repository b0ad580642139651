using System.Globalization;
using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Planning;

namespace MergeDsl.Reporting;

/// <summary>A row of the layer map: output layers that stand together, and where they come from.</summary>
/// <param name="First">The first output layer; null where the number of layers before it is not known.</param>
/// <param name="Count">How many output layers there are; null where it is not known.</param>
/// <param name="Sources">The sources with their ranges.</param>
/// <param name="Settings">The settings, in words.</param>
/// <param name="IsTransparent">Whether the layers are the identity.</param>
internal sealed record LayerMapRow(int? First, int? Count, string Sources, string Settings, bool IsTransparent)
{
    /// <summary>The output layers as text: <c>32-39</c>.</summary>
    public string Layers =>
        First is not { } first || Count is not { } count ? "?"
        : count == 1 ? first.ToString(CultureInfo.InvariantCulture)
        : $"{first.ToString(CultureInfo.InvariantCulture)}-{(first + count - 1).ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>The layer map of a plan: what stands where in the output.</summary>
internal static class LayerMap
{
    /// <summary>The rows of a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="facts">The size of the plan's output.</param>
    /// <param name="layersOf">The number of layers of a model, where it is known.</param>
    public static IEnumerable<LayerMapRow> Rows(PlanModule module, PlanFacts facts, Func<Model, int?> layersOf)
    {
        int? next = 0;
        HashSet<int> identities = [.. facts.TransparentLayers];
        foreach ((PlanSlice slice, int repeats) in module.Runs)
        {
            PlanSource? first = slice.Sources.FirstOrDefault();
            int? count = first is null ? 0 : LayerIndices.Count(first.Layers, layersOf(first.Model)) * repeats;
            int? start = next;
            bool transparent =
                start is { } from && count is > 0 and { } length && Enumerable.Range(from, length).All(layer => identities.Contains(layer));
            yield return new(start, count, Sources(slice, repeats), Settings(slice), transparent);
            next += count;
        }
    }

    private static string Sources(PlanSlice slice, int repeats)
    {
        string sources = string.Join(
            " + ",
            slice.Sources.Select(source =>
                Printable.Line(source.Model.ToString())
                + CanonicalText.Range(source.Layers)
                + (source.IsBase && slice.Sources.Count > 1 ? " (base)" : "")
            )
        );
        return repeats == 1 ? sources : sources + " x " + repeats.ToString(CultureInfo.InvariantCulture);
    }

    private static string Settings(PlanSlice slice)
    {
        bool several = slice.Sources.Count > 1;
        IEnumerable<string> own = slice
            .Sources.Select(
                (source, i) =>
                    string.Join(
                        "; ",
                        (source.Transparent ? ["residual writers x 0"] : Enumerable.Empty<string>()).Concat(Written(source.ReadSettings))
                    )
            )
            .Select((text, i) => several && text.Length > 0 ? $"[{(i + 1).ToString(CultureInfo.InvariantCulture)}] {text}" : text);
        return string.Join("; ", own.Concat(Written(slice.Settings.Values)).Where(text => text.Length > 0));
    }

    private static IEnumerable<string> Written(IEnumerable<SettingChain> chains) =>
        chains
            .Where(chain => chain.Rules.Count > 0)
            .Select(chain => chain.Parameter.Name + " " + Printable.Line(CanonicalText.Rules(chain.Effective)));
}
