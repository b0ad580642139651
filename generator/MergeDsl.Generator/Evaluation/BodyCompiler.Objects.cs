using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Arrays, collections, tuples and texts.</summary>
internal sealed partial class BodyCompiler
{
    private Code ArrayOf(IArrayCreationOperation operation)
    {
        ITypeSymbol type = TypeOf(operation),
            element = ((IArrayTypeSymbol)type).ElementType;
        bool mentions = evaluator.Types.Mentions(element);
        Type host = HostOf(element);
        object? zero = evaluator.DefaultOf(element);
        bool isFilled = zero is ProgramObject or ProgramEnum;
        Code[] sizes = [.. operation.DimensionSizes.Select(Compile)];
        Action<Array, Frame>? fill = operation.Initializer is { } initializer ? Fill(initializer, host, []) : null;
        return frame =>
        {
            long[] lengths =
            [
                .. sizes.Select(size => System.Convert.ToInt64(size(frame), System.Globalization.CultureInfo.InvariantCulture)),
            ];
            return evaluator.Guard(
                () =>
                {
                    long count = 1;
                    foreach (long length in lengths)
                    {
                        if (length < 0)
                            throw new OverflowException("Arithmetic operation resulted in an overflow.");
                        count = checked(count * length);
                    }
                    evaluator.At(frame.SpotOf(operation), () => evaluator.Spend(count / 8));
                    var array = Array.CreateInstance(host, [.. lengths.Select(length => (int)length)]);
                    if (isFilled && array is object?[] vector)
                    {
                        for (int i = 0; i < vector.Length; i++)
                            vector[i] = zero;
                    }
                    fill?.Invoke(array, frame);
                    if (mentions)
                        evaluator.OfType(array, type);
                    return array;
                },
                operation,
                frame
            );
        };
    }

    private Action<Array, Frame> Fill(IArrayInitializerOperation initializer, Type element, int[] at)
    {
        Action<Array, Frame>[] parts =
        [
            .. initializer.ElementValues.Select(
                (value, i) =>
                {
                    int[] index = [.. at, i];
                    if (value is IArrayInitializerOperation nested)
                        return Fill(nested, element, index);
                    Code code = Compile(value);
                    return (array, frame) => array.SetValue(evaluator.Adapt(code(frame), element), index);
                }
            ),
        ];
        return (array, frame) =>
        {
            foreach (Action<Array, Frame> part in parts)
                part(array, frame);
        };
    }

    private Code Collection(ICollectionExpressionOperation operation)
    {
        ITypeSymbol type = TypeOf(operation);
        ITypeSymbol? element = ElementOf(operation, type);
        if (element is null)
            return NotPure(operation, $"a collection of the type {Printable.Quote(type.ToDisplayString())}");
        Type host = HostOf(element);
        var parts = new List<(IOperation Operation, Code Value, Func<object?, Frame, object?>? Convert)>();
        foreach (IOperation part in operation.Elements)
        {
            if (part is ISpreadOperation spread)
            {
                Func<object?, Frame, object?> convert = spread.ElementConversion.IsIdentity
                    ? (value, _) => value
                    : Conversion(map.Of(spread.ElementType!), element, spread.Operand);
                parts.Add((spread.Operand, Compile(spread.Operand), convert));
            }
            else
                parts.Add((part, Compile(part), null));
        }
        Func<Array, Frame, object?> finish = Finish(operation, type, host);
        bool mentions = evaluator.Types.Mentions(element);
        return frame =>
        {
            var values = new List<object?>();
            var spots = new List<EvaluationPoint>();
            foreach ((IOperation of, Code code, Func<object?, Frame, object?>? convert) in parts)
            {
                object? value = code(frame);
                if (convert is null)
                {
                    values.Add(evaluator.Adapt(value, host));
                    spots.Add(frame.SpotOf(of));
                    continue;
                }
                evaluator.Guard(
                    () =>
                    {
                        foreach (object? item in evaluator.Items(value, frame.SpotOf(of)))
                        {
                            values.Add(evaluator.Adapt(convert(item, frame), host));
                            spots.Add(frame.SpotOf(of));
                        }
                        return 0;
                    },
                    of,
                    frame
                );
            }
            Array items = Array.CreateInstance(host, values.Count);
            for (int i = 0; i < values.Count; i++)
                items.SetValue(evaluator.Normal(values[i], element), i);
            object? made = finish(items, frame);
            if (mentions)
                evaluator.OfType(made, type);
            if (made is ISetting or IEquatableArray)
                evaluator.Origins.MadeOfElements(made, frame.SpotOf(operation), spots);
            return made;
        };
    }

