using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>A function as a value.</summary>
internal delegate object? Closure(object?[] arguments);

/// <summary>The variables of a call, within those of the function around it.</summary>
internal sealed class Frame(ISymbol? function, Frame? enclosing, CallSite? call)
{
    private readonly Dictionary<ISymbol, object?> variables = new(SymbolEqualityComparer.Default);

    public ISymbol? Function { get; } = function;

    public Frame? Enclosing { get; } = enclosing;

    /// <summary>The call that is being evaluated.</summary>
    public CallSite? Call { get; } = call;

    /// <summary>What <c>return</c> gave.</summary>
    public object? Result { get; set; }

    /// <summary>What <c>yield return</c> gave so far.</summary>
    public List<object?> Yielded { get; } = [];

    public Spot At(IOperation operation) => new(operation, Call);

    public void Set(ISymbol variable, object? value)
    {
        for (Frame? frame = this; frame is not null; frame = frame.Enclosing)
        {
            if (!frame.variables.ContainsKey(variable))
                continue;
            frame.variables[variable] = value;
            return;
        }
        variables[variable] = value;
    }

    /// <summary>A variable of this call itself, new in every call and every round of a loop.</summary>
    public void Declare(ISymbol variable, object? value) => variables[variable] = value;

    public bool TryGet(ISymbol variable, out object? value)
    {
        for (Frame? frame = this; frame is not null; frame = frame.Enclosing)
        {
            if (frame.variables.TryGetValue(variable, out value))
                return true;
        }
        value = null;
        return false;
    }

    /// <summary>The variables as they are now, for a function that is called later. Those it uses are never assigned again, or it is not evaluated.</summary>
    public Frame Snapshot()
    {
        var copy = new Frame(Function, Enclosing?.Snapshot(), Call);
        foreach (KeyValuePair<ISymbol, object?> variable in variables)
            copy.variables.Add(variable.Key, variable.Value);
        return copy;
    }

    /// <summary>The frame of a function in which another is declared.</summary>
    public Frame? Of(ISymbol? function)
    {
        Frame? frame = this;
        while (frame is not null && !SymbolEqualityComparer.Default.Equals(frame.Function, function))
            frame = frame.Enclosing;
        return frame;
    }
}
