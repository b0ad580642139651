using MergeDsl.Generator.Manifests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Checkpoints;

/// <summary>The steps that complete classes with <c>[Checkpoint]</c> by the facts of their manifests.</summary>
internal static class CheckpointPipeline
{
    /// <summary>The manifests among the additional files, each read once per version.</summary>
    public static IncrementalValuesProvider<ManifestFile> Manifests(IncrementalGeneratorInitializationContext context) =>
        context
            .AdditionalTextsProvider.Where(static file => ManifestFile.IsManifest(file.Path))
            .Select(static (file, cancellationToken) => ManifestFile.Read(file, cancellationToken))
            .WithTrackingName(TrackingNames.Manifests);

    public static IncrementalValuesProvider<CheckpointTarget> Targets(IncrementalGeneratorInitializationContext context) =>
        context
            .SyntaxProvider.ForAttributeWithMetadataName(
                KnownNames.CheckpointAttribute,
                static (node, _) => node is ClassDeclarationSyntax,
                static (found, _) => CheckpointTarget.Of((INamedTypeSymbol)found.TargetSymbol, found.Attributes[0])
            )
            .Where(static target => target is not null)
            .Select(static (target, _) => target!)
            .Collect()
            .SelectMany(static (targets, _) => ClassTarget.Distinct(targets))
            .WithTrackingName(TrackingNames.Checkpoints);

    /// <summary>The generated halves of all checkpoint classes whose manifest is there.</summary>
    public static IncrementalValuesProvider<GeneratedFile> Sources(
        IncrementalValuesProvider<CheckpointTarget> targets,
        IncrementalValuesProvider<ManifestFile> manifests
    ) =>
        targets
            .Combine(manifests.Collect())
            .Select(
                static (pair, _) =>
                    (Target: pair.Left, File: ManifestFile.Named(pair.Left.Manifest, pair.Right) is [{ } only] ? only : null)
            )
            .Select(
                static (pair, _) =>
                    pair.File?.Result.Manifest is { } manifest
                        ? new GeneratedFile(pair.Target.HintName("Checkpoint"), CheckpointSource.Write(pair.Target, manifest))
                        : null
            )
            .Where(static source => source is not null)
            .Select(static (source, _) => source!)
            .WithTrackingName(TrackingNames.CheckpointSources);
}
