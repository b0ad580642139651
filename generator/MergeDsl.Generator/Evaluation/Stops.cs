namespace MergeDsl.Generator.Evaluation;

/// <summary>Ends an evaluation.</summary>
internal abstract class EvaluationStop(Spot spot, string message) : Exception(message)
{
    public Spot Spot { get; } = spot;
}

/// <summary>Something that the compiler does not evaluate; the message is a noun phrase.</summary>
internal sealed class NotEvaluable(Spot spot, string what) : EvaluationStop(spot, what);

/// <summary>Code that does not compile: its errors are the compiler's own.</summary>
internal sealed class BrokenCode(Spot spot) : EvaluationStop(spot, "code with errors");

/// <summary>Code that throws when it runs.</summary>
internal sealed class DeclarationThrows(Spot spot, Exception exception) : EvaluationStop(spot, exception.Message)
{
    public Exception Thrown { get; } = exception;
}

/// <summary>An end of a range that no range has.</summary>
internal sealed class NegativeLayer(Spot spot, int value)
    : EvaluationStop(spot, value.ToString(System.Globalization.CultureInfo.InvariantCulture));

/// <summary>A merge that has another as an input which cannot be planned; that one's own diagnostics say why.</summary>
internal sealed class InputNotPlanned(Spot spot, string input) : EvaluationStop(spot, input);

/// <summary>A merge that needs itself as an input.</summary>
internal sealed class CyclicInput(Spot spot, Microsoft.CodeAnalysis.INamedTypeSymbol merge) : EvaluationStop(spot, merge.Name)
{
    public Microsoft.CodeAnalysis.INamedTypeSymbol Merge { get; } = merge;
}
