using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Variables, and what is assigned to them.</summary>
internal sealed partial class BodyCompiler
{
    private static Code Read(Reference variable) => frame => variable(frame).Value;

    private Code Read(Reference variable, ITypeSymbol type) => frame => evaluator.Normal(variable(frame).Value, type);

    /// <summary>The variable that an operation stands for; a new one with its value where it stands for none.</summary>
    private Reference Variable(IOperation operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation local:
                return VariableOf(local.Local, local.Local.RefKind);
            case IParameterReferenceOperation parameter when !IsKept(parameter.Parameter):
                return VariableOf(parameter.Parameter, parameter.Parameter.RefKind);
            case IParameterReferenceOperation parameter:
                return Kept(parameter.Parameter);
            case IFlowCaptureReferenceOperation capture when references.Contains(capture.Id):
                int slot = SlotOf(capture.Id);
                return frame => (Variable)frame.Slots[slot]!;
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput } when receiver is { } input:
                return input;
            case IInstanceReferenceOperation { Type.IsValueType: true }:
                return static frame => frame.This as Variable ?? new Cell(frame.This);
            case IFieldReferenceOperation field when !field.Field.IsConst:
                return FieldVariable(field);
            case IPropertyReferenceOperation property:
                return PropertyVariable(property);
            case IEventReferenceOperation happening:
                return EventVariable(happening);
            case IArrayElementReferenceOperation element:
                return ElementVariable(element);
            case IImplicitIndexerReferenceOperation indexer:
                return IndexerVariable(indexer);
            case IDeclarationExpressionOperation declaration:
                return Variable(declaration.Expression);
            case IParenthesizedOperation parenthesized:
                return Variable(parenthesized.Operand);
            case IDiscardOperation:
                return static _ => new Cell();
            case IInvocationOperation { TargetMethod: { ReturnsByRef: true } or { ReturnsByRefReadonly: true } } call
                when evaluator.Types.IsOfProgram(call.TargetMethod):
                Code code = Invocation(call, asVariable: true);
                return frame => (Variable)code(frame)!;
            default:
                Code value = Compile(operation);
                return frame => new Cell(value(frame));
        }
    }

    private Reference VariableOf(ISymbol variable, RefKind kind)
    {
        int slot = SlotOf(variable);
        if (kind != RefKind.None)
            return layout.IsCaptured(variable)
                ? frame => (Variable)((Cell)frame.Slots[slot]!).Value!
                : frame => (Variable)frame.Slots[slot]!;
        return layout.IsCaptured(variable) ? frame => (Cell)frame.Slots[slot]! : frame => new SlotVariable(frame.Slots, slot);
    }

    /// <summary>A parameter of the primary constructor in the object that keeps it.</summary>
    private Reference Kept(IParameterSymbol parameter)
    {
        ProgramType type = evaluator.TypeOf(map.Of(parameter.ContainingType));
        int slot = type.SlotOf(parameter);
        return frame =>
            frame.This is Variable whole ? new PartVariable(whole, type, slot) : new FieldVariable((ProgramObject)frame.This!, slot);
    }

    private Reference FieldVariable(IFieldReferenceOperation operation)
    {
        IFieldSymbol field = operation.Field;
        if (field.IsStatic)
        {
            if (!evaluator.Types.IsOfProgram(field.ContainingType))
            {
                Code value = Compile(operation);
                return frame => new Cell(value(frame));
            }
            IFieldSymbol own = map.Of(field);
            return frame => new AccessedVariable(
                () => evaluator.StaticOf(own, new(operation, frame.Call)),
                value => evaluator.SetStatic(own, value, new(operation, frame.Call))
            );
        }
        if (operation.Instance is not { } instance)
            throw evaluator.Stop(new BrokenCode(new(operation, null)));
        if (field.ContainingType.IsTupleType || !evaluator.Types.IsOfProgram(field.ContainingType))
        {
            Reference tuple = Variable(instance);
            return TupleField(tuple, (INamedTypeSymbol)map.Of((ITypeSymbol)field.ContainingType), IndexIn(field, operation));
        }
        ProgramType type = evaluator.TypeOf(map.Of(field.ContainingType));
        int slot = type.SlotOf(field);
        if (type.IsValue)
        {
            Reference whole = Variable(instance);
            return frame => new PartVariable(whole(frame), type, slot);
        }
        Code target = Compile(instance);
        return frame => new FieldVariable(Existing(target(frame), operation, frame), slot);
    }

    private static int IndexIn(IFieldSymbol field, IOperation operation)
    {
        IFieldSymbol canonical = field.CorrespondingTupleField ?? field;
        return
            canonical.Name.StartsWith("Item", StringComparison.Ordinal)
            && int.TryParse(
                canonical.Name.Substring(4),
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out int number
            )
            ? number - 1
            : throw new NotEvaluable(new(operation, null), $"the field {Printable.Quote(field.Name)} of a tuple");
    }

    /// <summary>An element of a tuple; those beyond the seventh are in a tuple within it.</summary>
    private Reference TupleField(Reference tuple, INamedTypeSymbol type, int index)
    {
        if (index >= 7)
        {
            Reference rest = tuple;
            tuple = frame => new HostFieldVariable(rest(frame), rest(frame).Value!.GetType().GetField("Rest")!);
            return TupleField(tuple, type, index - 7);
        }
        string name = "Item" + (index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return frame =>
        {
            Variable whole = tuple(frame);
            return new HostFieldVariable(whole, whole.Value!.GetType().GetField(name)!);
        };
    }

    private ProgramObject Existing(object? value, IOperation operation, Frame frame) =>
        Adapter.Unwrap(value) as ProgramObject ?? throw evaluator.Thrown(new NullReferenceException(), frame.SpotOf(operation));

    private Code Field(IFieldReferenceOperation operation)
    {
        IFieldSymbol field = operation.Field;
        if (field.IsStatic && !evaluator.Types.IsOfProgram(field.ContainingType))
        {
            if (evaluator.Types.Find(map.Of(field.ContainingType)) is not { } host || host.GetField(field.Name) is not { } member)
                return NotPure(operation, $"the field {Printable.Quote(Evaluator.Name(field))}{HostTypes.Reason(field.ContainingType)}");
            object? value = member.GetValue(null);
            return Value(value);
        }
        if (field.IsConst)
            return NotPure(operation, $"the constant {Printable.Quote(Evaluator.Name(field))}");
        return Read(FieldVariable(operation), map.Of(field.Type));
    }

    private Reference ElementVariable(IArrayElementReferenceOperation operation)
    {
        if (operation.ArrayReference.Type is not IArrayTypeSymbol)
            throw evaluator.Impure("an element of a pointer");
        Code array = Compile(operation.ArrayReference);
        Code[] indices = [.. operation.Indices.Select(Compile)];
        return frame =>
            evaluator.Guard<Variable>(
                () =>
                {
                    Array target =
                        (Array?)array(frame) ?? throw new NullReferenceException("Object reference not set to an instance of an object.");
                    if (indices.Length == 1 && TypeOf(operation.Indices[0]).Name == "Range")
                        return new Cell(Part(target, (Range)indices[0](frame)!));
                    int[] at = [.. indices.Select((index, dimension) => Index(index(frame), target, dimension))];
                    for (int i = 0; i < at.Length; i++)
                    {
                        if ((uint)at[i] >= (uint)target.GetLength(i))
                            throw new IndexOutOfRangeException("Index was outside the bounds of the array.");
                    }
                    return new ElementVariable(target, at);
                },
                operation,
                frame
            );
    }

    private static Array Part(Array array, Range range)
    {
        int start = range.Start.GetOffset(array.Length),
            length = range.End.GetOffset(array.Length) - start;
        if (start < 0 || length < 0 || start + length > array.Length)
            throw new ArgumentOutOfRangeException(nameof(length));
        Array part = Array.CreateInstance(array.GetType().GetElementType()!, length);
        Array.Copy(array, start, part, 0, length);
        return part;
    }

    private static int Index(object? index, Array array, int dimension) =>
        index switch
        {
            int number => number,
            uint number => checked((int)number),
            long number => checked((int)number),
            ulong number => checked((int)number),
            Index from => from.GetOffset(array.GetLength(dimension)),
            _ => throw new InvalidCastException(),
        };
}
