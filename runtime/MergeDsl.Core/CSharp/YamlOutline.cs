using MergeDsl.Diagnostics;
using MergeDsl.Yaml;

namespace MergeDsl.CSharp;

/// <summary>A part of a YAML document that comments can belong to.</summary>
/// <param name="Path">Its path in the spec, parameters directly in their scope.</param>
/// <param name="Start">Where it begins: its key, or the dash of its item.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Column">The column of its beginning, from 0.</param>
internal sealed record OutlinePart(SpecPath Path, int Start, int End, int Column);

/// <summary>The parts of a YAML document in the order of the file.</summary>
internal sealed class YamlOutline
{
    private readonly YamlText text;
    private readonly List<OutlinePart> parts = [];

    private YamlOutline(YamlText text) => this.text = text;

    public static IReadOnlyList<OutlinePart> Of(YamlNode root, YamlText text)
    {
        var outline = new YamlOutline(text);
        outline.Add(root, SpecPath.Root, 0, int.MaxValue);
        return [.. outline.parts.OrderBy(part => part.Start)];
    }

    /// <summary>The scopes that the spec does not have: their parts stand in the scope around them.</summary>
    private static bool IsTransparent(SpecPath path, string key) =>
        key == "parameters" || (path.Text.Length == 0 && key == "tokenizer_source");

    private void Add(YamlNode node, SpecPath path, int start, int end)
    {
        switch (node)
        {
            case YamlMap map:
                foreach (YamlEntry entry in map.Entries)
                {
                    if (entry.Key.Start < start || entry.Key.Start >= end)
                        continue;
                    SpecPath at = IsTransparent(path, entry.Key.Text) ? path : path.Member(entry.Key.Text);
                    // What stands for an alias is elsewhere, and its parts are not parts of this.
                    bool isHere = entry.Value.Start >= entry.Key.Start && entry.Value.Start < end;
                    int last = isHere ? Math.Max(entry.Value.End, entry.Key.End) : entry.Key.End;
                    // What stands before a scope that has no form stands before the first part in it.
                    SpecPath part =
                        at != path ? at
                        : entry.Value is YamlMap { Entries.Count: > 0 } scope ? path.Member(scope.Entries[0].Key.Text)
                        : path.Member(entry.Key.Text);
                    parts.Add(new(part, entry.Key.Start, last, ColumnOf(entry.Key.Start)));
                    if (isHere)
                        Add(entry.Value, at, entry.Value.Start, last);
                }
                break;
            case YamlList list:
                for (int i = 0; i < list.Items.Count; i++)
                {
                    YamlNode item = list.Items[i];
                    if (item.Start < start || item.Start >= end)
                        continue;
                    int dash = DashBefore(item.Start);
                    SpecPath at = path.Element(i);
                    parts.Add(new(at, dash, item.End, ColumnOf(dash)));
                    Add(item, at, item.Start, item.End);
                }
                break;
        }
    }

    private int ColumnOf(int position) => position - text.StartOf(text.LineOf(position));

    private int DashBefore(int position)
    {
        int line = text.StartOf(text.LineOf(position));
        for (int i = position - 1; i >= line; i--)
        {
            char c = text.Content[i];
            if (c == '-')
                return i;
            if (c != ' ')
                break;
        }
        return position;
    }
}
