using MergeDsl.Generator.Methods;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>The types of merge methods of the program's own: the record, and what generated code puts beside it. Types of the library stand for them.</summary>
internal static class OwnTypes
{
    /// <summary>The record that a type is, or is a part of; null for any other type.</summary>
    public static INamedTypeSymbol? MethodOf(ITypeSymbol? type) =>
        type switch
        {
            INamedTypeSymbol { IsRecord: true, ContainingType: { } outer, Name: "Input" or "Slice" or "Source" or "Module" }
                when MethodReader.IsMethod(outer) => outer,
            INamedTypeSymbol { IsRecord: true, ContainingType: null } named when MethodReader.IsMethod(named) => named,
            _ => null,
        };

    /// <summary>The type that stands for it in this process.</summary>
    public static Type? HostOf(INamedTypeSymbol type) =>
        MethodOf(type) is null
            ? null
            : type switch
            {
                { ContainingType: null } => typeof(DeclaredMerge),
                { Name: "Input" } => typeof(DeclaredInput),
                { Name: "Slice" } => typeof(DeclaredSlice),
                { Name: "Source" } => typeof(DeclaredSource),
                _ => typeof(DeclaredModule),
            };

    /// <summary>Tells an object that stands for a part of a declaration which method it is of.</summary>
    public static void Name(object created, ITypeSymbol? type)
    {
        if (created is not IDeclared part || MethodOf(type) is not { } method)
            return;
        part.Method = MethodReader.Read(method).Schema;
        if (created is DeclaredMerge merge)
            merge.Record = method.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
    }

    /// <summary>Whether a property is a parameter of a method of the program's own.</summary>
    public static bool IsParameter(IPropertySymbol property) =>
        !property.IsStatic
        && MethodOf(property.ContainingType) is { } method
        && MethodReader.Read(method).Schema.Parameters.Any(parameter => parameter.Property == property.Name);
}
