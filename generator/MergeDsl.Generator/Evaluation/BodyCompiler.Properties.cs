using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Properties and indexers: read, set, and returned by reference.</summary>
internal sealed partial class BodyCompiler
{
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
}
