using MergeDsl.Generator.Evaluation;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Checkpoints;

/// <summary>A checkpoint class that can be completed, as plain data.</summary>
/// <param name="Name">The class.</param>
/// <param name="Space">Its namespace; empty for the global one.</param>
/// <param name="Manifest">The manifest that it names.</param>
internal sealed record CheckpointTarget(string Name, string Space, string Manifest)
{
    public string HintName => (Space.Length > 0 ? Space + "." : "") + Name + ".Checkpoint.g.cs";

    public static CheckpointTarget? Of(INamedTypeSymbol type, AttributeData attribute)
    {
        if (DefinitionFinder.Shape(type, "Checkpoint") is not null || ManifestOf(attribute) is not { } manifest) return null;
        return new(type.Name, type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : "", manifest);
    }

    public static string? ManifestOf(AttributeData attribute) => attribute.ConstructorArguments is [{ Value: string name }] ? name : null;
}
