using MergeDsl.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MergeDsl.Yaml;

/// <summary>Builds trees with exact places from the events of the YAML library, whose own trees lose places, refuse duplicate keys and leave merge keys alone.</summary>
internal sealed class YamlTreeReader
{
    /// <summary>A hundred times the largest merge that was ever published; beyond it a file is a mistake or an attack.</summary>
    internal const int MaximumLength = 4 << 20,
        MaximumNodes = 200_000,
        MaximumExpandedNodes = 500_000,
        MaximumDepth = 64,
        MaximumDocuments = 1_000,
        LongestKey = 1_000;

    private readonly YamlText text;
    private readonly Parser parser;
    private readonly Dictionary<string, Anchor> anchors = new(StringComparer.Ordinal);
    private readonly SortedSet<int> aliasedAnchors = [];
    private readonly Stack<int> openBrackets = new();
    private int nodeCount,
        expandedCount,
        lastPosition;

    private YamlTreeReader(YamlText text)
    {
        this.text = text;
        parser = new Parser(new Scanner(new StringReader(text.Content), skipComments: true));
    }

    /// <summary>The documents, up to the first fault.</summary>
    public List<YamlTreeDocument> Documents { get; } = [];

    /// <summary>The syntax errors of the text.</summary>
    public List<MergeDiagnostic> Diagnostics { get; } = [];

    /// <summary>The stretches of the scalars, in order, with whether tabs and # are text in them.</summary>
    public List<(int Start, int End, bool IsPlain)> Scalars { get; } = [];

    /// <summary>The comments, in order; none where the text cannot be read to its end.</summary>
    public IReadOnlyList<YamlComment> Comments { get; private set; } = [];

    /// <summary>Indicates whether the text could be read to its end.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Reads all documents of a text.</summary>
    public static YamlTreeReader Read(YamlText text)
    {
        if (text.Content.Length > MaximumLength)
        {
            YamlTreeReader refused = new(new YamlText("", text.File));
            refused.Add(
                DiagnosticKinds.YamlLimit,
                0,
                0,
                $"the file has {text.Content.Length} characters; a merge has at most {MaximumLength}: name another file"
            );
            return refused;
        }
        YamlTreeReader reader = new(text);
        if (YamlFaults.ForbiddenCharacter(text) is { } forbidden)
        {
            reader.Diagnostics.Add(forbidden);
            return reader;
        }
        try
        {
            reader.ReadStream();
            reader.IsComplete = true;
            reader.Comments = YamlComment.Find(text, reader.Scalars);
            if (YamlFaults.TabBetweenTokens(text, reader.Scalars, reader.Comments) is { } tab)
            {
                reader.Documents.Clear();
                reader.Diagnostics.Clear();
                reader.Diagnostics.Add(tab);
                reader.IsComplete = false;
            }
        }
        catch (LimitException limit)
        {
            reader.Add(DiagnosticKinds.YamlLimit, limit.Start, limit.End, limit.Message);
        }
        catch (Exception fault)
        {
            // The library throws InvalidOperationException and others besides its own: whatever it is, the text is at fault.
            reader.Diagnostics.Add(
                YamlFaults.Explain(text, fault, reader.lastPosition, reader.openBrackets.Count > 0 ? reader.openBrackets.Peek() : -1)
            );
        }
        return reader;
    }

    private ParsingEvent Current => parser.Current!;

    private void Next()
    {
        if (!parser.MoveNext())
            throw new InvalidOperationException("the events end too early");
        lastPosition = (int)Current.Start.Index;
    }

    private void ReadStream()
    {
        Next();
        for (Next(); Current is not StreamEnd; Next())
        {
            Next();
            anchors.Clear();
            aliasedAnchors.Clear();
            nodeCount = expandedCount = 0;
            YamlNode root = ReadNode(1);
            if (Documents.Count == MaximumDocuments)
                throw new LimitException(
                    $"a file has at most {MaximumDocuments} documents: write the merges into several files",
                    root.Start,
                    root.End
                );
            bool isEmpty = root is YamlScalar { IsPlain: true, Text: "", Tag: null };
            Documents.Add(new(isEmpty ? null : root, (int)Current.Start.Index, [.. aliasedAnchors]));
        }
    }

