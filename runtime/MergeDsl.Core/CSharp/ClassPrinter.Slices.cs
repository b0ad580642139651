using System.Globalization;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Schemas;
using MergeDsl.Specs;

namespace MergeDsl.CSharp;

/// <content>Slices: equal ones in a row are repeated, and those that advance by steps are a pattern over a range.</content>
internal sealed partial class ClassPrinter
{
    private readonly Dictionary<string, string> signatures = new(StringComparer.Ordinal);
    private bool isMeasuring;

    private CodeNode Slices(EquatableArray<SliceSpec> slices, SpecPath path)
    {
        List<SliceRun> runs = Runs(slices, path);
        List<CodeItem> items = [];
        for (int i = 0; i < runs.Count; )
        {
            if (SlicePattern.At(runs, i) is { } pattern)
            {
                items.Add(Pattern(runs, i, pattern));
                i += pattern.Period * pattern.Count;
                continue;
            }
            SliceRun run = runs[i++];
            CodeItem item = Element(run, null);
            items.Add(Item(item.Prefix, item.Value, run.Path));
        }
        return new CodeList(null, items, items.Count > 1);
    }

    private List<SliceRun> Runs(EquatableArray<SliceSpec> slices, SpecPath path)
    {
        List<SliceRun> runs = [];
        for (int i = 0; i < slices.Count; i++)
        {
            SpecPath at = path.Element(i);
            isMeasuring = true;
            string shape = Slice(slices[i], at, static (_, _) => "\u0001", isLabelled: false).Inline;
            isMeasuring = false;
            string comments = Signature(at);
            // Only layers taken as they are, or scaled, have a form for repetition.
            if (
                schema.StacksLayers
                && runs.Count > 0
                && runs[runs.Count - 1] is { } last
                && last.Shape == shape
                && last.Comments == comments
                && last.Slice.Equals(slices[i])
            )
            {
                if (isCollecting)
                    merge.Comments.Drop(at);
                runs[runs.Count - 1] = last with { Count = last.Count + 1 };
            }
            else
            {
                runs.Add(new(slices[i], at, shape, comments, 1));
            }
        }
        return runs;
    }

    private string Signature(SpecPath path)
    {
        if (!signatures.TryGetValue(path.Text, out string? signature))
            signatures.Add(path.Text, signature = merge.Comments.Signature(path));
        return signature;
    }

    private CodeItem Element(SliceRun run, Func<int, Range, string>? ranges)
    {
        ranges ??= static (_, range) => RangeText(range);
        CodeNode node = Slice(run.Slice, run.Path, ranges, isLabelled: true);
        if (run.Count == 1)
            return new("", node);
        return new("..", new CodeText($"{node.Inline}.Repeated({run.Count.ToString(CultureInfo.InvariantCulture)})"));
    }

    private CodeNode Slice(SliceSpec slice, SpecPath path, Func<int, Range, string> ranges, bool isLabelled)
    {
        if (schema.StacksLayers)
            return Layers(slice, path, ranges);
        bool hasSettings = slice.Sources.Any(source => !source.Parameters.IsEmpty);
        List<CodeItem> items = [];
        SpecPath at = path.Member("sources");
        CodeItem Labelled(string prefix, CodeNode node, SpecPath label) => isLabelled ? Item(prefix, node, label) : new(prefix, node);
        if (slice.BaseModel is { } baseModel)
            items.Add(Labelled("BaseModel =", new CodeText(ModelText(baseModel)), path.Member("base_model")));
        CodeItem[] sources =
        [
            .. slice.Sources.Select(
                (source, j) => Labelled("", Source(source, at.Element(j), ranges(j, source.Layers), hasSettings, isLabelled), at.Element(j))
            ),
        ];
        items.Add(Labelled("Sources =", new CodeList(null, sources), at));
        foreach (ParameterSpec parameter in slice.Parameters)
        {
            SpecPath label = path.Member(parameter.Name);
            items.Add(
                Labelled(
                    schema.Find(parameter.Name)!.Property + " =",
                    isLabelled ? Setting(parameter, label, null, true) : Form(parameter, label, null, false),
                    label
                )
            );
        }
        return new CodeList("new()", items);
    }

