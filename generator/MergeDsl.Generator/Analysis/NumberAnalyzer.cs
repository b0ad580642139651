using System.Collections.Immutable;
using MergeDsl.Diagnostics;
using MergeDsl.Generator.Diagnostics;
using MergeDsl.Generator.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Analysis;

/// <summary>Reports what C# does to numbers before a declaration has them: a division of whole numbers that becomes a setting, and a repetition of no layers.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NumberAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        Descriptors.Of(DiagnosticKinds.CutDivision, DiagnosticKinds.InvalidCount);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownNames.MergeAttribute) is null)
                return;
            start.RegisterOperationAction(Division, OperationKind.Conversion);
            start.RegisterOperationAction(Repetition, OperationKind.Invocation);
        });
    }

    private static void Division(OperationAnalysisContext context)
    {
        var conversion = (IConversionOperation)context.Operation;
        if (
            !conversion.IsImplicit
            || conversion.Type?.SpecialType is not (SpecialType.System_Double or SpecialType.System_Single)
            || !IsWhole(conversion.Operand.Type)
            || !(IsSetting(conversion.Parent) || IsInMerge(context.ContainingSymbol))
            || Cut(conversion.Operand) is not { } division
        )
            return;
        string text = division.Syntax.ToString();
        string value = division.ConstantValue.Value is { } quotient ? $" is {quotient}" : " is a whole number";
        context.ReportDiagnostic(
            Descriptors.At(
                DiagnosticKinds.CutDivision.Says(
                    $"{Printable.Quote(text)} divides whole numbers, so its fraction is cut and it{value}; divide by {division.RightOperand.Syntax}.0"
                        + (division.RightOperand.Syntax is LiteralExpressionSyntax ? "" : ", or convert one to double")
                ),
                division.Syntax.GetLocation()
            )
        );
    }

    private static void Repetition(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (
            call.TargetMethod is not { Name: "Repeated", ContainingType: { Name: "LayerRange" } type }
            || !HostTypes.IsOfLibrary(type)
            || call.Arguments is not [{ Value: ILiteralOperation { ConstantValue.Value: 0, Syntax: { } zero } }]
        )
            return;
        context.ReportDiagnostic(
            Descriptors.At(
                DiagnosticKinds.InvalidCount.Says(
                    "repeated 0 times, these layers are not in the output; repeat them once or more, or remove them"
                ) with
                {
                    Severity = Severity.Warning,
                },
                zero.GetLocation()
            )
        );
    }

    /// <summary>A division of whole numbers in a sum or product of whole numbers, unless it is known to leave nothing.</summary>
    private static IBinaryOperation? Cut(IOperation operation) =>
        operation switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide } division => IsExact(division) ? null : division,
            IBinaryOperation
            {
                OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply
            } binary => Cut(binary.LeftOperand) ?? Cut(binary.RightOperand),
            IUnaryOperation unary => Cut(unary.Operand),
            IParenthesizedOperation parenthesized => Cut(parenthesized.Operand),
            IConversionOperation { IsImplicit: true } conversion when IsWhole(conversion.Type) => Cut(conversion.Operand),
            _ => null,
        };

    private static bool IsExact(IBinaryOperation division) =>
        division.LeftOperand.ConstantValue is { HasValue: true, Value: IConvertible left }
        && division.RightOperand.ConstantValue is { HasValue: true, Value: IConvertible right }
        && Convert.ToDecimal(right, System.Globalization.CultureInfo.InvariantCulture) is not 0 and var divisor
        && Convert.ToDecimal(left, System.Globalization.CultureInfo.InvariantCulture) % divisor == 0;

    private static bool IsWhole(ITypeSymbol? type) =>
        type?.SpecialType
            is SpecialType.System_Int32
                or SpecialType.System_Int64
                or SpecialType.System_UInt32
                or SpecialType.System_UInt64
                or SpecialType.System_Int16
                or SpecialType.System_UInt16
                or SpecialType.System_Byte
                or SpecialType.System_SByte;

    /// <summary>Indicates whether a number becomes a part of a setting as it is.</summary>
    private static bool IsSetting(IOperation? parent) => parent is IConversionOperation { Type: { } type } && HostTypes.IsOfLibrary(type);

    private static bool IsInMerge(ISymbol symbol)
    {
        for (INamedTypeSymbol? type = symbol.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.GetAttributes().Any(attribute => KnownNames.Is(attribute.AttributeClass, KnownNames.MergeAttribute)))
                return true;
        }
        return false;
    }
}
