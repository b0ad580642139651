using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Incrementality;

/// <summary>A file that gives a class the property <c>Plan</c>, and has nothing else that another file can see. The analyzers see such a file of every merge; what changes in it while the merge is edited is no reason to look at the others.</summary>
internal static class GeneratedPlanOutline
{
    /// <summary>The part of it that other files can see; null where it is any other file.</summary>
    public static IEnumerable<SyntaxNodeOrToken>? Head(CompilationUnitSyntax unit)
    {
        if (unit.Usings.Count > 0 || unit.Externs.Count > 0 || unit.AttributeLists.Count > 0 || unit.Members.Count == 0)
            return null;
        var declared = unit.Members[0] as FileScopedNamespaceDeclarationSyntax;
        if (declared is not null && (unit.Members.Count > 1 || declared.Usings.Count > 0 || declared.Externs.Count > 0))
            return null;
        SyntaxList<MemberDeclarationSyntax> members = declared?.Members ?? unit.Members;
        if (members.Count is not (1 or 2) || (members.Count == 2 && !IsOfFile(members[1])))
            return null;
        if (
            members[0]
            is not ClassDeclarationSyntax
            {
                AttributeLists.Count: 0,
                TypeParameterList: null,
                ParameterList: null,
                BaseList: null,
                Members: { Count: 1 } only
            } type
        )
            return null;
        if (
            only[0]
                is not PropertyDeclarationSyntax
                {
                    AttributeLists.Count: 0,
                    ExplicitInterfaceSpecifier: null,
                    Identifier.ValueText: KnownNames.Plan
                } plan
            || plan.Type.ToString() != "global::MergeDsl.MergePlan"
        )
            return null;
        bool isRead =
            plan.ExpressionBody is not null
            || plan.AccessorList
                is { Accessors: [{ RawKind: (int)SyntaxKind.GetAccessorDeclaration, Modifiers.Count: 0, AttributeLists.Count: 0 }] };
        // The one directive at the top is in front of the first token.
        bool isPlain =
            !unit.ContainsSkippedText
            && unit.GetFirstDirective() is NullableDirectiveTriviaSyntax nullable
            && nullable.GetNextDirective() is null
            && nullable.SpanStart < type.SpanStart
            && unit.GetFirstToken().ContainsDirectives;
        if (!isRead || !isPlain)
            return null;
        return
        [
            unit.GetFirstToken(),
            .. Tokens(declared?.Name),
            .. type.Modifiers,
            type.Identifier,
            .. plan.Modifiers,
            .. Tokens(plan.Type),
            plan.Identifier,
        ];
    }

    /// <summary>Indicates whether a class is seen in its file only.</summary>
    private static bool IsOfFile(MemberDeclarationSyntax member) =>
        member is ClassDeclarationSyntax { AttributeLists.Count: 0, BaseList: null } type
        && type.Modifiers.Any(SyntaxKind.FileKeyword)
        && type.Modifiers.Any(SyntaxKind.StaticKeyword);

    private static IEnumerable<SyntaxNodeOrToken> Tokens(SyntaxNode? node) =>
        node is null ? [] : node.DescendantTokens().Select(token => (SyntaxNodeOrToken)token);
}
