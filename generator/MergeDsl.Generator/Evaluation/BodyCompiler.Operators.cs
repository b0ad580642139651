using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Kind = Microsoft.CodeAnalysis.Operations.BinaryOperatorKind;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Operators and conversions.</summary>
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

    private Code Binary(IBinaryOperation operation)
    {
        Code left = Compile(operation.LeftOperand),
            right = Compile(operation.RightOperand);
        Func<object?, object?, Frame, object?> compute = Operator(
            operation,
            operation.OperatorKind,
            operation.OperatorMethod,
            operation.IsLifted,
            operation.IsChecked,
            TypeOf(operation.LeftOperand),
            TypeOf(operation.RightOperand)
        );
        return frame => compute(left(frame), right(frame), frame);
    }

    private Func<object?, object?, Frame, object?> Operator(
        IOperation operation,
        Kind kind,
        IMethodSymbol? method,
        bool isLifted,
        bool isChecked,
        ITypeSymbol left,
        ITypeSymbol right
    )
    {
        if (isLifted)
        {
            Func<object?, object?, Frame, object?> bare = Operator(
                operation,
                kind,
                method,
                false,
                isChecked,
                Evaluator.Underlying(left),
                Evaluator.Underlying(right)
            );
            return (a, b, frame) => a is null || b is null ? Lifted(kind, a, b) : bare(a, b, frame);
        }
        if (method is { ContainingType: { TypeKind: TypeKind.Interface } contract } && IsOfNumbers(contract))
            return InOwnType(operation, kind, isChecked, left, right);
        if (method is not null && !IsBuiltIn(method))
        {
            IMethodSymbol own = map.Of(method);
            return (a, b, frame) => Call(operation, own, null, [Value(a), Value(b)], constrained: left)(frame);
        }
        if (kind == Kind.Add && operation.Type?.SpecialType == SpecialType.System_String)
            return (a, b, frame) => Concatenated(operation, a, b, frame);
        bool isText = left.SpecialType == SpecialType.System_String && right.SpecialType == SpecialType.System_String;
        if (left.TypeKind == TypeKind.Delegate || right.TypeKind == TypeKind.Delegate)
        {
            return kind switch
            {
                Kind.Add => (a, b, _) => Delegates.Combine(a, b),
                Kind.Subtract => (a, b, _) => Delegates.Remove(a, b),
                _ => (a, b, _) => Delegates.AreEqual(a, b) == (kind == Kind.Equals),
            };
        }
        if (kind is Kind.Equals or Kind.NotEquals && !isText && (left.IsReferenceType || right.IsReferenceType))
        {
            bool areEqual = kind == Kind.Equals;
            return (a, b, _) =>
            {
                (a, b) = (Adapter.Unwrap(a), Adapter.Unwrap(b));
                return (a is TypeToken ? a.Equals(b) : ReferenceEquals(a, b)) == areEqual;
            };
        }
        return (a, b, frame) =>
            evaluator.Guard(
                () =>
                    a is ProgramEnum or Enum || b is ProgramEnum or Enum
                        ? EnumOperator(kind, a!, b!)
                        : Arithmetic.Binary(kind, a, b, isChecked)
                            ?? throw evaluator.Impure(operation, frame, "this operator on these types"),
                operation,
                frame
            );
    }

    /// <summary>Indicates whether an operator is the language's own: it has a method for some types of numbers, too.</summary>
    private bool IsBuiltIn(IMethodSymbol method)
    {
        ITypeSymbol type = map.Of(method.ContainingType);
        return type.SpecialType != SpecialType.None || type.Name is "Type" or "MulticastDelegate" or "Delegate";
    }

    private static bool IsOfNumbers(INamedTypeSymbol contract) => contract.ContainingNamespace.ToDisplayString() == "System.Numerics";

    /// <summary>An operator of an interface of numbers: its result has the type of its operands, also where C# computes small ones as integers.</summary>
    private Func<object?, object?, Frame, object?> InOwnType(
        IOperation operation,
        Kind kind,
        bool isChecked,
        ITypeSymbol left,
        ITypeSymbol right
    )
    {
        if (evaluator.Types.Find(left) is not { IsPrimitive: true } host && left.SpecialType != SpecialType.System_Decimal)
            return Operator(operation, kind, OwnOperator(kind, left, right), false, isChecked, left, right);
        host = evaluator.Types.Find(left)!;
        return (a, b, frame) =>
            evaluator.Guard(
                () =>
                    Arithmetic.Binary(kind, Wide(a!), Wide(b!), isChecked) is { } result
                        ? result is bool
                            ? result
                            : NumericConversion.Convert(result, host, isChecked)
                        : throw evaluator.Impure(operation, frame, "this operator on these types"),
                operation,
                frame
            );
    }

    /// <summary>The operator that a type of the program has for one of an interface.</summary>
    private IMethodSymbol? OwnOperator(Kind kind, ITypeSymbol left, ITypeSymbol right) =>
        left.GetMembers()
            .OfType<IMethodSymbol>()
            .FirstOrDefault(method =>
                method.MethodKind == MethodKind.UserDefinedOperator
                && method.Parameters.Length == 2
                && method.Name == NameOf(kind)
                && SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, left)
                && SymbolEqualityComparer.Default.Equals(method.Parameters[1].Type, right)
            );

    private static string NameOf(Kind kind) =>
        kind switch
        {
            Kind.Add => "op_Addition",
            Kind.Subtract => "op_Subtraction",
            Kind.Equals => "op_Equality",
            Kind.NotEquals => "op_Inequality",
            Kind.Divide => "op_Division",
            Kind.Remainder => "op_Modulus",
            Kind.Multiply => "op_Multiply",
            Kind.And => "op_BitwiseAnd",
            Kind.Or => "op_BitwiseOr",
            Kind.ExclusiveOr => "op_ExclusiveOr",
            _ => "op_" + kind,
        };

    private static object? Lifted(Kind kind, object? left, object? right) =>
        kind switch
        {
            Kind.Equals => left is null && right is null,
            Kind.NotEquals => left is not null || right is not null,
            Kind.LessThan or Kind.LessThanOrEqual or Kind.GreaterThan or Kind.GreaterThanOrEqual => false,
            Kind.And when left is false || right is false => false,
            Kind.Or when left is true || right is true => true,
            _ => null,
        };

    private static object? EnumOperator(Kind kind, object left, object right)
    {
        INamedTypeSymbol? type = (left as ProgramEnum ?? right as ProgramEnum)?.Type;
        Type? host = (left as Enum ?? right as Enum)?.GetType();
        object number =
            left is ProgramEnum program ? program.Number
            : left is Enum a
                ? System.Convert.ChangeType(a, Enum.GetUnderlyingType(a.GetType()), System.Globalization.CultureInfo.InvariantCulture)
            : left;
        object other =
            right is ProgramEnum second ? second.Number
            : right is Enum b
                ? System.Convert.ChangeType(b, Enum.GetUnderlyingType(b.GetType()), System.Globalization.CultureInfo.InvariantCulture)
            : right;
        Type underlying = left is ProgramEnum or Enum ? number.GetType() : other.GetType();
        Type wide = underlying == typeof(ulong) ? typeof(ulong) : typeof(long);
        object? result = Arithmetic.Binary(
            kind,
            NumericConversion.Convert(number, wide, false),
            NumericConversion.Convert(other, wide, false),
            false
        );
        if (result is bool or null)
            return result;
        object narrow = NumericConversion.Convert(result, underlying, false)!;
        if (kind == Kind.Subtract && left is ProgramEnum or Enum && right is ProgramEnum or Enum)
            return narrow;
        return type is not null ? new ProgramEnum(type, narrow) : Enum.ToObject(host!, narrow);
    }

    private string Concatenated(IOperation operation, object? left, object? right, Frame frame)
    {
        (IOperation first, IOperation second) = operation switch
        {
            IBinaryOperation binary => (binary.LeftOperand, binary.RightOperand),
            ICompoundAssignmentOperation assignment => (assignment.Target, assignment.Value),
            _ => (operation, operation),
        };
        string text = Said(first, left, frame) + Said(second, right, frame);
        evaluator.At(frame.SpotOf(operation), () => evaluator.Spend(text.Length / 64));
        return text;
    }

    private string Said(IOperation operation, object? value, Frame frame) =>
        value as string ?? evaluator.At(frame.SpotOf(operation), () => evaluator.Guard(() => Text.Of(value), operation, frame));

    private Code Unary(IUnaryOperation operation)
    {
        Code value = Compile(operation.Operand);
        bool isOfNumber =
            operation.OperatorMethod is { ContainingType: { TypeKind: TypeKind.Interface } contract }
            && IsOfNumbers(contract)
            && evaluator.Types.Find(TypeOf(operation.Operand)) is { IsValueType: true };
        if (operation.OperatorMethod is { } own && !IsBuiltIn(own) && !isOfNumber)
        {
            if (operation.OperatorKind is UnaryOperatorKind.True or UnaryOperatorKind.False || !operation.IsLifted)
                return Call(operation, own, null, [value], constrained: TypeOf(operation.Operand));
            return frame => value(frame) is { } given ? Call(operation, own, null, [Value(given)])(frame) : null;
        }
        if (operation.OperatorKind == UnaryOperatorKind.Hat)
        {
            return frame =>
            {
                int from = (int)value(frame)!;
                return from < 0 ? throw evaluator.Stop(new NegativeLayer(frame.SpotOf(operation), from)) : new Index(from, fromEnd: true);
            };
        }
        return frame =>
        {
            object? given = value(frame);
            if (given is null)
                return null;
            return evaluator.Guard(
                    () =>
                        given is ProgramEnum number
                            ? new ProgramEnum(
                                number.Type,
                                NumericConversion.Convert(
                                    Arithmetic.Unary(
                                        operation.OperatorKind,
                                        NumericConversion.Convert(number.Number, typeof(long), false),
                                        false
                                    )!,
                                    number.Number.GetType(),
                                    false
                                )!
                            )
                            : Arithmetic.Unary(operation.OperatorKind, given, operation.IsChecked),
                    operation,
                    frame
                ) ?? throw evaluator.Impure(operation, frame, "this operator on this type");
        };
    }

    private Code TupleBinary(ITupleBinaryOperation operation)
    {
        Code left = Compile(operation.LeftOperand),
            right = Compile(operation.RightOperand);
        bool areEqual = operation.OperatorKind == Kind.Equals;
        return frame => TuplesAreEqual(left(frame), right(frame)) == areEqual;
    }

    private bool TuplesAreEqual(object? left, object? right) =>
        left is null || right is null
            ? left is null && right is null
            : Tuples
                .Elements(left)
                .Zip(
                    Tuples.Elements(right),
                    (a, b) => a is not null && b is not null && Tuples.IsTuple(a) ? TuplesAreEqual(a, b) : ElementsAreEqual(a, b)
                )
                .All(same => same);

    private bool ElementsAreEqual(object? left, object? right) =>
        left is not null
        && right is not null
        && left.GetType() != right.GetType()
        && left is IConvertible
        && right is IConvertible
        && left is not string
            ? Arithmetic.Binary(
                Kind.Equals,
                NumericConversion.Convert(left, typeof(double), false),
                NumericConversion.Convert(right, typeof(double), false),
                false
            )
                is true
        : left is double a && right is double b ? a == b
        : evaluator.AreSame(left, right);

    private ITypeSymbol BinaryType(ICompoundAssignmentOperation operation, ITypeSymbol type)
    {
        if (operation.OperatorKind is Kind.LeftShift or Kind.RightShift or Kind.UnsignedRightShift)
            return evaluator.Compilation.GetSpecialType(SpecialType.System_Int32);
        return TypeOf(operation.Value) is { SpecialType: not SpecialType.System_Object } value ? value : type;
    }

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
