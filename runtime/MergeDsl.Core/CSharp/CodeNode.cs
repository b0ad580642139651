using MergeDsl.Collections;

namespace MergeDsl.CSharp;

/// <summary>An expression with a layout: on one line where it fits, else broken at its brackets.</summary>
internal abstract class CodeNode
{
    /// <summary>The width at which lines are broken.</summary>
    public const int Width = 140;

    /// <summary>The expression on one line.</summary>
    public abstract string Inline { get; }

    /// <summary>Indicates whether it is broken wherever it stands.</summary>
    public virtual bool MustBreak => false;

    /// <summary>Writes it broken.</summary>
    /// <param name="writer">The lines.</param>
    /// <param name="prefix">What stands before it: <c>Slices =</c>, <c>return</c>, or nothing.</param>
    /// <param name="suffix">What stands behind it: a comma or a semicolon.</param>
    public abstract void WriteBroken(CodeWriter writer, string prefix, string suffix);

    /// <summary>Writes it on one line or broken.</summary>
    public void Write(CodeWriter writer, string prefix, string suffix, string comment = "")
    {
        string line = (prefix.Length > 0 ? prefix + " " : "") + (MustBreak ? "" : Inline) + suffix;
        if (!MustBreak && writer.Column + line.Length <= Width)
            writer.Line(line + comment);
        else
            WriteBroken(writer, prefix, suffix);
    }
}

/// <summary>An expression that is never broken.</summary>
internal sealed class CodeText(string text) : CodeNode
{
    public override string Inline => text;

    public override void WriteBroken(CodeWriter writer, string prefix, string suffix) =>
        writer.Line((prefix.Length > 0 ? prefix + " " : "") + text + suffix);
}

/// <summary>Texts joined by +, one a line where they are broken.</summary>
internal sealed class CodeSum(IReadOnlyList<string> parts) : CodeNode
{
    public override string Inline => string.Join(" + ", parts);

    public override bool MustBreak => parts.Count > 1;

    public override void WriteBroken(CodeWriter writer, string prefix, string suffix)
    {
        if (prefix.Length > 0)
            writer.Line(prefix);
        writer.Indent++;
        for (int i = 0; i < parts.Count; i++)
            writer.Line((i > 0 ? "+ " : "") + parts[i] + (i == parts.Count - 1 ? suffix : ""));
        writer.Indent--;
    }
}

/// <summary>A list of items in brackets: a collection expression, or an object with its initializer.</summary>
/// <param name="head">What stands before the braces, such as <c>new(Mistral)</c>; null for a collection.</param>
/// <param name="items">The items.</param>
/// <param name="mustBreak">Whether every item stands on a line of its own, even where all would fit on one.</param>
internal sealed class CodeList(string? head, IReadOnlyList<CodeItem> items, bool mustBreak = false) : CodeNode
{
    public IReadOnlyList<CodeItem> Items => items;

    public override string Inline =>
        head is null ? "[" + Joined + "]"
        : items.Count == 0 ? head
        : $"{head} {{ {Joined} }}";

    public override bool MustBreak => mustBreak || items.Any(item => item.MustBreak);

    private string Joined => string.Join(", ", items.Select(item => item.Inline));

    public override void WriteBroken(CodeWriter writer, string prefix, string suffix)
    {
        string first =
            head is null ? prefix
            : prefix.Length > 0 ? prefix + " " + head
            : head;
        if (items.Count == 0 && !mustBreak && head is not null)
        {
            writer.Line(first + suffix);
            return;
        }
        if (first.Length > 0)
            writer.Line(first);
        writer.Line(head is null ? "[" : "{");
        writer.Indent++;
        foreach (CodeItem item in items)
            item.Write(writer);
        writer.Indent--;
        writer.Line((head is null ? "]" : "}") + suffix);
    }
}

/// <summary>An item of a list, with its comments.</summary>
/// <param name="Prefix">What stands before its value: <c>Weight =</c>, <c>..</c>, or nothing.</param>
/// <param name="Value">The value.</param>
internal sealed record CodeItem(string Prefix, CodeNode Value)
{
    public ItemComments Comments { get; init; } = ItemComments.None;

    /// <summary>Indicates whether it is only comments.</summary>
    public bool IsEmpty { get; init; }

    public bool MustBreak => IsEmpty || !Comments.IsEmpty || Value.MustBreak;

    public string Inline =>
        Prefix == ".." ? ".. " + Value.Inline
        : Prefix.Length > 0 ? Prefix + " " + Value.Inline
        : Value.Inline;

    public void Write(CodeWriter writer)
    {
        bool isLine = !IsEmpty && !Value.MustBreak && writer.Column + Inline.Length < CodeNode.Width;
        string trailing = "";
        foreach (string comment in Comments.Before)
            writer.Comment(comment);
        if (Comments.Trailing.Count == 1 && isLine)
            trailing = " " + CodeWriter.CommentText(Comments.Trailing[0]);
        else
            foreach (string comment in Comments.Trailing)
                writer.Comment(comment);
        if (!IsEmpty)
            Value.Write(writer, Prefix, ",", trailing);
        foreach (string comment in Comments.After)
            writer.Comment(comment);
    }
}

/// <summary>The comments of an item.</summary>
internal sealed record ItemComments(EquatableArray<string> Before, EquatableArray<string> Trailing, EquatableArray<string> After)
{
    public static ItemComments None { get; } = new([], [], []);

    public bool IsEmpty => Before.IsEmpty && Trailing.IsEmpty && After.IsEmpty;
}
