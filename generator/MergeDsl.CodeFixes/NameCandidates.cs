using MergeDsl.Diagnostics;
using MergeDsl.Tensors;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.CodeFixes;

/// <summary>The name nearest to one that the compiler does not know, among the members and types that could stand in its place.</summary>
internal static class NameCandidates
{
    public static string? Nearest(SimpleNameSyntax name, SemanticModel model, CancellationToken cancellationToken)
    {
        string written = name.Identifier.ValueText;
        IEnumerable<string> candidates;
        if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
        {
            if (model.GetSymbolInfo(access.Expression, cancellationToken).Symbol is ITypeSymbol type)
            {
                if (!HasKnownMembers(type))
                    return null;
                if (type.Name == nameof(DType) && DTypeOf(written) is { } dtype)
                    return dtype;
                candidates = MembersOf(type).Where(member => member.IsStatic || member is ITypeSymbol).Select(member => member.Name);
            }
            else if (model.GetTypeInfo(access.Expression, cancellationToken).Type is { } instance && HasKnownMembers(instance))
            {
                candidates = MembersOf(instance).Where(member => !member.IsStatic).Select(member => member.Name);
            }
            else
                return null;
        }
        else if (InitializedType(name, model, cancellationToken) is { } initialized)
        {
            if (!HasKnownMembers(initialized))
                return null;
            candidates = MembersOf(initialized)
                .OfType<IPropertySymbol>()
                .Where(property => !property.IsStatic && property.SetMethod is not null)
                .Select(property => property.Name);
        }
        else
        {
            candidates = TypesFor(name, model);
        }
        return
            NearestName.Of(written, candidates.Distinct().OrderBy(candidate => candidate, StringComparer.Ordinal)) is { } nearest
            && nearest != written
            ? nearest
            : null;
    }

    /// <summary>The types that could be named here, as they are written here.</summary>
    private static IEnumerable<string> TypesFor(SimpleNameSyntax name, SemanticModel model)
    {
        IEnumerable<INamedTypeSymbol> types = model.LookupNamespacesAndTypes(name.SpanStart).OfType<INamedTypeSymbol>();
        if (name.Parent is AttributeSyntax)
        {
            return types
                .Where(type => DslTypes.IsOfLibrary(type) && DslTypes.IsAttribute(type))
                .Select(type => type.Name.Substring(0, type.Name.Length - nameof(Attribute).Length));
        }
        bool namesType = SyntaxFacts.IsInTypeOnlyContext(name) || name.Parent is ObjectCreationExpressionSyntax;
        return types
            .Where(type => DslTypes.IsMethod(type) || (!namesType && (DslTypes.IsOfLibrary(type) || DslTypes.IsCompleted(type))))
            .Select(type => type.Name);
    }

    /// <summary>The type whose member a name in an initializer is.</summary>
    private static ITypeSymbol? InitializedType(SimpleNameSyntax name, SemanticModel model, CancellationToken cancellationToken) =>
        name.Parent is AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax { Parent: ExpressionSyntax creation } } assignment
        && assignment.Left == name
            ? model.GetTypeInfo(creation, cancellationToken).Type
            : null;

    private static bool HasKnownMembers(ITypeSymbol type) => DslTypes.IsOfLibrary(type) || DslTypes.IsCompleted(type);

    private static IEnumerable<ISymbol> MembersOf(ITypeSymbol type) =>
        DslTypes
            .BasesOf(type)
            .SelectMany(part => part.GetMembers())
            .Where(member => member is { DeclaredAccessibility: Accessibility.Public, CanBeReferencedByName: true });

    /// <summary>The dtype that other libraries write otherwise.</summary>
    private static string? DTypeOf(string name) => TensorDTypes.ByAlias(name)?.ToString();
}
