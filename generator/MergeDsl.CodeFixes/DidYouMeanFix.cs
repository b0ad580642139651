using System.Collections.Immutable;
using System.Composition;
using MergeDsl.Diagnostics;
using MergeDsl.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.CodeFixes;

/// <summary>Writes the name that was probably meant: of a filter, module, manifest, chat template or model as the rule found it; of a member, parameter, method or dtype, which the C# compiler does not know, the nearest that there is.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DidYouMeanFix)), Shared]
internal sealed class DidYouMeanFix : MergeFix
{
    private static readonly ImmutableArray<string> Compiler = ["CS0103", "CS0117", "CS0246", "CS1061"];

    public override string TitleOfAll => "Change all to the names that were meant";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        DiagnosticKinds.MisspeltFilter.Id,
        DiagnosticKinds.FilterOfFurtherLayers.Id,
        DiagnosticKinds.UnknownModule.Id,
        DiagnosticKinds.UnknownChatTemplate.Id,
        DiagnosticKinds.TokenModelNotInMerge.Id,
        DiagnosticKinds.ManifestNotFound.Id,
        .. Compiler,
    ];

    protected override Correction? Find(FixTarget target, CancellationToken cancellationToken)
    {
        if (Compiler.Contains(target.Diagnostic.Id))
            return OfName(target, cancellationToken);
        if (!target.Diagnostic.Properties.TryGetValue(Descriptors.Suggestion, out string? suggestion) || suggestion is null)
            return null;
        if (target.Node is not ExpressionSyntax written || !IsOneText(written, target.Model, cancellationToken))
            return null;
        ExpressionSyntax text = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(suggestion));
        return new($"Change {written} to {text}", new Edit(target.Document, written, node => text.WithTriviaFrom(node)));
    }

    private static Correction? OfName(FixTarget target, CancellationToken cancellationToken)
    {
        if (
            target.Node.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().FirstOrDefault(name => name.Span == target.Node.Span)
            is not { } name
        )
            return null;
        if (NameCandidates.Nearest(name, target.Model, cancellationToken) is not { } nearest)
            return null;
        return new(
            $"Change '{name.Identifier.ValueText}' to '{nearest}'",
            new Edit(
                target.Document,
                name,
                node =>
                    ((SimpleNameSyntax)node).WithIdentifier(
                        SyntaxFactory.Identifier(nearest).WithTriviaFrom(((SimpleNameSyntax)node).Identifier)
                    )
            )
        );
    }

    /// <summary>Indicates whether an expression always is the text that was found wrong: a constant, or a member of a checkpoint class, but no parameter of a helper.</summary>
    private static bool IsOneText(ExpressionSyntax written, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetConstantValue(written, cancellationToken).Value is string
        || (
            model.GetSymbolInfo(written, cancellationToken).Symbol is IPropertySymbol { IsStatic: true } property
            && DslTypes.IsCheckpoint(property.ContainingType)
        );
}
