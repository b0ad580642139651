using MergeDsl.Collections;
using MergeDsl.Schemas;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Methods;

/// <summary>A merge method that can be completed.</summary>
/// <param name="Name">The record.</param>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Schema">Its schema.</param>
internal sealed record MethodTarget(string Name, string Namespace, MethodSchema Schema) : ClassTarget(Name, Namespace)
{
    /// <summary>The properties that generated code implements.</summary>
    public EquatableArray<string> Implemented { get; init; }

    /// <summary>The record and the properties that have documentation of their own.</summary>
    public EquatableArray<string> Documented { get; init; }

    public static MethodTarget? Of(INamedTypeSymbol type)
    {
        if (!MethodReader.CanComplete(type))
            return null;
        IPropertySymbol[] properties = [.. type.GetMembers().OfType<IPropertySymbol>()];
        return new(type.Name, NamespaceOf(type), MethodReader.Read(type).Schema)
        {
            Implemented = properties.Where(property => property.IsPartialDefinition).Select(property => property.Name).ToEquatableArray(),
            Documented = properties.Append<ISymbol>(type).Where(HasDocumentation).Select(symbol => symbol.Name).ToEquatableArray(),
        };
    }

    /// <summary>Documentation is a comment like any other where the compiler writes none.</summary>
    private static bool HasDocumentation(ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax().GetLeadingTrivia().ToFullString().Contains("///"));
}
