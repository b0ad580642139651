using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Objects, copies and collections.</summary>
internal sealed partial class Evaluator
{
    public override object? VisitObjectCreation(IObjectCreationOperation operation, Frame frame)
    {
        if (operation.Constructor is not { } constructor)
            throw new BrokenCode(frame.At(operation));
        if (!HostMembers.AreMade(constructor.ContainingType) || members.Constructor(constructor) is not { } member)
            throw NotEvaluated(operation, frame, $"an object of the type {Printable.Quote(operation.Type!.ToDisplayString())}");
        (object?[] values, List<Operand> operands) = Arguments(operation.Arguments, frame);
        object created = Call(member, null, values, operation, frame)!;
        OwnTypes.Name(created, operation.Type);
        Origins.Made(created, frame.At(operation), operands);
        if (operation.Initializer is { } initializer)
            Initialize(created, initializer, frame);
        return created;
    }

    public override object? VisitWith(IWithOperation operation, Frame frame)
    {
        object original =
            Visit(operation.Operand, frame)
            ?? throw new DeclarationThrows(frame.At(operation.Operand), new NullReferenceException("the value is null"));
        if (!HostMembers.AreMade(operation.Type as INamedTypeSymbol))
            throw NotEvaluated(operation, frame, $"a copy of the type {Printable.Quote(operation.Type!.ToDisplayString())}");
        object copy = Guard(() => HostMembers.Clone(original), operation, frame)!;
        Origins.Copied(copy, original, frame.At(operation));
        Initialize(copy, operation.Initializer, frame);
        return copy;
    }

    public override object? VisitArrayCreation(IArrayCreationOperation operation, Frame frame)
    {
        Type element = Host((operation.Type as IArrayTypeSymbol)?.ElementType, operation, frame);
        if (operation.DimensionSizes.Length != 1)
            throw NotEvaluated(operation, frame, "an array of several dimensions");
        if (operation.Initializer is { } initializer)
            return Sequence(element, [.. initializer.ElementValues.Select(value => Visit(value, frame))]);
        int length = Visit(operation.DimensionSizes[0], frame) is int size
            ? size
            : throw NotEvaluated(operation, frame, "an array of this length");
        Spend(operation, frame, Math.Max(0, length));
        return Guard(() => Array.CreateInstance(element, length), operation, frame);
    }

    public override object? VisitCollectionExpression(ICollectionExpressionOperation operation, Frame frame)
    {
        ITypeSymbol type = operation.Type!;
        ITypeSymbol? element =
            operation.ConstructMethod is { Parameters.Length: > 0 } create
            && create.Parameters[create.Parameters.Length - 1].Type is INamedTypeSymbol { Name: "ReadOnlySpan" } span
                ? span.TypeArguments[0]
            : type is IArrayTypeSymbol array ? array.ElementType
            : type is INamedTypeSymbol { TypeArguments.Length: 1, TypeKind: TypeKind.Interface or TypeKind.Struct } list
                ? list.TypeArguments[0]
            : null;
        Type host = Host(element ?? type, operation, frame);
        var values = new List<object?>();
        var spots = new List<Spot>();
        foreach (IOperation part in operation.Elements)
        {
            if (part is not ISpreadOperation spread)
            {
                values.Add(Visit(part, frame));
                spots.Add(frame.At(part));
                continue;
            }
            foreach (object? value in Items(Visit(spread.Operand, frame), spread, frame))
            {
                values.Add(
                    spread.ElementConversion.IsIdentity
                        ? value
                        : Converted(value, spread.ElementType!, element!, false, spread.Operand, frame)
                );
                spots.Add(frame.At(spread.Operand));
            }
        }
        Array items = Sequence(host, values);
        if (operation.ConstructMethod is not { } method)
        {
            Type target = Host(type, operation, frame);
            return target.IsInstanceOfType(items)
                ? items
                : throw NotEvaluated(operation, frame, $"a collection of the type {Printable.Quote(type.ToDisplayString())}");
        }
        if (!HostMembers.AreCalled(method.ContainingType) || members.Method(method) is not { } member)
            throw NotEvaluated(operation, frame, $"a collection of the type {Printable.Quote(type.ToDisplayString())}");
        object? made = Call(member, null, [items], operation, frame);
        Origins.MadeOfElements(made, frame.At(operation), spots);
        return made;
    }

    private void Initialize(object target, IObjectOrCollectionInitializerOperation initializer, Frame frame)
    {
        foreach (IOperation part in initializer.Initializers)
        {
            if (part.Kind == OperationKind.Invalid || part is ISimpleAssignmentOperation { Target.Kind: OperationKind.Invalid })
                throw new BrokenCode(frame.At(part));
            if (part is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments.Length: 0 } property } assignment)
                throw NotEvaluated(part, frame, "an initializer that adds to what is there");
            if (target is MergePart declared && OwnTypes.ParameterOf(property.Property) is { } parameter)
            {
                declared.Set(parameter, (ISetting?)Visit(assignment.Value, frame));
                Origins.Assigned(target, property.Property.Name, frame.At(assignment.Value));
                continue;
            }
            if (members.Property(property.Property) is not { } member)
                throw NotEvaluated(part, frame, $"the property {Printable.Quote(property.Property.Name)}");
            object? value = Visit(assignment.Value, frame);
            Guard(
                () =>
                {
                    member.SetValue(target, value);
                    return null;
                },
                part,
                frame
            );
            Origins.Assigned(target, member.Name, frame.At(assignment.Value));
        }
    }

    /// <summary>The arguments of a call by position, and with their names and places.</summary>
    private (object?[] Values, List<Operand> Operands) Arguments(IEnumerable<IArgumentOperation> arguments, Frame frame)
    {
        IArgumentOperation[] given = [.. arguments];
        object?[] values = new object?[given.Length];
        var operands = new List<Operand>(given.Length);
        foreach (IArgumentOperation argument in given)
        {
            if (argument.Parameter is not { } parameter || parameter.Ordinal >= values.Length)
                throw new BrokenCode(frame.At(argument));
            if (parameter.RefKind != RefKind.None)
                throw NotEvaluated(argument, frame, "an argument by reference");
            if (
                argument.ArgumentKind == ArgumentKind.DefaultValue
                && parameter
                    .GetAttributes()
                    .Any(attribute => attribute.AttributeClass?.Name.StartsWith("Caller", StringComparison.Ordinal) == true)
            )
            {
                throw NotEvaluated(argument, frame, "an argument that depends on the place of the call");
            }
            object? value = Visit(argument.Value, frame);
            values[parameter.Ordinal] = value;
            operands.Add(new(parameter.Name, value, frame.At(argument.Value)));
        }
        return (values, operands);
    }

    /// <summary>The items of a sequence, each taken from the fuel.</summary>
    private IEnumerable<object?> Items(object? sequence, IOperation operation, Frame frame)
    {
        if (sequence is not IEnumerable items || sequence is string)
            throw sequence is null
                ? new DeclarationThrows(frame.At(operation), new ArgumentNullException("source", "the sequence is null"))
                : NotEvaluated(operation, frame, "a sequence of this type");
        foreach (object? item in items)
        {
            Spend(operation, frame, 1);
            yield return item;
        }
    }

    private static Array Sequence(Type element, IReadOnlyList<object?> values)
    {
        Array array = Array.CreateInstance(element, values.Count);
        for (int i = 0; i < values.Count; i++)
            array.SetValue(values[i], i);
        return array;
    }
}
