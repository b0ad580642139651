using System.Collections.Immutable;
using System.Composition;
using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.CodeFixes;

/// <summary>Removes a rule that matches nothing, or that an earlier one always precedes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RuleWithoutEffectFix)), Shared]
internal sealed class RuleWithoutEffectFix : MergeFix
{
    public override string TitleOfAll => "Remove all rules without effect";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [DiagnosticKinds.FilterWithoutMatch.Id, DiagnosticKinds.UnreachableRule.Id];

    protected override Correction? Find(FixTarget target, CancellationToken cancellationToken)
    {
        if (ElementOf(target.Node) is not { Parent: CollectionExpressionSyntax rules } element || !IsWrittenForOneSetting(rules))
            return null;
        string title = $"Remove {element}";
        if (rules.Elements.Count > 1)
            return new(title, new Edit(target.Document, element, null));
        return rules.Parent switch
        {
            AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment => new(
                $"Remove {assignment.Left}",
                new Edit(target.Document, assignment, null)
            ),
            ArgumentSyntax
            {
                Parent.Parent: InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: nameof(LayerRange.Scaled) } scaled
                } call
            } => new(
                $"Remove {scaled.Name}",
                new Edit(target.Document, call, node => ReceiverOf((InvocationExpressionSyntax)node).WithTriviaFrom(node))
            ),
            _ => null,
        };
    }

    /// <summary>The element that is a rule, of its filter, or that is a value.</summary>
    private static ExpressionElementSyntax? ElementOf(SyntaxNode node) =>
        node switch
        {
            ExpressionElementSyntax element => element,
            { Parent: ExpressionElementSyntax element } => element,
            { Parent: ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: ExpressionElementSyntax element } } } => element,
            { Parent: TupleExpressionSyntax { Parent: ExpressionElementSyntax element } } => element,
            _ => null,
        };

    /// <summary>Indicates whether the rules are written once for one setting: a helper or a loop makes them for several, in some of which they may have an effect.</summary>
    private static bool IsWrittenForOneSetting(SyntaxNode rules)
    {
        foreach (SyntaxNode around in rules.Ancestors())
        {
            switch (around)
            {
                case AnonymousFunctionExpressionSyntax
                or LocalFunctionStatementSyntax
                or CommonForEachStatementSyntax
                or ForStatementSyntax
                or VariableDeclaratorSyntax:
                    return false;
                case InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax
                    {
                        Name.Identifier.ValueText: not (nameof(LayerRange.Scaled) or nameof(LayerRange.Repeated))
                    }
                }:
                    return false;
                case PropertyDeclarationSyntax property:
                    return property.Identifier.ValueText == Generator.KnownNames.Definition;
                case MemberDeclarationSyntax:
                    return false;
            }
        }
        return false;
    }

    private static ExpressionSyntax ReceiverOf(InvocationExpressionSyntax call) =>
        ((MemberAccessExpressionSyntax)call.Expression).Expression;
}
