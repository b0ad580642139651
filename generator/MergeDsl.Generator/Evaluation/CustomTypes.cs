using MergeDsl.Generator.Methods;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>The types of custom merge methods: the record, and what generated code puts beside it. Types of the library stand for them.</summary>
internal static class CustomTypes
{
    /// <summary>The record of a custom method that a type is, or is a part of; null for any other type.</summary>
    public static INamedTypeSymbol? MethodOf(ITypeSymbol? type) =>
        type switch
        {
            _ when HostTypes.IsOfLibrary(type) => null,
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
                { ContainingType: null } => typeof(CustomMerge),
                { Name: "Input" } => typeof(CustomInput),
                { Name: "Slice" } => typeof(CustomSlice),
                { Name: "Source" } => typeof(CustomSource),
                _ => typeof(CustomModule),
            };

    /// <summary>Tells an object that stands for a merge which method it is of.</summary>
    public static void Name(object created, ITypeSymbol? type)
    {
        if (created is not CustomMerge merge || MethodOf(type) is not { } method)
            return;
        merge.Method = MethodReader.Read(method).Schema;
        merge.Record = method.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
    }

    /// <summary>The name of the parameter of a custom method that a property is; null for any other property.</summary>
    public static string? ParameterOf(IPropertySymbol property) =>
        !property.IsStatic && MethodOf(property.ContainingType) is { } method
            ? MethodReader.Read(method).Schema.Parameters.FirstOrDefault(parameter => parameter.Property == property.Name)?.Name
            : null;
}
