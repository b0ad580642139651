using MergeDsl.Collections;
using MergeDsl.Generator.Checking;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Checkpoints;

/// <summary>A checkpoint class that can be completed.</summary>
/// <param name="Name">The class.</param>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Manifest">The manifest that it names.</param>
/// <param name="Written">The names of the members that are written in the code.</param>
internal sealed record CheckpointTarget(string Name, string Namespace, string Manifest, EquatableArray<string> Written)
    : ClassTarget(Name, Namespace)
{
    public static CheckpointTarget? Of(INamedTypeSymbol type, AttributeData attribute) =>
        DefinitionFinder.Shape(type, "Checkpoint") is not null || ManifestOf(attribute) is not { } manifest
            ? null
            : new(
                type.Name,
                NamespaceOf(type),
                manifest,
                type.GetMembers().Where(DefinitionFinder.IsWritten).Select(member => member.Name).Distinct().ToEquatableArray()
            );

    public static string? ManifestOf(AttributeData attribute) => attribute.ConstructorArguments is [{ Value: string name }] ? name : null;
}
