using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Conversions.</summary>
internal sealed partial class BodyCompiler
{
    private Code Convert(IConversionOperation operation)
    {
        Conversion conversion = operation.GetConversion();
        if (!conversion.Exists)
            return Broken(operation);
        ITypeSymbol to = TypeOf(operation);
        if (operation.Operand is IInterpolatedStringOperation text && to.Name is "FormattableString" or "IFormattable")
            return operation.Operand is IInterpolatedStringOperation parts ? Formattable(parts) : Broken(operation);
        if (
            IsOnStack(operation.Operand)
            && to.Name is "Span" or "ReadOnlySpan"
            && operation.Operand.Type?.Name is not ("Span" or "ReadOnlySpan")
        )
            return OnStack(operation.Operand, to);
        Code value = Compile(operation.Operand);
        if (operation.Operand.Type is null)
            return conversion.IsNullLiteral || operation.Operand is not ITupleOperation ? value : TupleAs(value, to);
        ITypeSymbol from = map.Of(operation.Operand.Type);
        if (operation.IsTryCast)
        {
            Type? host = evaluator.Types.Find(to);
            return frame =>
            {
                object? given = value(frame);
                return evaluator.At(frame.SpotOf(operation), () => evaluator.IsInstance(given, to))
                    ? host is null
                        ? given
                        : evaluator.Adapt(Adapter.Unwrap(given), host)
                    : null;
            };
        }
        bool isOpen =
            !SymbolEqualityComparer.Default.Equals(from, operation.Operand.Type)
            || !SymbolEqualityComparer.Default.Equals(to, operation.Type);
        if (isOpen && !conversion.IsUserDefined)
            conversion = Classify(from, to);
        Func<object?, Frame, object?> convert = Conversion(from, to, conversion, operation.IsChecked, operation);
        return frame => convert(value(frame), frame);
    }

    private static bool IsOnStack(IOperation operation) =>
        operation.Kind == OperationKind.None
        && operation.Syntax is StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax;

