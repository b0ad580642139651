namespace MergeDsl;

/// <summary>A substring of tensor names: <c>o_proj</c>, <c>mlp</c>, <c>layers.4.</c>. Plain and case-sensitive, as in mergekit.</summary>
/// <param name="Text">The text.</param>
public sealed record Filter(string Text)
{
    /// <summary>A filter from its text.</summary>
    public static implicit operator Filter(string text) => new(text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
