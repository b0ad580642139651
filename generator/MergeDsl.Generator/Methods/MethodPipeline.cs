using MergeDsl.Collections;
using MergeDsl.Schemas;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Methods;

/// <summary>The steps that complete custom merge methods.</summary>
internal static class MethodPipeline
{
    public static IncrementalValuesProvider<MethodTarget> Targets(IncrementalGeneratorInitializationContext context) =>
        context
            .SyntaxProvider.ForAttributeWithMetadataName(
                KnownNames.MergeMethodAttribute,
                static (node, _) => node is RecordDeclarationSyntax,
                static (found, _) => MethodTarget.Of((INamedTypeSymbol)found.TargetSymbol)
            )
            .Where(static target => target is not null)
            .Select(static (target, _) => target!)
            .Collect()
            .SelectMany(static (targets, _) => ClassTarget.Distinct(targets))
            .WithTrackingName(TrackingNames.Methods);

    public static IncrementalValuesProvider<GeneratedFile> Sources(IncrementalValuesProvider<MethodTarget> targets) =>
        targets.Select(static (target, _) => MethodSource.OfCustom(target)).WithTrackingName(TrackingNames.MethodSources);

    /// <summary>The schemas, which the YAML files of the project are read with.</summary>
    public static IncrementalValueProvider<EquatableArray<MethodSchema>> Schemas(IncrementalValuesProvider<MethodTarget> targets) =>
        targets.Collect().Select(static (all, _) => all.Select(target => target.Schema).ToEquatableArray());

    /// <summary>The schemas of a compilation that the generator has completed.</summary>
    public static EquatableArray<MethodSchema> Of(Compilation compilation) =>
        compilation
            .Assembly.GetAttributes()
            .Where(attribute => KnownNames.Is(attribute.AttributeClass, KnownNames.DeclaresMergeMethodAttribute))
            .Select(attribute =>
                attribute.ConstructorArguments is [{ Value: INamedTypeSymbol type }] && MethodReader.IsMethod(type)
                    ? MethodReader.Read(type).Schema
                    : null
            )
            .OfType<MethodSchema>()
            .ToEquatableArray();
}
