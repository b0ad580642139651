using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Yaml;

namespace MergeDsl.CSharp;

/// <summary>Writes merges as C# declarations.</summary>
internal static class MergeCSharp
{
    /// <summary>Converts a YAML file. A file with errors is not converted.</summary>
    public static CSharpWriteResult Convert(YamlMerge yaml, CSharpOptions options)
    {
        ManifestSet manifests = new([
            .. options.Known,
            .. options.Classes.Select(pair => pair.Manifest),
            .. options.Manifests.Select(pair => pair.Manifest),
        ]);
        List<MergeDiagnostic> diagnostics = [.. yaml.Diagnostics.Except(yaml.Documents.SelectMany(document => document.Diagnostics))];
        IReadOnlyList<IReadOnlyList<MergeDiagnostic>> reports = yaml.Check(manifests);
        diagnostics.AddRange(reports.SelectMany(report => report));
        if (diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error) || yaml.Documents.Any(document => document.Spec is null))
            return new(null, diagnostics);
        diagnostics.AddRange(
            yaml.Documents.SelectMany(document =>
                CSharpForms.Check(document.Spec!).Select(refused => refused with { Place = document.Places.Find(refused.Path) })
            )
        );
        if (diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error))
            return new(null, diagnostics);
        List<CSharpMerge> merges = [];
        for (int i = 0; i < yaml.Documents.Count; i++)
        {
            YamlDocument document = yaml.Documents[i];
            merges.Add(
                new(document.Name, document.Spec!) { Numbers = new(yaml.Text!, document.Places), Comments = Comments(yaml, i, reports[i]) }
            );
        }
        return new(Write(merges, options, diagnostics).Text, diagnostics);
    }

    /// <summary>Writes merges that may be inputs of each other, each before those that use it.</summary>
    public static CSharpWriteResult Write(
        IReadOnlyList<CSharpMerge> merges,
        CSharpOptions options,
        IReadOnlyList<MergeDiagnostic>? noticed = null
    )
    {
        List<MergeDiagnostic> refused = [.. merges.SelectMany(merge => CSharpForms.Check(merge.Spec))];
        if (refused.Count > 0)
            return new(null, refused);
        var names = new FileNames(merges, options);
        var body = new CodeWriter();
        bool usesLinq = false,
            hasBlocks = false;
        foreach (CheckpointClass checkpoint in names.Checkpoints)
        {
            body.Line();
            body.Line($"[Checkpoint({CSharpLiteral.Text(checkpoint.FileName!)})]");
            body.Line($"public static partial class {checkpoint.ClassName};");
        }
        for (int i = 0; i < merges.Count; i++)
        {
            body.Line();
            var printer = new ClassPrinter(merges[i], names.ClassOf(i), names);
            printer.Write(body);
            usesLinq |= printer.UsesLinq;
            hasBlocks |= printer.HasBlocks;
        }
        var writer = new CodeWriter();
        Header(writer, merges, options, noticed ?? []);
        if (hasBlocks)
            writer.Line("using System.Collections.Generic;");
        if (usesLinq)
            writer.Line("using System.Linq;");
        writer.Line("using MergeDsl;");
        if (options.Namespace is { } namespaceName)
        {
            writer.Line();
            writer.Line($"namespace {CSharpIdentifier.EscapedPath(namespaceName)};");
        }
        return new(writer.ToString() + body, []);
    }

    private static void Header(
        CodeWriter writer,
        IReadOnlyList<CSharpMerge> merges,
        CSharpOptions options,
        IReadOnlyList<MergeDiagnostic> noticed
    )
    {
        string file = options.FileName.Substring(options.FileName.LastIndexOfAny(['/', '\\']) + 1);
        string what = string.Join(", ", merges.Select(merge => merge.Spec.Method).Distinct());
        writer.Comment(
            $"Converted from {file} by mergedsl: {(merges.Count == 1 ? "a merge" : Numbers.Count(merges.Count, "merge"))} by {what}."
        );
        foreach (string line in Noticed(noticed))
            writer.Comment(line);
        writer.Line();
    }

    /// <summary>A line for every diagnostic; a diagnostic of several lines is reported once, and of many notes of a kind the first.</summary>
    private static IEnumerable<string> Noticed(IReadOnlyList<MergeDiagnostic> noticed)
    {
        foreach (
            IGrouping<(string, Severity, string?), MergeDiagnostic> alike in noticed.GroupBy(diagnostic =>
                (diagnostic.Id, diagnostic.Severity, diagnostic.Severity == Severity.Note && IsMany(diagnostic) ? null : diagnostic.Message)
            )
        )
        {
            MergeDiagnostic first = alike.First();
            int[] lines = [.. alike.Select(diagnostic => diagnostic.Place?.Line ?? 0).Where(line => line > 0).Distinct()];
            string at = lines.Length == 0 ? "" : (lines.Length == 1 ? "line " : "lines ") + string.Join(", ", lines) + ": ";
            string others = alike.Key.Item3 is null ? FormattableString.Invariant($" (and {alike.Count() - 1} more like it)") : "";
            yield return $"{at}{(first.Severity == Severity.Warning ? "warning" : "note")} {first.Id}: {first.Message}{others}";
        }

        bool IsMany(MergeDiagnostic note) =>
            noticed
                .Where(other => other.Id == note.Id && other.Severity == Severity.Note)
                .Select(other => other.Message)
                .Distinct()
                .Take(3)
                .Count() == 3;
    }

    private static CommentMap Comments(YamlMerge yaml, int index, IReadOnlyList<MergeDiagnostic> report)
    {
        YamlText text = yaml.Text!;
        YamlNode root = yaml.Documents[index].Tree!;
        int begin = index == 0 ? 0 : Border(text, yaml.Documents[index - 1].Tree!, root);
        int end = index + 1 == yaml.Documents.Count ? int.MaxValue : Border(text, root, yaml.Documents[index + 1].Tree!);
        IEnumerable<YamlComment> own = yaml.Comments.Where(comment => comment.Start >= begin && comment.Start < end);
        List<OutlinePart> parts = [.. YamlOutline.Of(root, text), .. Anchors(text, begin, Math.Min(end, text.Content.Length))];
        return CommentMap.Of(text, [.. parts.OrderBy(part => part.Start)], UnreadText.Comments(text, own, root, report));
    }

    /// <summary>Anchors at which constants may stand, so that a comment beside one stays beside it.</summary>
    private static IEnumerable<OutlinePart> Anchors(YamlText text, int begin, int end)
    {
        for (
            int i = text.Content.IndexOf(": &", begin, StringComparison.Ordinal);
            i >= 0 && i < end;
            i = text.Content.IndexOf(": &", i + 1, StringComparison.Ordinal)
        )
        {
            int start = i + 3,
                stop = start;
            while (stop < text.Content.Length && !char.IsWhiteSpace(text.Content[stop]))
                stop++;
            int line = text.StartOf(text.LineOf(i));
            int column = 0;
            while (text.Content[line + column] == ' ')
                column++;
            yield return new(new("&" + text.Content.Substring(start, stop - start)), i + 2, stop, column);
        }
    }

    /// <summary>The mark between two documents.</summary>
    private static int Border(YamlText text, YamlNode before, YamlNode after)
    {
        for (int line = text.LineOf(after.Start); line >= 0 && text.StartOf(line) >= before.Start; line--)
        {
            if (text.Line(line).StartsWith("---", StringComparison.Ordinal))
                return text.StartOf(line);
        }
        return after.Start;
    }
}
