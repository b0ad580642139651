using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>The listed members of the runtime. Sequences are evaluated at once, which comes to the same: functions change nothing.</summary>
internal sealed partial class Evaluator
{
    private object? OfRuntime(IInvocationOperation operation, Frame frame)
    {
        IMethodSymbol method = operation.TargetMethod;
        string type = method.ContainingType.ToDisplayString();
        object?[] values = Arguments(operation.Arguments, frame).Values;
        switch (type, method.Name)
        {
            case ("System.Math", "Min" or "Max" or "Abs") when members.Method(method, typeof(Math)) is { } member:
                return Call(member, null, values, operation, frame);
            case ("string", "Concat"):
                return Concatenated(values, operation, frame);
            case ("System.Linq.Enumerable", _) when Linq(method, values, operation, frame) is { } sequence:
                return sequence;
            default:
                throw NotEvaluated(
                    operation,
                    frame,
                    method.ContainingType.TypeKind == TypeKind.Extension
                        ? $"the member {Printable.Quote(method.Name)} of an extension block"
                        : $"a call of {Printable.Quote(type + "." + method.Name)}"
                );
        }
    }

    private string Concatenated(object?[] values, IInvocationOperation operation, Frame frame)
    {
        bool isSequence = values.Length == 1 && values[0] is System.Collections.IEnumerable and not string;
        string text = "";
        int i = 0;
        foreach (object? value in isSequence ? Items(values[0], operation, frame) : values)
        {
            text = Joined(operation, frame, text, Text(value, isSequence ? operation : operation.Arguments[i++].Value, frame));
        }
        return text;
    }

    private object? Linq(IMethodSymbol method, object?[] values, IInvocationOperation operation, Frame frame)
    {
        ITypeSymbol returned = method.ReturnType;
        ITypeSymbol? item = returned switch
        {
            IArrayTypeSymbol array => array.ElementType,
            INamedTypeSymbol { TypeArguments.Length: 1 } sequence => sequence.TypeArguments[0],
            _ => null,
        };
        if (item is null)
            return null;
        Type element = Host(item, operation, frame);
        IEnumerable<object?> source =
            values.Length > 0 && values[0] is System.Collections.IEnumerable ? Items(values[0], operation, frame) : [];
        int arity =
            method.Parameters.Length > 1
            && method.Parameters[method.Parameters.Length - 1].Type is INamedTypeSymbol { TypeKind: TypeKind.Delegate } function
                ? function.TypeArguments.Length - 1
                : 0;
        Closure? last = values.Length > 0 ? values[values.Length - 1] as Closure : null;
        IEnumerable<object?>? result = (method.Name, values.Length, arity) switch
        {
            ("Range", 2, 0) => Guarded(() => Enumerable.Range((int)values[0]!, (int)values[1]!), (int)values[1]!, operation, frame),
            ("Repeat", 2, 0) => Guarded(() => Enumerable.Repeat(values[0], (int)values[1]!), (int)values[1]!, operation, frame),
            ("Select", 2, 1) => source.Select(value => last!([value])),
            ("Select", 2, 2) => source.Select((value, i) => last!([value, i])),
            ("Where", 2, 1) => source.Where(value => (bool)last!([value])!),
            ("Where", 2, 2) => source.Where((value, i) => (bool)last!([value, i])!),
            ("SelectMany", 2, 1) => source.SelectMany(value => Items(last!([value]), operation, frame)),
            ("SelectMany", 2, 2) => source.SelectMany((value, i) => Items(last!([value, i]), operation, frame)),
            ("SelectMany", 3, 2) when values[1] is Closure inner && ArityOf(method.Parameters[1]) == 1 => source.SelectMany(value =>
                Items(inner([value]), operation, frame).Select(part => last!([value, part]))
            ),
            ("Concat", 2, 0) => source.Concat(Items(values[1], operation, frame)),
            ("Reverse", 1, 0) => source.Reverse(),
            ("Zip", 2, 0) => source.Zip(
                Items(values[1], operation, frame),
                (left, right) => Activator.CreateInstance(element, left, right)
            ),
            ("Zip", 3, 2) => source.Zip(Items(values[1], operation, frame), (left, right) => last!([left, right])),
            ("ToArray", 1, 0) => source,
            _ => null,
        };
        if (result is null)
            return null;
        // A function that is null, a sequence that is: the program throws at this call.
        if (
            (arity > 0 && last is null)
            || (method.Parameters[0].Type.TypeKind != TypeKind.Struct && method.Name is not ("Range" or "Repeat") && values[0] is null)
        )
            throw new DeclarationThrows(frame.At(operation), new ArgumentNullException("source", "an argument is null"));
        return Sequence(element, [.. result]);
    }

    private static int ArityOf(IParameterSymbol parameter) =>
        parameter.Type is INamedTypeSymbol { TypeKind: TypeKind.Delegate } function ? function.TypeArguments.Length - 1 : 0;

    /// <summary>As many items as the runtime makes, if the fuel lasts.</summary>
    private IEnumerable<object?> Guarded<T>(Func<IEnumerable<T>> make, int count, IOperation operation, Frame frame)
    {
        var items = (IEnumerable<T>)Guard(make, operation, frame)!;
        Spend(operation, frame, Math.Max(0, count));
        return items.Select(item => (object?)item);
    }
}
