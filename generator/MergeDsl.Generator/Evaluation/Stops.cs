namespace MergeDsl.Generator.Evaluation;

/// <summary>Ends an evaluation.</summary>
internal abstract class EvaluationStop(EvaluationPoint spot, string message) : Exception(message)
{
    public EvaluationPoint EvaluationPoint { get; } = spot;
}

/// <summary>Something that the compiler does not evaluate; the message is a noun phrase.</summary>
internal sealed class NotEvaluable(EvaluationPoint spot, string what) : EvaluationStop(spot, what);

/// <summary>Code that does not compile: its errors are the compiler's own.</summary>
internal sealed class BrokenCode(EvaluationPoint spot) : EvaluationStop(spot, "code with errors");

/// <summary>Code that throws when it runs.</summary>
internal sealed class DeclarationThrows(EvaluationPoint spot, Exception exception) : EvaluationStop(spot, exception.Message)
{
    public Exception Thrown { get; } = exception;
}

/// <summary>An end of a range that no range has.</summary>
internal sealed class NegativeLayer(EvaluationPoint spot, int value)
    : EvaluationStop(spot, value.ToString(System.Globalization.CultureInfo.InvariantCulture));

/// <summary>A merge that has another as an input which cannot be planned; that one's own diagnostics say why.</summary>
internal sealed class InputNotPlanned(EvaluationPoint spot, string input) : EvaluationStop(spot, input);

/// <summary>A merge that needs itself as an input.</summary>
internal sealed class CyclicInput(EvaluationPoint spot, Microsoft.CodeAnalysis.INamedTypeSymbol merge) : EvaluationStop(spot, merge.Name)
{
    public Microsoft.CodeAnalysis.INamedTypeSymbol Merge { get; } = merge;
}
