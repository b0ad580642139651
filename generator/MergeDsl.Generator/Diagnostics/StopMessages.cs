using MergeDsl.Diagnostics;
using MergeDsl.Generator.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Diagnostics;

/// <summary>The messages about a definition that was not evaluated to its end.</summary>
internal static class StopMessages
{
    /// <summary>The diagnostic; null where the compiler's own errors, or those of another merge, say enough.</summary>
    public static MergeDiagnostic? Of(INamedTypeSymbol merge, EvaluationStop stop) =>
        stop switch
        {
            NotEvaluable => DiagnosticKinds.NotEvaluated.Says(NotEvaluated(merge, stop.Message)),
            DeclarationThrows
            {
                Thrown: ArgumentOutOfRangeException,
                EvaluationPoint.Operation: IInvocationOperation { TargetMethod.Name: "Repeated" }
            } => DiagnosticKinds.InvalidCount.Says("a negative number of repetitions throws when the merge runs; repeat 0 times or more"),
            NegativeLayer => DiagnosticKinds.InvalidLayerRange.Says(
                $"layer numbers begin at 0, {stop.Message} is below: a layer range is 'first..end', the end excluded, such as 0..32, and ^1 is the last layer"
            ),
            DeclarationThrows thrown => DiagnosticKinds.EvaluationThrows.Says(
                $"this throws when the merge runs ({NameOf(thrown.Thrown)}: {Printable.Line(FirstLine(thrown.Message))}); change the values that lead here"
            ),
            CyclicInput cycle => DiagnosticKinds.CyclicChain.Says(
                $"{Printable.Quote(merge.Name)} needs this merge as an input, which needs {Printable.Quote(cycle.Merge.Name)} itself; take a model or another merge here"
            ),
            _ => null,
        };

    /// <summary>The unsupported construct, its consequence, and the substitute that follows a semicolon.</summary>
    private static string NotEvaluated(INamedTypeSymbol merge, string what)
    {
        int cut = what.IndexOf("; ", StringComparison.Ordinal);
        string reason = cut < 0 ? what : what.Substring(0, cut),
            cure = cut < 0 ? "write what is pure: values, and code that computes them" : what.Substring(cut + 2);
        return $"the compiler does not evaluate {reason}, so {Printable.Quote(merge.Name)} is checked only when it runs; {cure}";
    }

    /// <summary>The token that is underlined, where it is narrower than the operation that stopped.</summary>
    public static EvaluationPoint SpotOf(EvaluationStop stop) =>
        stop
            is DeclarationThrows
            {
                Thrown: ArgumentOutOfRangeException,
                EvaluationPoint: { Operation: IInvocationOperation { TargetMethod.Name: "Repeated" } call } spot
            }
            ? spot with
            {
                Operation = call.Arguments[0].Value,
            }
            : stop.EvaluationPoint;

    /// <summary>Of a call that is not evaluated, the name of what it calls: the rest is not what stops.</summary>
    public static Location? TokenOf(EvaluationStop stop) =>
        stop is NotEvaluable { EvaluationPoint.Operation: IInvocationOperation { Syntax: InvocationExpressionSyntax call } }
            ? (call.Expression is MemberAccessExpressionSyntax member ? member.Name : call.Expression).GetLocation()
            : null;

    private static string NameOf(Exception fault) => (fault as ProgramException)?.Target.Type.Symbol.Name ?? fault.GetType().Name;

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd('\r');
}