    private CodeNode Source(SourceSpec source, SpecPath path, string range, bool isObject, bool isLabelled)
    {
        string layers = LayersText(source.Model, range);
        if (!isObject)
            return new CodeText(layers);
        List<CodeItem> items = [];
        if (isLabelled)
            AddSettings(items, source.Parameters, path, source.Model);
        else
            items.AddRange(
                source.Parameters.Select(parameter => new CodeItem(
                    schema.Find(parameter.Name)!.Property + " =",
                    Form(parameter, path.Member(parameter.Name), source.Model, false)
                ))
            );
        return new CodeList($"new({layers})", items);
    }

    /// <summary>A slice of a merge that stacks layers: the range, scaled or transparent.</summary>
    private CodeNode Layers(SliceSpec slice, SpecPath path, Func<int, Range, string> ranges)
    {
        SourceSpec source = slice.Sources[0];
        string layers = LayersText(source.Model, ranges(0, source.Layers));
        SpecPath at = path.Member("sources").Element(0);
        // A slice of one source that sets something for all its sources sets it for that one.
        EquatableArray<ParameterSpec> parameters = source.Parameters.IsEmpty ? slice.Parameters : source.Parameters;
        if (source.Parameters.IsEmpty)
            at = path;
        if (parameters.IsEmpty)
            return new CodeText(source.Transparent ? layers + ".Transparent()" : layers);
        string scale = Setting(parameters[0], at.Member(parameters[0].Name), source.Model, isLabelled: false).Inline;
        return new CodeText(
            source.Transparent
                ? $"new Passthrough.Slice({layers}) {{ Scale = {scale}, IsTransparent = true }}"
                : $"{layers}.Scaled({scale})"
        );
    }

    private CodeItem Pattern(List<SliceRun> runs, int first, SlicePattern pattern)
    {
        UsesLinq = true;
        CodeItem[] items =
        [
            .. Enumerable
                .Range(0, pattern.Period)
                .Select(p => Element(runs[first + p], (source, range) => pattern.RangeText(p, source, range))),
        ];
        string range = $"Enumerable.Range(0, {pattern.Count.ToString(CultureInfo.InvariantCulture)})";
        if (items is [{ Prefix: "", Value: CodeText { Inline.Length: < 90 } only }])
            return new("..", new CodeText($"{range}.Select(i => {only.Inline})"));
        string name = blocks.Count == 0 ? "Block" : "Block" + (blocks.Count + 1).ToString(CultureInfo.InvariantCulture);
        blocks.Add(new(name, new CodeList(null, items)));
        return new("..", new CodeText($"{range}.SelectMany({name})"));
    }

    /// <summary>A range of layers as a C# range.</summary>
    public static string RangeText(Range range)
    {
        string start =
            range.Start is { IsFromEnd: false, Value: 0 } && range.End is { IsFromEnd: true, Value: 0 } ? "" : range.Start.ToString();
        return start + ".." + (range.End is { IsFromEnd: true, Value: 0 } ? "" : range.End.ToString());
    }
}

/// <summary>Equal slices in a row: the first one and its path, its text with marks for the layers, its comments, and how many they are.</summary>
internal sealed record SliceRun(SliceSpec Slice, SpecPath Path, string Shape, string Comments, int Count);

/// <summary>A method that returns the slices of one step of a pattern.</summary>
internal sealed record CodeBlock(string Name, CodeList Slices)
{
    public void Write(CodeWriter writer, MethodSchema schema)
    {
        string head = $"static IEnumerable<{schema.TypeName}.Slice> {Name}(int i) =>";
        if (!Slices.MustBreak && writer.Column + 4 + Slices.Inline.Length + 1 <= CodeNode.Width)
        {
            writer.Line(head);
            writer.Indent++;
            writer.Line(Slices.Inline + ";");
            writer.Indent--;
        }
        else
        {
            Slices.WriteBroken(writer, head, ";");
        }
    }
}
