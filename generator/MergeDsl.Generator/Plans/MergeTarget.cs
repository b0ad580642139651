using MergeDsl.Generator.Evaluation;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Plans;

/// <summary>A merge class that can be completed, as plain data.</summary>
/// <param name="Name">The class.</param>
/// <param name="Space">Its namespace; empty for the global one.</param>
internal sealed record MergeTarget(string Name, string Space)
{
    public string FullName => Space.Length > 0 ? Space + "." + Name : Name;

    public string HintName => FullName + ".Plan.g.cs";

    public static MergeTarget? Of(INamedTypeSymbol type) =>
        DefinitionFinder.Shape(type, "Merge") is not null ? null : new(type.Name, type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : "");
}