    /// <summary>An array on the stack, seen as a span.</summary>
    private Code OnStack(IOperation operation, ITypeSymbol to)
    {
        if (to is not INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" } span)
            return NotPure(operation, "a pointer: its value is another in every run; write an array");
        Type element = HostOf(span.TypeArguments[0]);
        InitializerExpressionSyntax? initializer = operation.Syntax switch
        {
            StackAllocArrayCreationExpressionSyntax creation => creation.Initializer,
            ImplicitStackAllocArrayCreationExpressionSyntax creation => creation.Initializer,
            _ => null,
        };
        Code[] parts = [.. operation.ChildOperations.Select(Compile)];
        Code[] values = initializer is null ? [] : [.. parts.Skip(parts.Length - initializer.Expressions.Count)];
        return frame =>
        {
            int length = initializer is null ? (int)parts[0](frame)! : values.Length;
            evaluator.At(frame.SpotOf(operation), () => evaluator.Spend(Math.Max(0, length)));
            Array array = evaluator.Guard(() => Array.CreateInstance(element, length), operation, frame);
            for (int i = 0; i < values.Length; i++)
                array.SetValue(values[i](frame), i);
            return Activator.CreateInstance(typeof(Span<>).MakeGenericType(element), array);
        };
    }

    private Code TupleAs(Code value, ITypeSymbol type)
    {
        Type host = HostOf(type);
        return frame => value(frame) is { } tuple ? Tuples.Create(host, Tuples.Elements(tuple)) : null;
    }

    private Conversion Classify(ITypeSymbol from, ITypeSymbol to) =>
        ((CSharpCompilation)evaluator.Compilation).ClassifyConversion(from, to);

    private Func<object?, Frame, object?> Conversion(ITypeSymbol from, ITypeSymbol to, IOperation operation) =>
        SymbolEqualityComparer.Default.Equals(from, to)
            ? static (value, _) => value
            : Conversion(from, to, Classify(from, to), false, operation);

    private Func<object?, Frame, object?> Conversion(ITypeSymbol from, CommonConversion conversion, ITypeSymbol to, IOperation operation) =>
        conversion.IsIdentity ? static (value, _) => value : Conversion(from, to, operation);

    private Func<object?, Frame, object?> Conversion(
        ITypeSymbol from,
        ITypeSymbol to,
        Conversion conversion,
        bool isChecked,
        IOperation operation
    )
    {
        if (conversion.IsUserDefined)
            return UserDefined(from, to, conversion.MethodSymbol!, isChecked, operation);
        if (
            conversion.IsIdentity
            || conversion.IsObjectCreation
            || conversion.IsCollectionExpression
            || conversion.IsConditionalExpression
            || conversion.IsSwitchExpression
            || conversion.IsDefaultLiteral
            || conversion.IsNullLiteral
            || conversion.IsInterpolatedStringHandler
        )
            return static (value, _) => value;
        if (conversion.IsTupleConversion || conversion.IsTupleLiteralConversion)
            return TupleConversion((INamedTypeSymbol)from, to, isChecked, operation);
        if (conversion.IsNullable)
            return NullableConversion(from, to, isChecked, operation);
        if (conversion.IsSpan)
            return SpanConversion(to);
        if (conversion.IsNumeric || conversion.IsEnumeration)
            return NumberConversion(to, isChecked, operation);
        if (conversion.IsReference || conversion.IsBoxing || conversion.IsUnboxing)
            return ReferenceConversion(from, to, conversion, operation);
        string what = $"this conversion to {Printable.Quote(to.ToDisplayString())}";
        return (_, frame) => throw evaluator.Impure(operation, frame, what);
    }

    private Func<object?, Frame, object?> NumberConversion(ITypeSymbol to, bool isChecked, IOperation operation)
    {
        var program = to as INamedTypeSymbol;
        bool isEnum = program?.TypeKind == TypeKind.Enum && evaluator.Types.IsOfProgram(program);
        Type host = isEnum ? HostOf(program!.EnumUnderlyingType!) : HostOf(to);
        return (value, frame) =>
        {
            object? number = value is ProgramEnum named ? named.Number : value;
            if (number!.GetType() == host)
                return isEnum ? new ProgramEnum(program!, number) : number;
            object converted =
                evaluator.Guard(() => NumericConversion.Convert(number, host, isChecked), operation, frame)
                ?? throw evaluator.Impure(
                    operation,
                    frame,
                    "an unchecked conversion of a number that does not fit, whose result C# leaves open; write 'checked'"
                );
            return isEnum ? new ProgramEnum(program!, converted) : converted;
        };
    }

    private Func<object?, Frame, object?> ReferenceConversion(ITypeSymbol from, ITypeSymbol to, Conversion conversion, IOperation operation)
    {
        Type? host = evaluator.Types.Find(to);
        if (host is null)
            throw evaluator.Unknown(to);
        if (conversion.IsBoxing)
            return (value, frame) => evaluator.At(frame.SpotOf(operation), () => evaluator.Adapt(ProgramObject.Unshared(value), host));
        if (conversion.IsImplicit)
            return (value, frame) => evaluator.At(frame.SpotOf(operation), () => evaluator.Adapt(value, host));
        return (value, frame) =>
        {
            if (value is null)
                return to.IsValueType && !Evaluator.IsNullable(to)
                    ? throw evaluator.Thrown(
                        new NullReferenceException("Object reference not set to an instance of an object."),
                        frame.SpotOf(operation)
                    )
                    : null;
            if (!evaluator.At(frame.SpotOf(operation), () => evaluator.IsInstance(value, to)))
                throw evaluator.Thrown(
                    new InvalidCastException(
                        $"Unable to cast a value of type {Printable.Quote(Evaluator.NameOf(value))} to {Printable.Quote(to.Name)}."
                    ),
                    frame.SpotOf(operation)
                );
            object? bare = Adapter.Unwrap(value);
            if (to.IsValueType)
                bare = ProgramObject.Unshared(bare);
            return evaluator.At(frame.SpotOf(operation), () => evaluator.Adapt(bare, host));
        };
    }

    private Func<object?, Frame, object?> SpanConversion(ITypeSymbol to)
    {
        Type host = HostOf(to);
        return (value, _) =>
            value switch
            {
                string text => new Span<char>(text.ToCharArray()),
                Array or null => Activator.CreateInstance(host, value),
                _ => value,
            };
    }

    private Func<object?, Frame, object?> NullableConversion(ITypeSymbol from, ITypeSymbol to, bool isChecked, IOperation operation)
    {
        ITypeSymbol source = Evaluator.Underlying(from),
            target = Evaluator.Underlying(to);
        Func<object?, Frame, object?> inner = SymbolEqualityComparer.Default.Equals(source, target)
            ? static (value, _) => value
            : Conversion(source, target, Classify(source, target), isChecked, operation);
        bool mustBe = SymbolEqualityComparer.Default.Equals(target, to);
        return (value, frame) =>
        {
            if (value is not null)
                return inner(value, frame);
            return mustBe
                ? throw evaluator.Thrown(new InvalidOperationException("Nullable object must have a value."), frame.SpotOf(operation))
                : null;
        };
    }

    private Func<object?, Frame, object?> TupleConversion(INamedTypeSymbol from, ITypeSymbol to, bool isChecked, IOperation operation)
    {
        var target = (INamedTypeSymbol)Evaluator.Underlying(to);
        Type host = HostOf(target);
        Func<object?, Frame, object?>[] elements =
        [
            .. target.TupleElements.Select(
                (element, i) =>
                    SymbolEqualityComparer.Default.Equals(from.TupleElements[i].Type, element.Type)
                        ? (Func<object?, Frame, object?>)(static (value, _) => value)
                        : Conversion(
                            from.TupleElements[i].Type,
                            element.Type,
                            Classify(from.TupleElements[i].Type, element.Type),
                            isChecked,
                            operation
                        )
            ),
        ];
        return (value, frame) =>
            value!.GetType() == host
                ? value
                : Tuples.Create(host, [.. Tuples.Elements(value).Select((element, i) => elements[i](element, frame))]);
    }

    private Func<object?, Frame, object?> UserDefined(
        ITypeSymbol from,
        ITypeSymbol to,
        IMethodSymbol method,
        bool isChecked,
        IOperation operation
    )
    {
        method = map.Of(method);
        ITypeSymbol parameter = method.Parameters[0].Type;
        if (Evaluator.IsNullable(from) && !Evaluator.IsNullable(parameter) && parameter.IsValueType)
        {
            // Lifted: nothing stays nothing.
            Func<object?, Frame, object?> inner = UserDefined(
                Evaluator.Underlying(from),
                Evaluator.Underlying(to),
                method,
                isChecked,
                operation
            );
            return (value, frame) => value is null ? null : inner(value, frame);
        }
        Func<object?, Frame, object?> before = Same(from, parameter)
                ? static (value, _) => value
                : Conversion(from, parameter, Classify(from, parameter), isChecked, operation),
            after = Same(method.ReturnType, to)
                ? static (value, _) => value
                : Conversion(method.ReturnType, to, Classify(method.ReturnType, to), isChecked, operation);
        IOperation of = operation is IConversionOperation conversion ? conversion.Operand : operation;
        if (evaluator.Types.IsOfProgram(method))
        {
            Callable callable = evaluator.CallableOf(method);
            return (value, frame) => after(callable.Invoke(null, [before(value, frame)], new(operation, frame.Call)), frame);
        }
        if (evaluator.Members.Find(method) is not { } member)
        {
            string why = evaluator.Members.WhyNot(method);
            return (_, frame) => throw evaluator.Impure(operation, frame, why);
        }
        return (value, frame) =>
        {
            object? argument = before(value, frame);
            EvaluationPoint spot = frame.SpotOf(of);
            if (argument is int and < 0 && method.ContainingType.Name == "Index")
                throw evaluator.Stop(new NegativeLayer(frame.SpotOf(operation), (int)argument));
            object? result = evaluator.Call(member, null, [evaluator.Adapt(argument, member.Parameters[0])], operation, frame);
            if (result is not null && member.IsOfLibrary)
            {
                CustomTypes.Name(result, method.ReturnType);
                evaluator.Origins.Made(result, spot, [new(method.Parameters[0].Name, argument, spot)]);
            }
            return after(result, frame);
        };
    }

    private static bool Same(ITypeSymbol left, ITypeSymbol right) => SymbolEqualityComparer.Default.Equals(left, right);

    /// <summary>The value that a compound assignment computes, in the type of its target.</summary>
    private Func<object?, Frame, object?> Back(ICompoundAssignmentOperation operation, ITypeSymbol type)
    {
        if (operation.OutConversion.IsIdentity)
            return static (value, _) => value;
        if (operation.OutConversion.MethodSymbol is { } own)
            return UserDefined(own.Parameters[0].Type, type, own, operation.IsChecked, operation);
        ITypeSymbol bare = Evaluator.Underlying(type);
        Type? host = evaluator.Types.Find(bare);
        return (value, frame) =>
            value is null || host is null || host.IsInstanceOfType(value) || !host.IsValueType
                ? value
                : evaluator.Guard(() => NumericConversion.Convert(value, host, operation.IsChecked), operation, frame);
    }

    private Code IsType(IIsTypeOperation operation)
    {
        Code value = Compile(operation.ValueOperand);
        ITypeSymbol type = map.Of(operation.TypeOperand);
        return frame =>
        {
            object? given = value(frame);
            return evaluator.At(frame.SpotOf(operation), () => evaluator.IsInstance(given, type)) != operation.IsNegated;
        };
    }
}
