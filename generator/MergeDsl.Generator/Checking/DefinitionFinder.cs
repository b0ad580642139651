using MergeDsl.Diagnostics;
using MergeDsl.Generator.Evaluation;
using MergeDsl.Manifests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Checking;

/// <summary>Indicates whether a class can be completed by generated code, and the definition of a merge class.</summary>
internal static class DefinitionFinder
{
    /// <summary>The definition of a merge class, or what is wrong with the class.</summary>
    public static (IPropertySymbol? Property, (DiagnosticKind, string, Location)? Malformed) Find(INamedTypeSymbol type)
    {
        if (Shape(type, "Merge") is { } shape)
            return (null, shape);
        ISymbol[] named = [.. type.GetMembers(KnownNames.Definition)];
        if (named.OfType<IPropertySymbol>().Select(Bodies.Implemented).FirstOrDefault() is not { } property)
        {
            return (
                null,
                (
                    DiagnosticKinds.NoDefinition,
                    $"{Printable.Quote(type.Name)} has no property 'Definition'; declare the merge as 'public static Passthrough Definition => new() {{ ... }};' or with another method's type",
                    Place(named.FirstOrDefault() ?? type)
                )
            );
        }
        if (!property.IsStatic || property.IsIndexer || property.SetMethod is not null || property.GetMethod is null)
        {
            return (
                null,
                (
                    DiagnosticKinds.NoDefinition,
                    "'Definition' must be a static property that is only read: 'public static Passthrough Definition => new() { ... };'",
                    Place(property)
                )
            );
        }
        if (property.Type is IErrorTypeSymbol || IsMergeType(property.Type))
            return (property, null);
        Location location = property.DeclaringSyntaxReferences[0].GetSyntax() is PropertyDeclarationSyntax syntax
            ? syntax.Type.GetLocation()
            : Place(property);
        return (
            null,
            (
                DiagnosticKinds.NoDefinition,
                $"'Definition' is of the type {Printable.Quote(property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat))}, which is no merge method; its type is the method, such as Passthrough, Slerp or Ties",
                location
            )
        );
    }

    /// <summary>The reason why generated code cannot complete a class.</summary>
    public static (DiagnosticKind Kind, string Message, Location Location)? Shape(INamedTypeSymbol type, string attribute)
    {
        IReadOnlyList<string> given = attribute == "Merge" ? [KnownNames.Plan] : CheckpointMembers.Fixed;
        if (given.SelectMany(name => type.GetMembers(name)).FirstOrDefault(IsWritten) is { } own)
        {
            return Taken(type, attribute, own);
        }
        string? missing = type switch
        {
            _ when given.Contains(type.Name) => $"a class of another name, for it gets a member {Printable.Quote(type.Name)}",
            { ContainingType: not null } => "a class in a namespace, not inside of another type",
            { IsGenericType: true } => "a class without type parameters",
            { IsStatic: false } => IsPartial(type) ? "static" : "static and partial",
            _ => IsPartial(type) ? null : "partial",
        };
        if (missing is null)
            return null;
        return (
            DiagnosticKinds.NotStaticPartial,
            $"{Printable.Quote(type.Name)} has the attribute [{attribute}], so generated code completes it: make it {missing}",
            Place(type)
        );
    }

    /// <summary>Reports a member that both the code and generated code declare.</summary>
    public static (DiagnosticKind Kind, string Message, Location Location) Taken(INamedTypeSymbol type, string attribute, ISymbol own) =>
        (
            DiagnosticKinds.NotStaticPartial,
            $"{Printable.Quote(type.Name)} has the attribute [{attribute}], so generated code gives it a member {Printable.Quote(own.Name)}: give this one another name",
            Place(own)
        );

    public static Location Place(ISymbol symbol) => symbol.Locations.FirstOrDefault(location => location.IsInSource) ?? Location.None;

    /// <summary>Indicates whether a member is written in the code, not generated.</summary>
    public static bool IsWritten(ISymbol member) =>
        member.DeclaringSyntaxReferences.Any(reference => !GeneratedFile.IsName(reference.SyntaxTree.FilePath));

    private static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.All(reference =>
            reference.GetSyntax() is TypeDeclarationSyntax syntax && syntax.Modifiers.Any(SyntaxKind.PartialKeyword)
        );

    private static bool IsMergeType(ITypeSymbol type)
    {
        for (ITypeSymbol? part = type; part is not null; part = part.BaseType)
        {
            if (part.Name == "Merge" && HostTypes.IsOfLibrary(part))
                return true;
        }
        return false;
    }
}
