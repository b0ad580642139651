using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Incrementality;

/// <summary>The parts of declarations on which nothing outside of them depends: what a name means elsewhere, and of what type it is, is the same whatever stands there.</summary>
internal static class HiddenSyntax
{
    /// <summary>Indicates whether a node is such a part. A directive may reach out of it, and so does a brace that is missing.</summary>
    public static bool IsHidden(SyntaxNode node) =>
        node switch
        {
            BlockSyntax block => IsOfMember(block)
                && !block.OpenBraceToken.IsMissing
                && !block.CloseBraceToken.IsMissing
                && !block.ContainsDirectives
                && !MakesFields(block),
            ArrowExpressionClauseSyntax arrow => IsOfMember(arrow) && !arrow.ContainsDirectives && !MakesFields(arrow),
            EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax } value => !value.ContainsDirectives,
            EqualsValueClauseSyntax { Parent.Parent.Parent: FieldDeclarationSyntax field } value => !value.ContainsDirectives
                && !field.Modifiers.Any(SyntaxKind.ConstKeyword),
            _ => false,
        };

    private static bool IsOfMember(SyntaxNode body) =>
        body.Parent is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax or AccessorDeclarationSyntax;

    private static MemberDeclarationSyntax MemberOf(SyntaxNode body) =>
        body.Parent is AccessorDeclarationSyntax accessor
            ? (MemberDeclarationSyntax)accessor.Parent!.Parent!
            : (MemberDeclarationSyntax)body.Parent!;

    /// <summary>Indicates whether a body may give a struct a field, for <c>field</c> or for a parameter of the primary constructor: what a struct can be used for depends on its fields.</summary>
    private static bool MakesFields(SyntaxNode body)
    {
        MemberDeclarationSyntax member = MemberOf(body);
        return member.Parent
                is TypeDeclarationSyntax type
                    and (StructDeclarationSyntax or RecordDeclarationSyntax { RawKind: (int)SyntaxKind.RecordStructDeclaration })
            && !IsStatic(member)
            && (member is PropertyDeclarationSyntax || type.ParameterList is not null || type.Modifiers.Any(SyntaxKind.PartialKeyword));
    }

    private static bool IsStatic(MemberDeclarationSyntax member) => member.Modifiers.Any(SyntaxKind.StaticKeyword);
}
