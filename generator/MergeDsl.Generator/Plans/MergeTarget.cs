using MergeDsl.Generator.Checking;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Plans;

/// <summary>A merge class that can be completed.</summary>
internal sealed record MergeTarget(string Name, string Namespace) : ClassTarget(Name, Namespace)
{
    public static MergeTarget? Of(INamedTypeSymbol type) =>
        DefinitionFinder.Shape(type, "Merge") is not null ? null : new(type.Name, NamespaceOf(type));
}
