namespace MergeDsl.Generator.Evaluation;

/// <summary>A method, accessor or constructor of the program, ready to be called.</summary>
/// <param name="invoke">Calls it: on an object, or on the variable that holds a struct, with its arguments, of which those by reference are variables.</param>
internal sealed class Callable(Func<object?, object?[], CallSite?, object?> invoke)
{
    public object? Invoke(object? instance, object?[] arguments, CallSite? call) => invoke(instance, arguments, call);
}
