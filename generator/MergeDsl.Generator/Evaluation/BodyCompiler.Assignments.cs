using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Assignments of every kind.</summary>
internal sealed partial class BodyCompiler
{
    private Code Assignment(ISimpleAssignmentOperation operation)
    {
        if (operation.IsRef)
            return RefAssignment(operation);
        Code value = Compile(operation.Value);
        // The compiler writes the value of an initializer as an assignment to its member.
        if (operation.Syntax is EqualsValueClauseSyntax && graph.OriginalOperation is ISymbolInitializerOperation)
        {
            return frame =>
            {
                frame.ResultOf = operation.Value;
                return frame.Result = value(frame);
            };
        }
        if (operation.Target is ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } && !layout.IsCaptured(local))
        {
            int slot = SlotOf(local);
            return frame => frame.Slots[slot] = value(frame);
        }
        if (operation.Target.Kind == OperationKind.Invalid)
            return Broken(operation);
        if (operation.Target is IPropertyReferenceOperation { Instance: { } instance, Arguments.Length: 0 } property)
            return SetProperty(operation, property, instance, value);
        Reference target = Variable(operation.Target);
        return frame =>
        {
            Variable variable = target(frame);
            object? given = value(frame);
            evaluator.Guard(() => variable.Value = given, operation, frame);
            return given;
        };
    }

    private Code SetProperty(ISimpleAssignmentOperation operation, IPropertyReferenceOperation property, IOperation instance, Code value)
    {
        Reference target = PropertyVariable(property);
        Code? owner = evaluator.Types.IsOfProgram(property.Property.ContainingType) ? null : Compile(instance);
        return frame =>
        {
            Variable variable = target(frame);
            object? given = value(frame);
            evaluator.Guard(() => variable.Value = given, operation, frame);
            if (owner is not null && owner(frame) is { } made)
                evaluator.Origins.Assigned(made, property.Property.Name, frame.SpotOf(operation.Value));
            return given;
        };
    }

    private Code RefAssignment(ISimpleAssignmentOperation operation)
    {
        Reference value = Variable(operation.Value);
        if (operation.Target is ILocalReferenceOperation { Local: { } local })
        {
            int slot = SlotOf(local);
            return layout.IsCaptured(local)
                ? frame => ((Cell)frame.Slots[slot]!).Value = value(frame)
                : frame => frame.Slots[slot] = value(frame);
        }
        if (operation.Target is IParameterReferenceOperation { Parameter: { } parameter })
        {
            int slot = SlotOf(parameter);
            return frame => frame.Slots[slot] = value(frame);
        }
        return NotPure(operation, "a field that is a reference");
    }

    private Code Compound(ICompoundAssignmentOperation operation)
    {
        Reference target = Variable(operation.Target);
        Code value = Compile(operation.Value);
        ITypeSymbol type = TypeOf(operation.Target);
        if (operation.OperatorMethod is { IsStatic: false } own)
        {
            return Call(operation, own, target, [value]);
        }
        Func<object?, Frame, object?> before = Conversion(
            type,
            operation.InConversion,
            operation.OperatorMethod?.Parameters[0].Type ?? BinaryType(operation, type),
            operation
        );
        Func<object?, object?, Frame, object?> compute = Operator(
            operation,
            operation.OperatorKind,
            operation.OperatorMethod,
            operation.IsLifted,
            operation.IsChecked,
            TypeOf(operation.Target),
            TypeOf(operation.Value)
        );
        Func<object?, Frame, object?> after = Back(operation, type);
        return frame =>
        {
            Variable variable = target(frame);
            object? left = before(evaluator.Normal(variable.Value, type), frame);
            object? result = after(compute(left, value(frame), frame), frame);
            evaluator.Guard(() => variable.Value = result, operation, frame);
            return result;
        };
    }

    private Code Step(IIncrementOrDecrementOperation operation)
    {
        Reference target = Variable(operation.Target);
        ITypeSymbol type = TypeOf(operation.Target);
        bool up = operation.Kind == OperationKind.Increment;
        if (operation.OperatorMethod is { } own && evaluator.Types.IsOfProgram(own))
        {
            if (!own.IsStatic)
                return Call(operation, own, target, []);
            return frame =>
            {
                Variable variable = target(frame);
                object? before = variable.Value;
                if (before is null && Evaluator.IsNullable(type))
                    return null;
                object? after = Call(operation, own, null, [Value(before)])(frame);
                variable.Value = after;
                return operation.IsPostfix ? before : after;
            };
        }
        return frame =>
        {
            Variable variable = target(frame);
            object? before = evaluator.Normal(variable.Value, type);
            if (before is null)
                return null;
            object? after = evaluator.Guard(
                () =>
                    before is ProgramEnum number
                        ? new ProgramEnum(number.Type, Arithmetic.Step(number.Number, up, operation.IsChecked)!)
                        : Arithmetic.Step(before, up, operation.IsChecked),
                operation,
                frame
            );
            variable.Value = after ?? throw evaluator.Impure(operation, frame, "this operator");
            return operation.IsPostfix ? before : after;
        };
    }

    private Code Deconstruction(IDeconstructionAssignmentOperation operation)
    {
        Code value = Compile(operation.Value);
        DeconstructionInfo? info = operation.Syntax switch
        {
            AssignmentExpressionSyntax assignment => Foreign.Run(() =>
                evaluator.Compilation.GetSemanticModel(assignment.SyntaxTree).GetDeconstructionInfo(assignment)
            ),
            { Parent: ForEachVariableStatementSyntax loop } => Foreign.Run(() =>
                evaluator.Compilation.GetSemanticModel(loop.SyntaxTree).GetDeconstructionInfo(loop)
            ),
            _ => null,
        };
        Action<object?, Frame> store = Store(operation.Target, TypeOf(operation.Value), operation, info);
        return frame =>
        {
            object? given = value(frame);
            store(given, frame);
            return given;
        };
    }

    /// <summary>Stores a value in a variable, or its parts in several.</summary>
    private Action<object?, Frame> Store(IOperation target, ITypeSymbol type, IOperation operation, DeconstructionInfo? info)
    {
        if (target is IDeclarationExpressionOperation declaration)
            return Store(declaration.Expression, type, operation, info);
        if (target is not ITupleOperation tuple)
        {
            if (target is IDiscardOperation)
                return static (_, _) => { };
            Reference variable = Variable(target);
            Func<object?, Frame, object?> convert = Conversion(type, TypeOf(target), operation);
            return (value, frame) => variable(frame).Value = convert(value, frame);
        }
        (Func<object?, Frame, object?[]> parts, ITypeSymbol[] types) = Parts(type, tuple.Elements.Length, operation, info?.Method);
        // All variables are found before the first is assigned.
        Action<object?, Frame>[] stores =
        [
            .. tuple.Elements.Select(
                (element, i) => Store(element, types[i], operation, info is { Nested: { Length: > 0 } nested } ? nested[i] : null)
            ),
        ];
        return (value, frame) =>
        {
            object?[] values = parts(value, frame);
            for (int i = 0; i < stores.Length; i++)
                stores[i](values[i], frame);
        };
    }

    /// <summary>Takes a value apart: a tuple, or what has a method <c>Deconstruct</c>.</summary>
    private (Func<object?, Frame, object?[]> Parts, ITypeSymbol[] Types) Parts(
        ITypeSymbol type,
        int count,
        IOperation operation,
        IMethodSymbol? method
    )
    {
        if (type is INamedTypeSymbol { IsTupleType: true } tuple)
        {
            return (
                (value, _) => [.. Enumerable.Range(0, count).Select(i => TupleElement(value!, i))],
                [.. tuple.TupleElements.Select(element => element.Type)]
            );
        }
        if (method is null && type.SpecialType == SpecialType.System_Object)
        {
            ITypeSymbol any = type;
            return (
                (value, _) =>
                    value is not null && Tuples.IsTuple(value) && Tuples.Elements(value) is var elements && elements.Length == count
                        ? elements
                        : [],
                [.. Enumerable.Repeat(any, count)]
            );
        }
        if (method is null)
            throw evaluator.Impure($"the parts of a {Printable.Quote(type.Name)}");
        // An extension method is known with its receiver or without.
        method = map.Of(
            method.ReducedFrom is { } extension
                ? (extension.IsGenericMethod ? extension.Construct([.. method.TypeArguments]) : extension)
                : method
        );
        int skip = method.IsStatic ? 1 : 0;
        return (
            (value, frame) =>
            {
                Variable[] parts = [.. Enumerable.Range(0, count).Select(_ => new Cell())];
                Code[] given = [.. parts.Select(part => Value(part))];
                if (method.IsStatic)
                    Call(operation, method, null, [Value(value), .. given])(frame);
                else
                    Call(operation, method, _ => new Cell(value), given)(frame);
                return [.. parts.Select(part => part.Value)];
            },
            [.. method.Parameters.Skip(skip).Select(parameter => parameter.Type)]
        );
    }

    public static object? TupleElement(object tuple, int index) => Tuples.Elements(tuple)[index];
}
