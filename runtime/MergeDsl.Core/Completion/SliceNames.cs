using System.Globalization;
using MergeDsl.Diagnostics;
using MergeDsl.Manifests;

namespace MergeDsl.Completion;

/// <summary>The names of the tensors that a slice takes from a model, without writing each of them out.</summary>
internal sealed class SliceNames
{
    private readonly Manifest manifest;
    private readonly StackManifest stack;
    private readonly (int Start, int End) layers;
    private readonly TensorManifest[] outside;

    private SliceNames(Manifest manifest, StackManifest stack, (int Start, int End) layers, TensorManifest[] outside)
    {
        this.manifest = manifest;
        this.stack = stack;
        this.layers = layers;
        this.outside = outside;
    }

    public static SliceNames Of(Manifest manifest, string module, Range? range, bool isFirst, bool isLast)
    {
        (StackManifest stack, int start, int end) = SourceLayers.Of(manifest, module, range);
        TensorManifest[] outside = [.. manifest.Tensors.Where(tensor => tensor.Position == StackPosition.After ? isLast : isFirst)];
        return new(manifest, stack, (start, Math.Min(end, stack.LayerCount)), outside);
    }

    /// <summary>Indicates whether a tensor of the slice has the text in its name.</summary>
    public bool AnyContains(string text) =>
        outside.Any(tensor => tensor.Name.Contains(text))
        || OtherStacks.Any(name => name.Contains(text))
        || LayerNames(stack, layers, text).Any(name => name.Contains(text));

    /// <summary>Returns the numbers that stand in names where a text has one at its end: those of layers or experts that have these digits, or begin with them.</summary>
    public IEnumerable<int> NumbersAt(string text)
    {
        var found = new HashSet<int>();
        foreach (string name in LayerNames(stack, layers, text))
        {
            for (int at = name.IndexOf(text, StringComparison.Ordinal); at >= 0; at = name.IndexOf(text, at + 1, StringComparison.Ordinal))
            {
                int end = at + text.Length,
                    start = end;
                while (start > 0 && char.IsDigit(name[start - 1]))
                    start--;
                while (end < name.Length && char.IsDigit(name[end]))
                    end++;
                if (int.TryParse(name.Substring(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                    found.Add(number);
            }
        }
        return found;
    }

    /// <summary>Indicates whether any tensor of the model has the text in its name.</summary>
    public bool ModelContains(string text) =>
        manifest.Tensors.Any(tensor => tensor.Name.Contains(text))
        || manifest.Stacks.Any(other => LayerNames(other, (0, other.LayerCount), text).Any(name => name.Contains(text)));

    /// <summary>The run of whole dotted segments that is a near miss of the text, or null.</summary>
    public string? Nearest(string text) =>
        NearestName.Of(
            text.Trim('.'),
            outside.Select(tensor => tensor.Name).Concat(LayerNames(stack, layers, text)).SelectMany(Runs).Distinct()
        );

    private IEnumerable<string> OtherStacks =>
        manifest.Stacks.Where(other => other.Name != stack.Name).SelectMany(other => LayerNames(other, (0, 1), ""));

    /// <summary>The names in the layers; where the text has no digit one layer and one expert of each kind stand for all.</summary>
    private static IEnumerable<string> LayerNames(StackManifest stack, (int Start, int End) layers, string text)
    {
        bool all = text.Any(char.IsDigit);
        foreach (TensorKind kind in stack.Kinds)
        {
            bool any = false;
            foreach (int layer in kind.Layers.Numbers.SkipWhile(layer => layer < layers.Start).TakeWhile(layer => layer < layers.End))
            {
                if (any && !all)
                    break;
                any = true;
                foreach (string name in all ? kind.NamesWithinLayer() : kind.NamesWithinLayer().Take(1))
                    yield return stack.LayerPrefix(layer) + name;
            }
        }
    }

    /// <summary>The most segments of a run: no filter is a near miss of more.</summary>
    private const int LongestRun = 16;

    private static IEnumerable<string> Runs(string name)
    {
        string[] segments = name.Split('.');
        for (int start = 0; start < segments.Length; start++)
        {
            for (int length = 1; start + length <= segments.Length && length <= LongestRun; length++)
                yield return string.Join(".", segments, start, length);
        }
    }
}