    private YamlNode ReadNode(int depth)
    {
        ParsingEvent node = Current;
        int start = AfterProperties((int)node.Start.Index),
            end = (int)node.End.Index;
        if (++nodeCount > MaximumNodes)
            throw new LimitException($"a document has at most {MaximumNodes} values: leave out what is no merge", start, end);
        if (depth > MaximumDepth)
            throw new LimitException(
                $"values are nested deeper than {MaximumDepth} levels, which no merge needs: take the nesting out",
                start,
                end
            );
        if (node is AnchorAlias alias)
        {
            Next();
            return ResolveAlias(alias.Value.Value, (int)node.Start.Index, end, depth);
        }
        NodeEvent content = (NodeEvent)node;
        Anchor? anchor = content.Anchor.IsEmpty ? null : new Anchor((int)node.Start.Index);
        if (anchor is not null)
            anchors[content.Anchor.Value] = anchor;
        YamlNode result = content switch
        {
            Scalar scalar => ReadScalar(scalar, Math.Min(start, end), end),
            SequenceStart sequence => ReadList(start, sequence.Style == SequenceStyle.Flow, depth),
            _ => ReadMap(start, ((MappingStart)content).Style == MappingStyle.Flow, depth),
        };
        if (anchor is not null)
            anchor.Node = result;
        return result;
    }

    private YamlNode ReadScalar(Scalar scalar, int start, int end)
    {
        Next();
        bool isPlain = scalar.Style == ScalarStyle.Plain;
        Scalars.Add((start, end, isPlain));
        string? tag =
            scalar.Tag.IsEmpty ? null
            : scalar.Tag.IsNonSpecific ? "!"
            : scalar.Tag.Value;
        return new YamlScalar(start, end, scalar.Value, isPlain, tag);
    }

    private YamlNode ReadList(int start, bool isFlow, int depth)
    {
        List<YamlNode> items = [];
        if (isFlow)
            openBrackets.Push(start);
        for (Next(); Current is not SequenceEnd; )
            items.Add(ReadNode(depth + 1));
        int end = EndOfCollection(isFlow);
        return Checked(new YamlList(start, end, items, isFlow), depth);
    }

    private YamlNode ReadMap(int start, bool isFlow, int depth)
    {
        List<YamlEntry> entries = [];
        List<(YamlScalar Key, YamlNode Value)> merges = [];
        Dictionary<string, int> positions = new(StringComparer.Ordinal);
        if (isFlow)
            openBrackets.Push(start);
        for (Next(); Current is not MappingEnd; )
        {
            YamlNode key = ReadNode(depth + 1),
                value = ReadNode(depth + 1);
            if (key is not YamlScalar name)
            {
                if (key is not YamlBroken)
                    Add(DiagnosticKinds.WrongNode, key.Start, key.End, "a key must be a text, not a list or a mapping");
                continue;
            }
            // Paths of what stands below a key repeat it.
            if (name.Text.Length > LongestKey)
                throw new LimitException(
                    $"a key has at most {LongestKey} characters, this one has {name.Text.Length}: no merge needs longer ones",
                    name.Start,
                    name.End
                );
            if (name is { IsPlain: true, Text: "<<" })
            {
                merges.Add((name, value));
                continue;
            }
            if (positions.TryGetValue(name.Text, out int position))
            {
                Add(
                    DiagnosticKinds.DuplicateKey,
                    name.Start,
                    name.End,
                    $"the key {Printable.Quote(name.Text)} is given again: this one counts, the one in line {text.LineOf(entries[position].Key.Start) + 1} has no effect"
                );
                entries[position] = new(name, value);
                continue;
            }
            positions[name.Text] = entries.Count;
            entries.Add(new(name, value));
        }
        int end = EndOfCollection(isFlow);
        foreach ((YamlScalar key, YamlNode value) in merges)
            Merge(value, key, entries, positions);
        return Checked(new YamlMap(start, end, entries, isFlow), depth);
    }

