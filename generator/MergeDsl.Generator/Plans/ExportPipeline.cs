using System.Collections.Immutable;
using MergeDsl.CSharp;
using MergeDsl.Generator.Checkpoints;
using MergeDsl.Generator.Manifests;
using MergeDsl.Generator.Text;
using MergeDsl.Manifests;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Plans;

/// <summary>The facts that the compiler knows of a project, written into its assembly for the projects that refer to it: manifests and plans.</summary>
internal static class ExportPipeline
{
    private const string HintName = "Exports.g.cs";

    public static IncrementalValueProvider<GeneratedFile?> Source(
        IncrementalValuesProvider<CheckpointTarget> checkpoints,
        IncrementalValueProvider<ImmutableArray<ManifestFile>> manifests,
        IncrementalValuesProvider<GeneratedFile> merges,
        IncrementalValuesProvider<GeneratedFile> files
    ) =>
        checkpoints
            .Collect()
            .Combine(manifests)
            .Select(static (pair, _) => Manifests(pair.Left, pair.Right))
            .Combine(merges.Collect())
            .Combine(files.Collect())
            .Select(
                static (all, _) =>
                    Write([.. all.Left.Left, .. all.Left.Right.Concat(all.Right).Select(source => source.Export).OfType<string>()])
            )
            .WithTrackingName(TrackingNames.Exports);

    /// <summary>The line that says what the plan of a merge is.</summary>
    /// <param name="merge">The class, with all of its names.</param>
    /// <param name="literal">The plan.</param>
    /// <param name="method">The record of its method, where that is a custom one.</param>
    public static string Plan(string merge, PlanLiteral literal, string? method)
    {
        var code = new CodeWriter();
        literal.Write(code);
        return $"[assembly: global::MergeDsl.PlannedMerge(typeof({merge}), {CSharpText.Literal(code.ToString())}{(method is null ? "" : $", Method = typeof({method})")})]";
    }

    private static MergeDsl.Collections.EquatableArray<string> Manifests(
        ImmutableArray<CheckpointTarget> checkpoints,
        ImmutableArray<ManifestFile> manifests
    )
    {
        var lines = new List<string>();
        var named = new HashSet<ManifestFile>();
        foreach (CheckpointTarget checkpoint in checkpoints)
        {
            if (ManifestFile.Named(checkpoint.Manifest, manifests) is not [{ Result.Manifest: { } manifest } only])
                continue;
            named.Add(only);
            lines.Add(Line(manifest, $", Checkpoint = typeof(global::{CSharpIdentifier.EscapedPath(checkpoint.FullName)})"));
        }
        foreach (ManifestFile file in manifests.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            if (file.Result.Manifest is { } manifest && named.Add(file))
                lines.Add(Line(manifest, ""));
        }
        return [.. lines];
    }

    private static string Line(Manifest manifest, string checkpoint) =>
        $"[assembly: global::MergeDsl.KnownManifest({CSharpText.Literal(ManifestWriter.Write(manifest))}{checkpoint})]";

    private static GeneratedFile? Write(IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
            return null;
        var writer = new CodeWriter();
        writer.Header();
        foreach (string line in lines)
            writer.Line(line);
        return new(HintName, writer.ToString());
    }
}
