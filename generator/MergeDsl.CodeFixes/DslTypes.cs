using MergeDsl.Generator;
using Microsoft.CodeAnalysis;

namespace MergeDsl.CodeFixes;

/// <summary>The types whose members this package knows: those of the library, and classes that it completes.</summary>
internal static class DslTypes
{
    public static bool IsOfLibrary(ITypeSymbol type) => type.ContainingAssembly?.Name is KnownNames.CoreAssembly or "MergeDsl";

    public static bool IsCheckpoint(ITypeSymbol type) => Has(type, KnownNames.CheckpointAttribute);

    public static bool IsCompleted(ITypeSymbol type) => IsCheckpoint(type) || Has(type, KnownNames.MergeAttribute);

    /// <summary>Indicates whether a type is a merge method.</summary>
    public static bool IsMethod(ITypeSymbol type) =>
        type is { IsAbstract: false, BaseType: not null } && BasesOf(type).Any(part => part.ToDisplayString() == KnownNames.Merge);

    public static bool IsAttribute(ITypeSymbol type) =>
        BasesOf(type).Any(part => part is { Name: nameof(Attribute), ContainingNamespace.Name: nameof(System) });

    public static IEnumerable<ITypeSymbol> BasesOf(ITypeSymbol type)
    {
        for (ITypeSymbol? part = type; part is not null; part = part.BaseType)
            yield return part;
    }

    private static bool Has(ITypeSymbol type, string attribute) =>
        type.GetAttributes().Any(candidate => candidate.AttributeClass?.ToDisplayString() == attribute);
}