    /// <summary>A merge key: what the mapping does not have itself; of several mappings the first one wins.</summary>
    private void Merge(YamlNode value, YamlScalar key, List<YamlEntry> entries, Dictionary<string, int> positions)
    {
        switch (value)
        {
            case YamlMap map:
                foreach (YamlEntry entry in map.Entries)
                {
                    if (++expandedCount > MaximumExpandedNodes)
                        throw new LimitException(
                            $"with its aliases expanded a document has at most {MaximumExpandedNodes} values: use fewer of them",
                            value.Start,
                            value.End
                        );
                    if (positions.ContainsKey(entry.Key.Text))
                        continue;
                    positions[entry.Key.Text] = entries.Count;
                    entries.Add(entry);
                }
                break;
            case YamlList list when list.Items.All(item => item is YamlMap or YamlBroken):
                foreach (YamlNode item in list.Items)
                    Merge(item, key, entries, positions);
                break;
            case YamlBroken:
                break;
            default:
                Add(
                    DiagnosticKinds.WrongNode,
                    value.Start == value.End ? key.Start : value.Start,
                    value.Start == value.End ? key.End : value.End,
                    "'<<' takes in a mapping or a list of mappings, such as '<<: *name'"
                );
                break;
        }
    }

    private YamlNode ResolveAlias(string name, int start, int end, int depth)
    {
        if (!anchors.TryGetValue(name, out Anchor? anchor))
        {
            string? nearest = NearestName.Of(name, anchors.Keys.OrderBy(key => key, StringComparer.Ordinal));
            Diagnostics.Add(
                DiagnosticKinds.UnknownAlias.Says(
                    $"the alias {Printable.Quote("*" + name)} has no anchor {Printable.Quote("&" + name)} before it"
                        + (nearest is null ? "" : $"; did you mean {Printable.Quote("*" + nearest)}?")
                ) with
                {
                    Place = text.At(start, end),
                    Suggestion = nearest,
                }
            );
            return new YamlBroken(start, end);
        }
        if (anchor.Node is null)
            throw new LimitException(
                $"the alias {Printable.Quote("*" + name)} stands inside its own anchor: a value cannot contain itself",
                start,
                end
            );
        aliasedAnchors.Add(anchor.Start);
        return Checked(anchor.Node.ThroughAlias(start, end), depth);
    }

    private YamlNode Checked(YamlNode node, int depth)
    {
        if (node.Size > MaximumExpandedNodes)
            throw new LimitException(
                $"with its aliases expanded a document has at most {MaximumExpandedNodes} values: use fewer of them",
                node.Start,
                node.End
            );
        if (depth + node.Height - 1 > MaximumDepth)
            throw new LimitException(
                $"values are nested deeper than {MaximumDepth} levels, which no merge needs: take the nesting out",
                node.Start,
                node.End
            );
        return node;
    }

    /// <summary>The library's mark of a closing bracket stands before it.</summary>
    private int EndOfCollection(bool isFlow)
    {
        int end = (int)Current.End.Index;
        Next();
        if (!isFlow)
            return end;
        openBrackets.Pop();
        return end < text.Content.Length && text.Content[end] is ']' or '}' ? end + 1 : end;
    }

    /// <summary>The start of the value itself: the library's marks include the anchor and the tag.</summary>
    private int AfterProperties(int position)
    {
        string content = text.Content;
        while (position < content.Length && content[position] is '&' or '!')
        {
            while (position < content.Length && !char.IsWhiteSpace(content[position]) && content[position] is not (',' or ']' or '}'))
                position++;
            while (position < content.Length && (char.IsWhiteSpace(content[position]) || content[position] == '#'))
            {
                position = content[position] == '#' ? text.EndOf(text.LineOf(position)) : position + 1;
            }
        }
        return position;
    }

    private void Add(DiagnosticKind kind, int start, int end, string message) =>
        Diagnostics.Add(kind.Says(message) with { Place = text.At(start, end) });

    private sealed class Anchor(int start)
    {
        public int Start { get; } = start;

        public YamlNode? Node { get; set; }
    }

    private sealed class LimitException(string message, int start, int end) : Exception(message)
    {
        public int Start { get; } = start;

        public int End { get; } = end;
    }
}
