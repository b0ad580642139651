namespace MergeDsl.Manifests;

/// <summary>The stacks of a checkpoint by the segments of their prefixes: finds the stack that a name shares the most leading segments with in one walk.</summary>
internal sealed class StackTree
{
    private readonly Node root = new();

    /// <param name="stacks">The stacks that are looked for, the first of equally close ones first.</param>
    public StackTree(IEnumerable<StackManifest> stacks)
    {
        foreach (StackManifest stack in stacks)
        {
            Node node = root;
            foreach (string segment in stack.Prefix.Split('.'))
            {
                if (!node.Below.TryGetValue(segment, out Node? next))
                    node.Below.Add(segment, next = new() { First = stack.Name });
                node = next;
            }
        }
    }

    /// <summary>The name of the first stack that shares more leading segments with a name than a number, and the most of all; null where none does.</summary>
    public string? Find(string[] segments, int moreThan)
    {
        Node node = root;
        int shared = 0;
        while (shared < segments.Length && node.Below.TryGetValue(segments[shared], out Node? next))
        {
            node = next;
            shared++;
        }
        return shared > moreThan ? node.First : null;
    }

    private sealed class Node
    {
        public string? First { get; init; }

        public Dictionary<string, Node> Below { get; } = new(StringComparer.Ordinal);
    }
}
