using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Tensors;

namespace MergeDsl.Execution;

/// <summary>The difference between a manifest and the headers of a checkpoint, in words.</summary>
internal static class ManifestDrift
{
    public static string Describe(Manifest manifest, Manifest actual)
    {
        Dictionary<string, string> expected = Tensors(manifest),
            found = Tensors(actual);
        string[] missing = [.. expected.Keys.Where(name => !found.ContainsKey(name)).Order(StringComparer.Ordinal)];
        if (missing.Length > 0)
            return $"{Printable.Quote(missing[0])} is missing{More(missing.Length)}";
        string[] added = [.. found.Keys.Where(name => !expected.ContainsKey(name)).Order(StringComparer.Ordinal)];
        if (added.Length > 0)
            return $"{Printable.Quote(added[0])} is new{More(added.Length)}";
        string[] changed = [.. expected.Keys.Where(name => expected[name] != found[name]).Order(StringComparer.Ordinal)];
        return changed.Length > 0
            ? $"{Printable.Quote(changed[0])} is {found[changed[0]]}, not {expected[changed[0]]}{More(changed.Length)}"
            : "the hash of the manifest is not that of its own tensors";
    }

    private static string More(int count) => count > 1 ? $" (and {Numbers.Count(count - 1, "more tensor")} like it)" : "";

    private static Dictionary<string, string> Tensors(Manifest manifest)
    {
        var tensors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, TensorDType dtype, EquatableArray<long> shape) in manifest.AllTensors())
            tensors[name] = $"{dtype.Name()} [{string.Join(", ", shape)}]";
        return tensors;
    }
}
