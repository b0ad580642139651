using MergeDsl.Manifests;

namespace MergeDsl.Completion;

/// <summary>The layers of a source, completed with what only its checkpoint says: the stack that they stand in, where all layers, or layers counted from the end, begin and end, and what writes to the residual stream. The rules, the expansion and the YAML for mergekit complete a plan here and nowhere else, in the compiler as in a program.</summary>
/// <param name="Stack">The stack.</param>
/// <param name="Start">The first layer.</param>
/// <param name="End">The layer behind the last; below <paramref name="Start"/> where the range is reversed.</param>
internal readonly record struct SourceLayers(StackManifest Stack, int Start, int End)
{
    private static readonly StackManifest NoStack = new()
    {
        Name = "default",
        Prefix = "{}.",
        LayerCount = 0,
    };

    /// <summary>The number of layers.</summary>
    public int Count => End - Start;

    /// <summary>Completes a range of layers.</summary>
    /// <param name="manifest">The facts of the checkpoint.</param>
    /// <param name="module">The module that the layers are merged in.</param>
    /// <param name="range">The range; null for all layers.</param>
    public static SourceLayers Of(Manifest manifest, string module, Range? range) => Of(StackOf(manifest, module), range);

    /// <summary>Completes a range of layers of a stack.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="range">The range; null for all layers.</param>
    public static SourceLayers Of(StackManifest stack, Range? range)
    {
        (int start, int end) = LayerIndices.Resolve(range, stack.LayerCount)!.Value;
        return new(stack, start, end);
    }

    /// <summary>The stack of a checkpoint that a module merges: the one of its name, else the first.</summary>
    public static StackManifest StackOf(Manifest manifest, string module) =>
        manifest.Stacks.FirstOrDefault(stack => stack.Name == module) ?? manifest.Stacks.FirstOrDefault() ?? NoStack;

    /// <summary>Indicates whether the layers write to the residual stream with the tensors of a kind.</summary>
    public bool Writes(TensorKind kind) => Stack.ResidualWriters.Contains(kind.Name);
}
