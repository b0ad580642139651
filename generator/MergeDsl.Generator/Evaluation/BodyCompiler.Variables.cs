using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
            return TupleField(tuple, (INamedTypeSymbol)map.Of((ITypeSymbol)field.ContainingType), IndexIn(field));
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

    private static int IndexIn(IFieldSymbol field)
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
            : throw new NotEvaluable(default, $"the field {Printable.Quote(field.Name)} of a tuple");
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

    /// <summary>An element or a part that an <c>Index</c> or a <c>Range</c> finds by the length.</summary>
    private Reference IndexerVariable(IImplicitIndexerReferenceOperation operation)
    {
        Reference instance = Variable(operation.Instance);
        Code argument = Compile(operation.Argument);
        return frame =>
        {
            Variable target = new Cell(instance(frame).Value);
            int count = (int)Accessor(operation.LengthSymbol, operation, _ => target, [])(frame)!;
            object? at = argument(frame);
            if (at is Range range)
            {
                int start = range.Start.GetOffset(count),
                    end = range.End.GetOffset(count);
                return new Cell(
                    evaluator.Guard(
                        () => Accessor(operation.IndexerSymbol, operation, _ => target, [Value(start), Value(end - start)])(frame),
                        operation,
                        frame
                    )
                );
            }
            int offset = ((Index)at!).GetOffset(count);
            var property = (IPropertySymbol)operation.IndexerSymbol;
            if (property.ReturnsByRef || property.ReturnsByRefReadonly)
                return RefElement(operation, property, target, [offset], frame);
            Code[] index = [Value(offset)];
            return new AccessedVariable(
                () => Accessor(property, operation, _ => target, index)(frame),
                value => Call(operation, property.SetMethod!, _ => target, [.. index, Value(value)])(frame)
            );
        };
    }

    /// <summary>Reads a property, or calls a method, of an instance.</summary>
    private Code Accessor(ISymbol symbol, IOperation operation, Reference instance, Code[] arguments) =>
        Call(operation, symbol as IMethodSymbol ?? ((IPropertySymbol)symbol).GetMethod!, instance, arguments);

    private Reference PropertyVariable(IPropertyReferenceOperation operation)
    {
        IPropertySymbol property = operation.Property;
        if (property.ReturnsByRef || property.ReturnsByRefReadonly)
            return RefProperty(operation);
        if (operation.Instance is { } part && CustomTypes.ParameterOf(property) is { } parameter)
        {
            Code own = Compile(part);
            return frame =>
            {
                var declared = (MergePart)own(frame)!;
                return new AccessedVariable(() => declared.Find(parameter), value => declared.Set(parameter, (ISetting?)value));
            };
        }
        Reference? instance = operation.Instance is null ? null : Instance(operation.Instance);
        Code[] arguments = Arguments(operation.Arguments);
        IMethodSymbol? setter = SetterOf(property);
        bool isVirtual = !IsOfBase(operation);
        return frame =>
        {
            Variable? target = instance?.Invoke(frame);
            Code[] given = [.. arguments.Select(argument => Value(argument(frame)))];
            return new AccessedVariable(
                () => Call(operation, property.GetMethod!, target is null ? null : _ => target, given, isVirtual: isVirtual)(frame),
                value =>
                {
                    if (setter is not null)
                        Call(operation, setter, target is null ? null : _ => target, [.. given, Value(value)], isVirtual: isVirtual)(frame);
                    else
                        SetBacking(property, target, value, operation, frame);
                }
            );
        };
    }

    /// <summary>Indicates whether a member is called as the base has it.</summary>
    private static bool IsOfBase(IPropertyReferenceOperation operation) => operation.Instance?.Syntax is BaseExpressionSyntax;

    private static IMethodSymbol? SetterOf(IPropertySymbol property)
    {
        for (IPropertySymbol? at = property; at is not null; at = at.OverriddenProperty)
        {
            if (at.SetMethod is { } setter)
                return setter;
        }
        return null;
    }

    /// <summary>Assigns to a property that only its constructor may set.</summary>
    private void SetBacking(IPropertySymbol property, Variable? target, object? value, IOperation operation, Frame frame)
    {
        IFieldSymbol? field = Evaluator.BackingOf((IPropertySymbol)(map.Of(property.GetMethod!).AssociatedSymbol ?? property));
        if (field is null)
            throw evaluator.Stop(new BrokenCode(frame.SpotOf(operation)));
        if (field.IsStatic)
        {
            evaluator.SetStatic(field, value, new(operation, frame.Call));
            return;
        }
        ProgramType type = evaluator.TypeOf(field.ContainingType);
        Variable place = type.IsValue
            ? new PartVariable(target!, type, type.SlotOf(field))
            : new FieldVariable((ProgramObject)target!.Value!, type.SlotOf(field));
        place.Value = value;
    }

    private Reference RefProperty(IPropertyReferenceOperation operation)
    {
        IPropertySymbol property = operation.Property;
        Code[] arguments = Arguments(operation.Arguments);
        Reference? instance = operation.Instance is null ? null : Instance(operation.Instance);
        if (evaluator.Types.IsOfProgram(property.ContainingType))
        {
            Code call = Call(operation, property.GetMethod!, instance, arguments, asVariable: true);
            return frame => (Variable)call(frame)!;
        }
        return frame => RefElement(operation, property, instance!(frame), [.. arguments.Select(argument => argument(frame))], frame);
    }

    /// <summary>The variable that a property returns a reference to. Of the runtime's, spans have such properties.</summary>
    private Variable RefElement(IOperation operation, IPropertySymbol property, Variable instance, object?[] arguments, Frame frame)
    {
        if (evaluator.Types.IsOfProgram(property.ContainingType))
            return (Variable)Call(operation, property.GetMethod!, _ => instance, [.. arguments.Select(Value)], asVariable: true)(frame)!;
        object? span = instance.Value;
        if (arguments.Length == 0)
            return (span as ISpanEnumerator)?.CurrentVariable ?? new Cell(Call(operation, property.GetMethod!, _ => instance, [])(frame));
        System.Reflection.PropertyInfo item = span!.GetType().GetProperty("Item")!;
        object? index = arguments[0] is Index from
            ? from.GetOffset((int)span.GetType().GetProperty("Length")!.GetValue(span)!)
            : arguments[0];
        return new AccessedVariable(
            () => evaluator.Guard(() => Unwrapped(() => item.GetValue(span, [index])), operation, frame),
            value =>
                evaluator.Guard(
                    () =>
                        Unwrapped(() =>
                        {
                            item.SetValue(span, value, [index]);
                            return null;
                        }),
                    operation,
                    frame
                )
        );
    }

    private static object? Unwrapped(Func<object?> action)
    {
        try
        {
            return action();
        }
        catch (System.Reflection.TargetInvocationException fault) when (fault.InnerException is { } inner)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(inner).Throw();
            throw;
        }
    }

    private Code Property(IPropertyReferenceOperation operation)
    {
        IPropertySymbol property = operation.Property;
        if (
            property.ReturnsByRef
            || property.ReturnsByRefReadonly
            || (operation.Instance is not null && CustomTypes.ParameterOf(property) is not null)
        )
            return Read(PropertyVariable(operation), TypeOf(operation));
        if (property.GetMethod is null && Evaluator.BackingOf(property) is null)
            return Broken(operation);
        Reference? instance = operation.Instance is null ? null : Instance(operation.Instance);
        return Call(
            operation,
            property.GetMethod!,
            instance,
            Arguments(operation.Arguments),
            arguments: operation.Arguments,
            isVirtual: !IsOfBase(operation),
            constrained: operation.ConstrainedToType
        );
    }

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
