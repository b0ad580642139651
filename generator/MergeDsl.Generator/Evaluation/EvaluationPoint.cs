using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Evaluation;

/// <summary>A call of code of the compilation that is being evaluated: where it stands, and the call around it.</summary>
internal sealed record CallSite(IOperation Operation, CallSite? Outer);

/// <summary>An operation in the course of evaluation: what made a value, and through which calls it was reached.</summary>
internal readonly record struct EvaluationPoint(IOperation Operation, CallSite? Call)
{
    /// <summary>A part of the operation, where only that is meant.</summary>
    public SyntaxNode? Part { get; init; }

    /// <summary>The code of the operation, without parentheses.</summary>
    public SyntaxNode Syntax => Bare(Part ?? Operation.Syntax);

    public static SyntaxNode Bare(SyntaxNode syntax)
    {
        while (syntax is ParenthesizedExpressionSyntax parenthesized)
            syntax = parenthesized.Expression;
        return syntax;
    }
}
