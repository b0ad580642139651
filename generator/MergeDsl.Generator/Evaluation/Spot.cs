using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>A call of code of the compilation that is being evaluated: where it stands, and the call around it.</summary>
internal sealed record CallSite(IOperation Operation, CallSite? Outer, int Depth)
{
    public static CallSite Of(IOperation operation, CallSite? outer) => new(operation, outer, (outer?.Depth ?? 0) + 1);
}

/// <summary>An operation in the course of evaluation: what made a value, and through which calls it was reached.</summary>
internal readonly record struct Spot(IOperation Operation, CallSite? Call)
{
    /// <summary>The operation without implicit conversions and parentheses.</summary>
    public IOperation Bare => Strip(Operation);

    public static IOperation Strip(IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case Microsoft.CodeAnalysis.Operations.IConversionOperation { IsImplicit: true } conversion:
                    operation = conversion.Operand;
                    break;
                case Microsoft.CodeAnalysis.Operations.IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                default:
                    return operation;
            }
        }
    }
}
