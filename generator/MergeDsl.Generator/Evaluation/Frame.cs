using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>A piece of code, ready to run.</summary>
internal delegate object? Code(Frame frame);

/// <summary>A piece of code that finds a variable.</summary>
internal delegate Variable Reference(Frame frame);

/// <summary>The state of one call: its variables, and where it stands.</summary>
internal sealed class Frame(object?[] slots, object? instance, CallSite? call)
{
    public object?[] Slots => slots;

    /// <summary>The value of <c>this</c>: an object of a class, or the variable that holds a struct.</summary>
    public object? This => instance;

    /// <summary>The call that is being evaluated.</summary>
    public CallSite? Call => call;

    /// <summary>The block that runs, and the operation in it: where an iterator goes on.</summary>
    public int Block { get; set; }

    public int At { get; set; }

    /// <summary>The value that <c>return</c> gave, and its place.</summary>
    public object? Result { get; set; }

    public IOperation? ResultOf { get; set; }

    /// <summary>The value that <c>yield return</c> gave, until it is taken.</summary>
    public object? Yielded { get; set; }

    public bool HasYielded { get; set; }

    public EvaluationPoint SpotOf(IOperation operation) => new(operation, call);
}

/// <summary>A function as a value: the code, and the variables around it.</summary>
/// <param name="invoke">Calls it.</param>
internal sealed class Closure(Func<object?[], object?> invoke)
{
    /// <summary>The functions that are called one after the other, where they are several.</summary>
    public IReadOnlyList<Closure> Parts { get; init; } = [];

    public object? Invoke(params object?[] arguments) => invoke(arguments);
}
