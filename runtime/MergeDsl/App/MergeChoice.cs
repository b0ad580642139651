using MergeDsl.Diagnostics;
using MergeDsl.Graph;

namespace MergeDsl.App;

/// <summary>The choice among several merges.</summary>
internal static class MergeChoice
{
    /// <summary>The merge that a name stands for.</summary>
    /// <param name="graph">The merges.</param>
    /// <param name="name">The name that the user gave.</param>
    /// <param name="fault">Why there is none.</param>
    public static int? Find(MergeGraph graph, string name, out string? fault)
    {
        fault = null;
        foreach (StringComparison comparison in (StringComparison[])[StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            int[] found = [.. Enumerable.Range(0, graph.Nodes.Count).Where(i => string.Equals(graph.Nodes[i].Name, name, comparison))];
            if (found.Length == 1)
                return found[0];
        }
        string[] names = Names(graph, Enumerable.Range(0, graph.Nodes.Count));
        string cure =
            NearestName.Of(name, names) is { } near ? $"did you mean {Printable.Quote(near)}?"
            : names.Length == 0 ? "the merge has no name, so leave --merge out"
            : (names.Length == 1 ? "there is " : "there are ") + List(names);
        fault = $"there is no merge {Printable.Quote(name)}; {cure}";
        return null;
    }

    /// <summary>The merge that is meant where none is named: the one whose result no other takes. A document without a name is the result of its file.</summary>
    /// <param name="graph">The merges.</param>
    /// <param name="fault">Why there is none.</param>
    public static int? Only(MergeGraph graph, out string? fault)
    {
        fault = null;
        if (graph.Result is { } result)
            return result;
        IReadOnlyList<int> ends = graph.Ends;
        fault = $"there are {ends.Count} merges, {List(Names(graph, ends))}; choose one with --merge NAME";
        return null;
    }

    private static string[] Names(MergeGraph graph, IEnumerable<int> nodes) => [.. nodes.Select(i => graph.Nodes[i].Name).OfType<string>()];

    private static string List(IReadOnlyList<string> names)
    {
        const int Most = 8;
        string[] quoted = [.. names.Take(Most).Select(Printable.Quote)];
        if (names.Count > Most)
            return string.Join(", ", quoted) + FormattableString.Invariant($" and {names.Count - Most} more");
        return quoted.Length == 1 ? quoted[0] : string.Join(", ", quoted[..^1]) + " and " + quoted[^1];
    }
}
