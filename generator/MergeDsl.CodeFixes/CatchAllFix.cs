using System.Collections.Immutable;
using System.Composition;
using MergeDsl.Diagnostics;
using MergeDsl.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.CodeFixes;

/// <summary>Closes a list of rules with a value for all other tensors.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CatchAllFix)), Shared]
internal sealed class CatchAllFix : MergeFix
{
    public override string TitleOfAll => "Close all lists of rules with a value";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticKinds.PartlyMissingParameter.Id];

    protected override Correction? Find(FixTarget target, CancellationToken cancellationToken)
    {
        if (!target.Diagnostic.Properties.TryGetValue(Descriptors.Suggestion, out string? value) || value is null)
            return null;
        SyntaxNode? setting =
            target.Node.Parent is AssignmentExpressionSyntax assignment && assignment.Left == target.Node ? assignment.Right : target.Node;
        if (setting is not CollectionExpressionSyntax rules || rules.Elements.Count == 0)
            return null;
        return new(
            $"Close the rules with {value} for all other tensors",
            new Edit(target.Document, rules, node => Closed((CollectionExpressionSyntax)node, value))
        );
    }

    /// <summary>The list with one more element, laid out as its last one.</summary>
    private static CollectionExpressionSyntax Closed(CollectionExpressionSyntax rules, string value)
    {
        // A comment at the end of a line is about the rule there.
        static SyntaxTriviaList LineBreak(SyntaxTriviaList trivia) => [.. trivia.Where(part => part.IsKind(SyntaxKind.EndOfLineTrivia))];
        SyntaxNodeOrTokenList items = rules.Elements.GetWithSeparators();
        CollectionElementSyntax last = rules.Elements.Last();
        CollectionElementSyntax added = SyntaxFactory
            .ExpressionElement(SyntaxFactory.ParseExpression(value))
            .WithLeadingTrivia(last.GetLeadingTrivia());
        if (items.Last().IsToken)
        {
            SyntaxToken comma = items.Last().AsToken();
            items = items.Add(added).Add(comma.WithTrailingTrivia(LineBreak(comma.TrailingTrivia)));
        }
        else
        {
            SyntaxTriviaList end = last.GetTrailingTrivia();
            SyntaxToken comma = SyntaxFactory
                .Token(SyntaxKind.CommaToken)
                .WithTrailingTrivia(end.Any(SyntaxKind.EndOfLineTrivia) ? end : [SyntaxFactory.Space]);
            items = items.Replace(last, last.WithoutTrailingTrivia()).Add(comma).Add(added.WithTrailingTrivia(LineBreak(end)));
        }
        return rules.WithElements(SyntaxFactory.SeparatedList<CollectionElementSyntax>(items));
    }
}
