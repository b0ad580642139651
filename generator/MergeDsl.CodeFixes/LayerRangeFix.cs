using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using MergeDsl.Diagnostics;
using MergeDsl.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.CodeFixes;

/// <summary>Ends a layer range at the last layer, and turns a reversed one around.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LayerRangeFix)), Shared]
internal sealed class LayerRangeFix : MergeFix
{
    public override string TitleOfAll => "Clamp all layer ranges";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [DiagnosticKinds.LayerRangePastEnd.Id, DiagnosticKinds.EmptyLayerRange.Id, DiagnosticKinds.EndLeftOut.Id];

    protected override Correction? Find(FixTarget target, CancellationToken cancellationToken)
    {
        if (target.Node.FirstAncestorOrSelf<RangeExpressionSyntax>() is not { } range || range.Span != target.Node.Span)
            return null;
        if (!target.Diagnostic.Properties.TryGetValue(Descriptors.Suggestion, out string? suggestion) || suggestion is null)
            return null;
        RangeExpressionSyntax? meant =
            target.Diagnostic.Id == DiagnosticKinds.EmptyLayerRange.Id
                ? Reversed(range, target.Model, cancellationToken)
                : Clamped(range, suggestion, target.Model, cancellationToken);
        if (meant is null)
            return null;
        return new($"Change '{range}' to '{meant}'", new Edit(target.Document, range, node => meant.WithTriviaFrom(node)));
    }

    /// <summary>The range with those ends changed that are outside of the layers; null where one is computed, for then other layers may be fine.</summary>
    private static RangeExpressionSyntax? Clamped(
        RangeExpressionSyntax range,
        string suggestion,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        string[] ends = suggestion.Split([".."], StringSplitOptions.None);
        ExpressionSyntax? start = range.LeftOperand,
            end = range.RightOperand;
        if (start is not null)
        {
            if (!IsConstant(start, model, cancellationToken))
                return null;
            if (IsFromEnd(start) ? ends[0] == "0" : Text(start, model, cancellationToken) != ends[0])
                start = Number(ends[0]).WithTriviaFrom(start);
        }
        if (end is not null && !IsFromEnd(end))
        {
            if (!IsConstant(end, model, cancellationToken))
                return null;
            if (Text(end, model, cancellationToken) != ends[1])
                end = Number(ends[1]).WithTriviaFrom(end);
        }
        return range.WithLeftOperand(start).WithRightOperand(end);
    }

    private static RangeExpressionSyntax? Reversed(RangeExpressionSyntax range, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            range.LeftOperand is not { } start
            || range.RightOperand is not { } end
            || !IsConstant(start, model, cancellationToken)
            || !IsConstant(end, model, cancellationToken)
        )
            return null;
        return range.WithLeftOperand(end.WithTriviaFrom(start)).WithRightOperand(start.WithTriviaFrom(end));
    }

    private static bool IsFromEnd(ExpressionSyntax end) => end.IsKind(SyntaxKind.IndexExpression);

    private static bool IsConstant(ExpressionSyntax end, SemanticModel model, CancellationToken cancellationToken) =>
        model
            .GetConstantValue(
                end is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.IndexExpression } index ? index.Operand : end,
                cancellationToken
            )
            .Value is int;

    private static string Text(ExpressionSyntax end, SemanticModel model, CancellationToken cancellationToken) =>
        ((int)model.GetConstantValue(end, cancellationToken).Value!).ToString(CultureInfo.InvariantCulture);

    private static ExpressionSyntax Number(string text) =>
        SyntaxFactory.LiteralExpression(
            SyntaxKind.NumericLiteralExpression,
            SyntaxFactory.Literal(int.Parse(text, CultureInfo.InvariantCulture))
        );
}
