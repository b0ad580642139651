using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Yaml;

namespace MergeDsl.CSharp;

/// <summary>The side of its part on which a comment stands.</summary>
internal enum CommentSide
{
    Before,
    Trailing,
    After,
}

/// <summary>A comment, or lines that are kept as one, and the part of the spec that it belongs to.</summary>
internal sealed record PlacedComment(SpecPath Path, CommentSide Side, EquatableArray<string> Lines, int Position)
{
    /// <summary>The part before its own in the same scope, behind which it stands where its own has no form.</summary>
    public SpecPath? Previous { get; init; }
}

/// <summary>The comments of a document by the parts that they belong to.</summary>
internal sealed class CommentMap
{
    private readonly List<PlacedComment> comments = [];

    /// <summary>No comments.</summary>
    public static CommentMap Empty => new();

    /// <summary>The comments above the first part of the document.</summary>
    public List<string> Head { get; } = [];

    /// <summary>Finds the part that every comment of a document belongs to.</summary>
    public static CommentMap Of(YamlText text, IReadOnlyList<OutlinePart> parts, IEnumerable<LooseComment> comments)
    {
        var map = new CommentMap();
        foreach (LooseComment comment in comments)
        {
            if (parts.Count == 0 || (comment.Start < parts[0].Start && !comment.IsOfItsPart))
            {
                map.Head.AddRange(comment.Lines);
                continue;
            }
            if (comment.IsOfItsPart)
            {
                SpecPath own = parts.Last(part => part.Start <= comment.Start).Path;
                map.comments.Add(
                    new(own, CommentSide.Before, comment.Lines, comment.Start)
                    {
                        Previous = parts
                            .LastOrDefault(part => part.Start < comment.Start && part.Path != own && part.Path.Parent == own.Parent)
                            ?.Path,
                    }
                );
                continue;
            }
            (SpecPath path, CommentSide side) = comment.IsAlone ? OfAlone(text, parts, comment) : OfTrailing(text, parts, comment.Start);
            map.comments.Add(new(path, side, comment.Lines, comment.Start));
        }
        return map;
    }

    /// <summary>The texts of the comments on a part and on all parts of it.</summary>
    public string Signature(SpecPath path) =>
        string.Join("\n", Within(path).Select(comment => comment.Side + ":" + string.Join("\n", comment.Lines)));

    /// <summary>Comments whose part has no form of its own go to the part around it. What belongs to no part that is printed stays at the top.</summary>
    /// <param name="labels">The parts that are printed.</param>
    public void Settle(HashSet<string> labels)
    {
        string? previous = null;
        for (int i = 0; i < comments.Count; i++)
        {
            PlacedComment comment = comments[i];
            CommentSide side = comment.Side;
            SpecPath path = comment.Path;
            if (!labels.Contains(path.Text) && comment.Previous is { } sibling && labels.Contains(sibling.Text))
                (path, side) = (sibling, CommentSide.After);
            while (path.Text.Length > 0 && !labels.Contains(path.Text))
                path = path.Parent;
            if (path.Text.Length == 0 && previous is not null && side == CommentSide.Before)
                (path, side) = (new(previous), CommentSide.After);
            if (path.Text.Length > 0)
                previous = path.Text;
            comments[i] = comment with { Path = path, Side = side };
        }
        foreach (PlacedComment comment in comments.Where(comment => comment.Path.Text.Length == 0))
            Head.AddRange(comment.Lines);
        comments.RemoveAll(comment => comment.Path.Text.Length == 0);
    }

    /// <summary>The comments of a part that is printed, once all are settled.</summary>
    public ItemComments Find(SpecPath path)
    {
        PlacedComment[] own = [.. comments.Where(comment => comment.Path.Text == path.Text)];
        if (own.Length == 0)
            return ItemComments.None;
        EquatableArray<string> Lines(CommentSide side) =>
            own.Where(comment => comment.Side == side).SelectMany(comment => comment.Lines).ToEquatableArray();
        return new(Lines(CommentSide.Before), Lines(CommentSide.Trailing), Lines(CommentSide.After));
    }

    /// <summary>Forgets the comments of parts that are folded into another with the same comments.</summary>
    public void Drop(SpecPath path) => comments.RemoveAll(comment => comment.Path.IsWithin(path));

    private IEnumerable<PlacedComment> Within(SpecPath path) => comments.Where(comment => comment.Path.IsWithin(path));

    private static (SpecPath Path, CommentSide Side) OfTrailing(YamlText text, IReadOnlyList<OutlinePart> parts, int position)
    {
        OutlinePart last = parts[0];
        int line = text.LineOf(position);
        foreach (OutlinePart part in parts)
        {
            if (part.Start > position)
                break;
            if (text.LineOf(part.Start) == line || part.End >= text.StartOf(line))
                last = part;
        }
        return (last.Path, CommentSide.Trailing);
    }

    private static (SpecPath Path, CommentSide Side) OfAlone(YamlText text, IReadOnlyList<OutlinePart> parts, LooseComment comment)
    {
        OutlinePart? next = parts.FirstOrDefault(part => part.Start > comment.Start);
        OutlinePart previous = parts.Last(part => part.Start < comment.Start);
        if (next is not null && comment.Column <= next.Column)
            return IsDeeper(previous, next) && comment.Column > 0 && comment.Column == previous.Column
                ? (previous.Path, CommentSide.After)
                : (next.Path, CommentSide.Before);
        // Deeper than what follows: it belongs to what precedes, at the level where it is indented.
        SpecPath path = previous.Path;
        for (SpecPath at = path; at.Text.Length > 0; at = at.Parent)
        {
            OutlinePart? around = parts.LastOrDefault(part => part.Start < comment.Start && part.Path.Text == at.Text);
            if (around is not null)
                path = at;
            if (around is not null && around.Column <= comment.Column)
                break;
        }
        return next is not null && next.Path.IsWithin(path) ? (next.Path, CommentSide.Before) : (path, CommentSide.After);
    }

    private static bool IsDeeper(OutlinePart previous, OutlinePart next) => previous.Column > next.Column;
}

/// <summary>A comment of the file, or what is kept as one.</summary>
internal sealed record LooseComment(int Start, int End, int Column, bool IsAlone, EquatableArray<string> Lines)
{
    /// <summary>Indicates whether it stands for a part of the document that has no other form.</summary>
    public bool IsOfItsPart { get; init; }
}
