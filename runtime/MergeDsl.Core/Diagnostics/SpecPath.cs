namespace MergeDsl.Diagnostics;

/// <summary>A part of a spec, as a path such as <c>slices[8].sources[0].scale[1].filter</c>; parameters stand directly in their scope.</summary>
/// <param name="Text">The path; empty for the whole spec.</param>
/// <param name="OfKey">Whether the key is meant, not its value.</param>
public readonly record struct SpecPath(string Text, bool OfKey = false)
{
    /// <summary>The whole spec.</summary>
    public static SpecPath Root => new("");

    /// <summary>The path of a member of this part.</summary>
    public SpecPath Member(string name) => new(string.IsNullOrEmpty(Text) ? name : Text + "." + name);

    /// <summary>The path of an element of this part.</summary>
    public SpecPath Element(int index) => new(Text + "[" + index.ToString(System.Globalization.CultureInfo.InvariantCulture) + "]");

    /// <summary>The key of this part instead of its value.</summary>
    public SpecPath Key => this with { OfKey = true };

    /// <summary>The part around this one.</summary>
    public SpecPath Parent
    {
        get
        {
            int cut = Math.Max(Text.LastIndexOf('.'), Text.LastIndexOf('['));
            return new(cut < 0 ? "" : Text.Substring(0, cut));
        }
    }

    /// <summary>Indicates whether this part is the other one or lies in it.</summary>
    public bool IsWithin(SpecPath other) =>
        other.Text.Length == 0
        || (
            Text.StartsWith(other.Text, StringComparison.Ordinal)
            && (Text.Length == other.Text.Length || Text[other.Text.Length] is '.' or '[')
        );

    /// <inheritdoc/>
    public override string ToString() => Text;
}
