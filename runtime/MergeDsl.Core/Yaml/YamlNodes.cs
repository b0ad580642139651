namespace MergeDsl.Yaml;

/// <summary>A node of a YAML document, its aliases and merge keys resolved.</summary>
/// <param name="start">Where it begins, behind its anchor and tag.</param>
/// <param name="end">Where it ends.</param>
internal abstract class YamlNode(int start, int end)
{
    /// <summary>The start of the value, behind its anchor and tag; for an alias, that of the alias.</summary>
    public int Start { get; } = start;

    /// <summary>The end of the value.</summary>
    public int End { get; } = end;

    /// <summary>The number of nodes below and including this one, with every alias expanded.</summary>
    public int Size { get; protected set; } = 1;

    /// <summary>The number of levels of nodes.</summary>
    public int Height { get; protected set; } = 1;

    /// <summary>Indicates whether it stands in brackets, or is no collection.</summary>
    public virtual bool IsInline => true;

    /// <summary>The node as an alias at that place stands for it: its own parts keep their places.</summary>
    public abstract YamlNode ThroughAlias(int start, int end);
}

/// <summary>A scalar.</summary>
internal sealed class YamlScalar(int start, int end, string text, bool isPlain, string? tag) : YamlNode(start, end)
{
    /// <summary>The text, with quotes and escapes resolved.</summary>
    public string Text { get; } = text;

    /// <summary>Indicates whether it is neither quoted nor a block.</summary>
    public bool IsPlain { get; } = isPlain;

    /// <summary>An explicit tag, in full.</summary>
    public string? Tag { get; } = tag;

    public override YamlNode ThroughAlias(int start, int end) => new YamlScalar(start, end, Text, IsPlain, Tag);
}

/// <summary>A sequence.</summary>
internal sealed class YamlList : YamlNode
{
    public YamlList(int start, int end, IReadOnlyList<YamlNode> items, bool isInline)
        : base(start, end)
    {
        Items = items;
        IsInline = isInline;
        foreach (YamlNode item in items)
        {
            Size = Saturate((long)Size + item.Size);
            Height = Math.Max(Height, item.Height + 1);
        }
    }

    public IReadOnlyList<YamlNode> Items { get; }

    public override bool IsInline { get; }

    public override YamlNode ThroughAlias(int start, int end) => new YamlList(start, end, Items, true);

    internal static int Saturate(long size) => (int)Math.Min(size, int.MaxValue);
}

/// <summary>A mapping. Of keys given twice only the last is here.</summary>
internal sealed class YamlMap : YamlNode
{
    public YamlMap(int start, int end, IReadOnlyList<YamlEntry> entries, bool isInline)
        : base(start, end)
    {
        Entries = entries;
        IsInline = isInline;
        foreach (YamlEntry entry in entries)
        {
            Size = YamlList.Saturate(1L + Size + entry.Value.Size);
            Height = Math.Max(Height, entry.Value.Height + 1);
        }
    }

    public IReadOnlyList<YamlEntry> Entries { get; }

    public override bool IsInline { get; }

    public YamlEntry? this[string key]
    {
        get
        {
            index ??= Entries.ToDictionary(entry => entry.Key.Text, StringComparer.Ordinal);
            return index.TryGetValue(key, out YamlEntry? entry) ? entry : null;
        }
    }

    private Dictionary<string, YamlEntry>? index;

    public override YamlNode ThroughAlias(int start, int end) => new YamlMap(start, end, Entries, true);
}

/// <summary>A key and its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);

/// <summary>A placeholder for an alias without an anchor: reported once, and then ignored.</summary>
internal sealed class YamlBroken(int start, int end) : YamlNode(start, end)
{
    public override YamlNode ThroughAlias(int start, int end) => this;
}

/// <summary>A document of a stream.</summary>
/// <param name="Root">Its node; null where it is empty.</param>
/// <param name="End">Where it ends.</param>
/// <param name="AliasedAnchors">Where the anchors stand that an alias refers to, in order.</param>
internal sealed record YamlTreeDocument(YamlNode? Root, int End, IReadOnlyList<int> AliasedAnchors);
