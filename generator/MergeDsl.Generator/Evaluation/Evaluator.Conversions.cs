using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Conversions: C#'s own, and the library's operators.</summary>
internal sealed partial class Evaluator
{
    public override object? VisitConversion(IConversionOperation operation, Frame frame)
    {
        Conversion conversion = operation.GetConversion();
        if (!conversion.Exists)
            throw new BrokenCode(frame.At(operation));
        object? value = Visit(operation.Operand, frame);
        if (operation.IsTryCast)
            throw NotEvaluated(operation, frame, "the operator 'as'");
        if (operation.Operand.Type is not { } from || operation.Type is not { } to)
            return value;
        return Converted(value, from, to, conversion, operation.IsChecked, operation, frame);
    }

    private object? Converted(object? value, ITypeSymbol from, ITypeSymbol to, bool isChecked, IOperation operation, Frame frame) =>
        Converted(value, from, to, ((CSharpCompilation)compilation).ClassifyConversion(from, to), isChecked, operation, frame);

    private object? Converted(
        object? value,
        ITypeSymbol from,
        ITypeSymbol to,
        Conversion conversion,
        bool isChecked,
        IOperation operation,
        Frame frame
    )
    {
        if (conversion.IsUserDefined)
            return UserDefined(value, from, to, conversion.MethodSymbol!, isChecked, operation, frame);
        Type host = Host(to, operation, frame);
        if (conversion.IsTupleConversion || conversion.IsTupleLiteralConversion)
            return Tuple(value!, (INamedTypeSymbol)from, (INamedTypeSymbol)to, host, isChecked, operation, frame);
        if (conversion.IsNullable)
            return Nullable(value, from, to, isChecked, operation, frame);
        if (conversion.IsNumeric || conversion.IsEnumeration)
        {
            return Guard(() => NumericConversion.Convert(value!, host, isChecked), operation, frame)
                ?? throw NotEvaluated(operation, frame, "an unchecked conversion of a number that does not fit");
        }
        if (conversion.IsReference || conversion.IsBoxing || conversion.IsUnboxing)
        {
            return value is null || host.IsInstanceOfType(value) || host == typeof(Closure)
                ? value
                : throw new DeclarationThrows(frame.At(operation), new InvalidCastException($"a {value.GetType().Name} is no {to.Name}"));
        }
        bool asItIs =
            conversion.IsIdentity
            || conversion.IsObjectCreation
            || conversion.IsCollectionExpression
            || conversion.IsConditionalExpression
            || conversion.IsSwitchExpression
            || conversion.IsDefaultLiteral
            || conversion.IsNullLiteral
            || conversion.IsSpan;
        return asItIs ? value : throw NotEvaluated(operation, frame, $"this conversion to {Printable.Quote(to.ToDisplayString())}");
    }

    private object? UserDefined(
        object? value,
        ITypeSymbol from,
        ITypeSymbol to,
        IMethodSymbol method,
        bool isChecked,
        IOperation operation,
        Frame frame
    )
    {
        if (!HostMembers.AreMade(method.ContainingType) || members.Method(method) is not { } member)
            throw NotEvaluated(operation, frame, $"the conversion to {Printable.Quote(to.ToDisplayString())}");
        ITypeSymbol parameter = method.Parameters[0].Type;
        object? argument = SymbolEqualityComparer.Default.Equals(from, parameter)
            ? value
            : Converted(value, from, parameter, isChecked, operation, frame);
        if (argument is int and < 0 && Host(method.ContainingType, operation, frame) == typeof(Index))
            throw new NegativeLayer(frame.At(operation), (int)argument);
        object? result = Call(member, null, [argument], operation, frame);
        if (result is not null)
            OwnTypes.Name(result, method.ReturnType);
        Spot spot = frame.At(operation is IConversionOperation conversion ? conversion.Operand : operation);
        Origins.Made(result, spot, [new(method.Parameters[0].Name, argument, spot)]);
        return SymbolEqualityComparer.Default.Equals(method.ReturnType, to)
            ? result
            : Converted(result, method.ReturnType, to, isChecked, operation, frame);
    }

    private object? Tuple(
        object value,
        INamedTypeSymbol from,
        INamedTypeSymbol to,
        Type host,
        bool isChecked,
        IOperation operation,
        Frame frame
    )
    {
        if (value.GetType() == host)
            return value;
        var elements = new object?[to.TupleElements.Length];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = Converted(
                TupleElement(value, i, operation, frame),
                from.TupleElements[i].Type,
                to.TupleElements[i].Type,
                isChecked,
                operation,
                frame
            );
        }
        return Activator.CreateInstance(host, elements);
    }

    private object? Nullable(object? value, ITypeSymbol from, ITypeSymbol to, bool isChecked, IOperation operation, Frame frame)
    {
        ITypeSymbol source = Underlying(from),
            target = Underlying(to);
        if (value is null)
            return SymbolEqualityComparer.Default.Equals(target, to)
                ? throw new DeclarationThrows(frame.At(operation), new InvalidOperationException("the value is null"))
                : null;
        return SymbolEqualityComparer.Default.Equals(source, target)
            ? value
            : Converted(value, source, target, isChecked, operation, frame);
    }

    private static ITypeSymbol Underlying(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : type;
}
