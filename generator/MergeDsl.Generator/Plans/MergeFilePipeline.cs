using System.Collections.Immutable;
using MergeDsl.Collections;
using MergeDsl.Generator.Manifests;
using MergeDsl.Generator.Yaml;
using MergeDsl.Schemas;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Plans;

/// <summary>The steps that make plans of YAML files.</summary>
internal static class MergeFilePipeline
{
    public static IncrementalValueProvider<ImmutableArray<CheckedMergeFile>> Plans(
        IncrementalGeneratorInitializationContext context,
        IncrementalValueProvider<ImmutableArray<ManifestFile>> manifests,
        IncrementalValueProvider<EquatableArray<MethodSchema>> methods
    ) =>
        context
            .AdditionalTextsProvider.Where(static file => MergeFile.IsMergeFile(file.Path))
            .Combine(methods)
            .Select(static (pair, cancellationToken) => MergeFile.Read(pair.Left, pair.Right, cancellationToken))
            .WithTrackingName(TrackingNames.MergeFiles)
            .Combine(manifests)
            .Select(static (pair, _) => CheckedMergeFile.Of(pair.Left, ManifestFile.Readable(pair.Right)))
            .Collect();

    /// <summary>One source for every file; of two with one name the first has it.</summary>
    public static IncrementalValuesProvider<GeneratedFile> Sources(IncrementalValueProvider<ImmutableArray<CheckedMergeFile>> files) =>
        files
            .SelectMany(
                static (all, _) =>
                    all.GroupBy(file => file.File.Name, StringComparer.OrdinalIgnoreCase)
                        .SelectMany(similar =>
                            similar
                                .GroupBy(file => file.File.Name, StringComparer.Ordinal)
                                .Select(
                                    (same, number) =>
                                        PlanMember.OfFile(same.OrderBy(file => file.File.Path, StringComparer.Ordinal).First(), number)
                                )
                        )
            )
            .WithTrackingName(TrackingNames.MergeFileSources);
}
