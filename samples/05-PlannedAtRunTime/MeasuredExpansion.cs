using System.Globalization;
using MergeDsl;

namespace Samples;

/// <summary>An expansion whose new layers are copies of those that another program found to be the most important: it wrote their numbers into a file.</summary>
/// <remarks>The compiler does not read files. It says so (MDSL0201) at the operation that it does not evaluate, and leaves the plan to the program; nothing else changes.</remarks>
[Merge]
public static partial class MeasuredExpansion
{
    /// <summary>The merge.</summary>
    public static Passthrough Definition => new()
    {
        DType = DType.BFloat16,
        Slices = [.. Stack(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "layers.txt")))],
    };

    private static IEnumerable<Passthrough.Slice> Stack(string[] lines)
    {
        HashSet<int> copied = [.. lines.Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
        for (int layer = 0; layer < TinyMistral.LayerCount; layer++)
        {
            yield return TinyMistral.Layers[layer..(layer + 1)];
            if (copied.Contains(layer)) yield return TinyMistral.Layers[layer..(layer + 1)].Transparent();
        }
    }
}
