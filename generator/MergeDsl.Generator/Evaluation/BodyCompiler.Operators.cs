using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Kind = Microsoft.CodeAnalysis.Operations.BinaryOperatorKind;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Operators and conversions.</summary>
internal sealed partial class BodyCompiler
{
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
}
