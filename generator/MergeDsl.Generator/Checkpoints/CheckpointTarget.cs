using MergeDsl.Generator.Checking;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Checkpoints;

/// <summary>A checkpoint class that can be completed.</summary>
/// <param name="Name">The class.</param>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Manifest">The manifest that it names.</param>
internal sealed record CheckpointTarget(string Name, string Namespace, string Manifest) : ClassTarget(Name, Namespace)
{
    public static CheckpointTarget? Of(INamedTypeSymbol type, AttributeData attribute) =>
        DefinitionFinder.Shape(type, "Checkpoint") is not null || ManifestOf(attribute) is not { } manifest
            ? null
            : new(type.Name, NamespaceOf(type), manifest);

    public static string? ManifestOf(AttributeData attribute) => attribute.ConstructorArguments is [{ Value: string name }] ? name : null;
}