    private ITypeSymbol? ElementOf(ICollectionExpressionOperation operation, ITypeSymbol type)
    {
        if (
            operation.ConstructMethod is { Parameters.Length: > 0 } create
            && create.Parameters[create.Parameters.Length - 1].Type is INamedTypeSymbol { Name: "ReadOnlySpan" } span
        )
            return map.Of(span.TypeArguments[0]);
        if (type is IArrayTypeSymbol array)
            return array.ElementType;
        if (type is INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" } view)
            return view.TypeArguments[0];
        foreach (INamedTypeSymbol contract in type is INamedTypeSymbol named ? type.AllInterfaces.Prepend(named) : type.AllInterfaces)
        {
            if (contract.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
                return contract.TypeArguments[0];
        }
        return null;
    }

    /// <summary>Makes the collection of its items.</summary>
    private Func<Array, Frame, object?> Finish(ICollectionExpressionOperation operation, ITypeSymbol type, Type element)
    {
        if (type is IArrayTypeSymbol)
            return (items, _) => items;
        if (type.Name is "Span" or "ReadOnlySpan")
            return (items, _) => Activator.CreateInstance(typeof(Span<>).MakeGenericType(element), items);
        if (type.TypeKind == TypeKind.Interface)
        {
            // Those that can be changed are lists; arrays cannot be changed through the others.
            bool isList = type.Name is "IList" or "ICollection";
            return (items, _) => isList ? Activator.CreateInstance(typeof(List<>).MakeGenericType(element), items) : items;
        }
        if (operation.ConstructMethod is { MethodKind: MethodKind.Constructor } constructor)
        {
            constructor = map.Of(constructor);
            IMethodSymbol? add = type.GetMembers("Add").OfType<IMethodSymbol>().FirstOrDefault(method => method.Parameters.Length == 1);
            for (ITypeSymbol? at = type.BaseType; add is null && at is not null; at = at.BaseType)
                add = at.GetMembers("Add").OfType<IMethodSymbol>().FirstOrDefault(method => method.Parameters.Length == 1);
            if (evaluator.Types.IsOfProgram(constructor.ContainingType))
            {
                if (add is null)
                    return (_, frame) => throw evaluator.Impure(operation, frame, "this collection");
                return (items, frame) =>
                {
                    object made = New(constructor.ContainingType, constructor, [], new(operation, frame.Call));
                    foreach (object? item in items)
                        Call(operation, add, _ => new Cell(made), [Value(item)])(frame);
                    return made;
                };
            }
            Type host = HostOf(type);
            System.Reflection.MethodInfo? adds = host.GetMethod("Add", [element]);
            return (items, frame) =>
                evaluator.Guard(
                    () =>
                    {
                        object made = Activator.CreateInstance(host)!;
                        foreach (object? item in items)
                            Unwrapped(() => (adds ?? host.GetMethod("Enqueue") ?? host.GetMethod("Push"))!.Invoke(made, [item]));
                        return made;
                    },
                    operation,
                    frame
                );
        }
        if (operation.ConstructMethod is not { } method)
            return (_, frame) =>
                throw evaluator.Impure(operation, frame, $"a collection of the type {Printable.Quote(type.ToDisplayString())}");
        return (items, frame) =>
        {
            object? given = items;
            IMethodSymbol create = map.Of(method);
            if (evaluator.Types.IsOfProgram(create))
                return Call(operation, create, null, [Value(Activator.CreateInstance(typeof(Span<>).MakeGenericType(element), items))])(
                    frame
                );
            return evaluator.Members.Find(create) is { } member
                ? evaluator.Call(
                    member,
                    null,
                    [member.Parameters[0].IsArray ? given : Activator.CreateInstance(member.Parameters[0], given)],
                    operation,
                    frame
                )
                : throw evaluator.Impure(operation, frame, evaluator.Members.WhyNot(create));
        };
    }

    private Code Tuple(ITupleOperation operation)
    {
        // The literal itself has no type where one of its elements has none: its conversion gives it one.
        ITypeSymbol type = operation.Type ?? operation.NaturalType!;
        Code[] elements = [.. operation.Elements.Select(Compile)];
        Type host = HostOf(map.Of(type));
        return frame => Tuples.Create(host, [.. elements.Select(element => element(frame))]);
    }

    private Code RangeOf(IRangeOperation operation)
    {
        Code? first = operation.LeftOperand is { } left ? Compile(left) : null,
            end = operation.RightOperand is { } right ? Compile(right) : null;
        return frame => new Range(
            first is null ? System.Index.Start : (Index)first(frame)!,
            end is null ? System.Index.End : (Index)end(frame)!
        );
    }

    private Code Interpolated(IInterpolatedStringOperation operation)
    {
        var parts = new List<(IOperation Operation, Code Value, Code? Alignment, string? Format)>();
        foreach (IInterpolatedStringContentOperation part in operation.Parts)
        {
            switch (part)
            {
                case IInterpolatedStringTextOperation text:
                    parts.Add((text, Compile(text.Text), null, null));
                    break;
                case IInterpolationOperation hole:
                    parts.Add(
                        (
                            hole.Syntax is InterpolationSyntax { AlignmentClause: null, FormatClause: null } ? hole.Expression : hole,
                            Compile(hole.Expression),
                            hole.Alignment is null ? null : Compile(hole.Alignment),
                            hole.FormatString?.ConstantValue.Value as string
                        )
                    );
                    break;
                default:
                    return NotPure(operation, "this text");
            }
        }
        return frame =>
        {
            string[] texts =
            [
                .. parts.Select(part =>
                {
                    object? value = part.Value(frame);
                    string text = evaluator.At(
                        frame.SpotOf(part.Operation),
                        () => evaluator.Guard(() => Text.Of(value, part.Format), part.Operation, frame)
                    );
                    return part.Alignment is { } width ? Text.Aligned(text, (int)width(frame)!) : text;
                }),
            ];
            evaluator.Spend(texts.Sum(text => text.Length) / 64);
            return string.Concat(texts);
        };
    }

    /// <summary>The parts of a text that is formatted later, with a culture of its own.</summary>
    private Code Formattable(IInterpolatedStringOperation operation)
    {
        var format = new System.Text.StringBuilder();
        var arguments = new List<Code>();
        foreach (IInterpolatedStringContentOperation part in operation.Parts)
        {
            if (part is IInterpolatedStringTextOperation { Text.ConstantValue.Value: string text })
                format.Append(text.Replace("{", "{{").Replace("}", "}}"));
            else if (part is IInterpolationOperation hole)
            {
                format.Append('{').Append(arguments.Count);
                if (hole.Alignment?.ConstantValue.Value is int width)
                    format.Append(',').Append(width);
                if (hole.FormatString?.ConstantValue.Value is string said)
                    format.Append(':').Append(said);
                format.Append('}');
                arguments.Add(Compile(hole.Expression));
            }
        }
        string pattern = format.ToString();
        return frame =>
            System.Runtime.CompilerServices.FormattableStringFactory.Create(pattern, [.. arguments.Select(argument => argument(frame))]);
    }
}
