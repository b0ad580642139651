using System.Collections.Immutable;
using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Objects, copies, and the constructors that constructors call.</summary>
internal sealed partial class BodyCompiler
{
    private Code Creation(IObjectCreationOperation operation)
    {
        if (operation.Constructor is not { } constructor)
            return TypeOf(operation) is INamedTypeSymbol { IsValueType: true } plain ? Default(plain) : Broken(operation);
        constructor = map.Of(constructor);
        INamedTypeSymbol type = constructor.ContainingType;
        Code[] given = Arguments(operation.Arguments);
        if (evaluator.Types.IsOfProgram(type))
            return frame => New(type, constructor, [.. given.Select(argument => argument(frame))], new(operation, frame.Call));
        if (Intrinsics.Find(constructor) is { } intrinsic)
        {
            return frame =>
            {
                object?[] values = [.. given.Select(argument => argument(frame))];
                return evaluator.At(frame.SpotOf(operation), () => intrinsic(new(evaluator, constructor, null, values)));
            };
        }
        if (type.IsValueType && given.Length == 0)
            return Default(type);
        if (evaluator.Members.Find(constructor) is not { } member)
            return NotPure(operation, evaluator.Members.WhyNot(constructor));
        bool mentions = evaluator.Types.Mentions(type);
        return frame =>
        {
            object?[] values = new object?[given.Length];
            for (int i = 0; i < values.Length; i++)
                values[i] = evaluator.Adapt(given[i](frame), member.Parameters[i]);
            object made = evaluator.Call(member, null, values, operation, frame)!;
            if (mentions)
                evaluator.OfType(made, type);
            if (member.IsOfLibrary)
            {
                CustomTypes.Name(made, operation.Type);
                evaluator.Origins.Made(made, frame.SpotOf(operation), Operands(operation.Arguments, values, frame));
            }
            return made;
        };
    }

    private object New(INamedTypeSymbol type, IMethodSymbol constructor, object?[] arguments, CallSite call)
    {
        ProgramType layout = evaluator.TypeOf(type);
        evaluator.Spend(1);
        if (!layout.IsValue)
        {
            ProgramObject made = layout.New();
            evaluator.CallableOf(constructor).Invoke(made, arguments, call);
            return made;
        }
        if (constructor.IsImplicitlyDeclared && arguments.Length == 0)
            return layout.Default;
        var variable = new Cell(layout.Default);
        evaluator.CallableOf(constructor).Invoke(variable, arguments, call);
        return variable.Value!;
    }

    private Code NewOf(ITypeParameterObjectCreationOperation operation)
    {
        if (TypeOf(operation) is not INamedTypeSymbol type)
            return Broken(operation);
        if (!evaluator.Types.IsOfProgram(type))
        {
            Type host = HostOf(type);
            return frame => Activator.CreateInstance(host);
        }
        IMethodSymbol? constructor = type.InstanceConstructors.FirstOrDefault(candidate => candidate.Parameters.Length == 0);
        return constructor is null ? Default(type) : frame => New(type, constructor, [], new(operation, frame.Call));
    }

    private Code Anonymous(IAnonymousObjectCreationOperation operation)
    {
        var symbol = (INamedTypeSymbol)TypeOf(operation);
        ProgramType type = evaluator.TypeOf(symbol);
        var parts = new List<(int Slot, Code Value)>();
        foreach (IOperation initializer in operation.Initializers)
        {
            if (initializer is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation property, Value: { } value })
                return Broken(initializer);
            parts.Add((type.SlotOf(property.Property), Compile(value)));
        }
        return frame =>
        {
            ProgramObject made = type.New();
            foreach ((int slot, Code value) in parts)
                made.Fields[slot] = value(frame);
            return made;
        };
    }

    private Code With(IWithOperation operation)
    {
        Code original = Compile(operation.Operand);
        ITypeSymbol type = TypeOf(operation);
        var initializers = new List<(ISimpleAssignmentOperation Assignment, Code Value)>();
        foreach (IOperation part in operation.Initializer?.Initializers ?? [])
        {
            if (part is not ISimpleAssignmentOperation assignment)
                return Broken(part);
            initializers.Add((assignment, Compile(assignment.Value)));
        }
        return frame =>
        {
            object value =
                original(frame)
                ?? throw evaluator.Thrown(
                    new NullReferenceException("Object reference not set to an instance of an object."),
                    frame.SpotOf(operation)
                );
            if (value is ProgramObject program)
            {
                ProgramObject copy = evaluator.CopyOf(program);
                var holder = new Cell(copy);
                foreach ((ISimpleAssignmentOperation assignment, Code code) in initializers)
                    Initialize(assignment, code, holder, frame);
                return holder.Value;
            }
            object cloned = evaluator.Guard(() => HostMembers.Clone(value), operation, frame);
            evaluator.Origins.Copied(cloned, value, frame.SpotOf(operation));
            var target = new Cell(cloned);
            foreach ((ISimpleAssignmentOperation assignment, Code code) in initializers)
                Initialize(assignment, code, target, frame);
            return target.Value;
        };
    }

    private void Initialize(ISimpleAssignmentOperation assignment, Code value, Cell target, Frame frame)
    {
        object? given = value(frame);
        Code[] arguments = [Value(given)];
        switch (assignment.Target)
        {
            case IPropertyReferenceOperation { Property: { } property }
                when target.Value is MergePart declared && CustomTypes.ParameterOf(property) is { } parameter:
                declared.Set(parameter, (ISetting?)given);
                break;
            case IPropertyReferenceOperation { Property: { } property } when SetterOf(property) is { } setter:
                Call(assignment, setter, _ => target, arguments)(frame);
                break;
            case IPropertyReferenceOperation { Property: { } property }:
                SetBacking(property, target, given, assignment, frame);
                break;
            case IFieldReferenceOperation { Field: { } field } when evaluator.Types.IsOfProgram(field.ContainingType):
                ProgramType type = evaluator.TypeOf(map.Of(field.ContainingType));
                Variable place = type.IsValue
                    ? new PartVariable(target, type, type.SlotOf(field))
                    : new FieldVariable((ProgramObject)target.Value!, type.SlotOf(field));
                place.Value = given;
                break;
            case IFieldReferenceOperation { Field: { } field } operation:
                TupleField(_ => target, (INamedTypeSymbol)field.ContainingType, IndexIn(field, operation))(frame).Value = given;
                break;
            default:
                throw evaluator.Stop(new BrokenCode(frame.SpotOf(assignment)));
        }
        if (target.Value is { } made and not ProgramObject && assignment.Target is IPropertyReferenceOperation { Property.Name: { } name })
            evaluator.Origins.Assigned(made, name, frame.SpotOf(assignment.Value));
    }

    /// <summary>A constructor that calls another, or that of its base.</summary>
    private Code ConstructorCall(IInvocationOperation operation, IMethodSymbol method)
    {
        method = map.Of(method);
        Code[] given = Arguments(operation.Arguments);
        if (operation.IsImplicit && given.Length == 0)
            return Value(null);
        if (evaluator.Types.IsOfProgram(method.ContainingType))
        {
            Callable callable = evaluator.CallableOf(method);
            return frame => callable.Invoke(frame.This, [.. given.Select(argument => argument(frame))], new(operation, frame.Call));
        }
        if (!evaluator.Types.IsException(method.ContainingType))
            return HostedBase(operation, method, given);
        return frame =>
        {
            string? message = null;
            Exception? inner = null;
            for (int i = 0; i < given.Length; i++)
            {
                object? value = given[i](frame);
                if (method.Parameters[i].Name == "message")
                    message = (string?)value;
                else if (method.Parameters[i].Name == "innerException")
                    inner = (Exception?)evaluator.Adapt(value, typeof(Exception));
                else
                    throw evaluator.Impure(
                        operation,
                        frame,
                        $"the base {Printable.Quote(method.ContainingType.Name)} with {Printable.Quote(method.Parameters[i].Name)}"
                    );
            }
            if (frame.This is ProgramObject instance)
                instance.Host = new ProgramException(instance, message, inner);
            return null;
        };
    }

    /// <summary>The constructor of a base that is the runtime's.</summary>
    private Code HostedBase(IInvocationOperation operation, IMethodSymbol method, Code[] given)
    {
        if (method.ContainingType.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType)
            return Value(null);
        string why = Evaluator.WhyNoBase(method.ContainingType);
        Type?[] parameters = [.. method.Parameters.Select(parameter => evaluator.Types.Find(parameter.Type))];
        if (evaluator.Types.Find(method.ContainingType) is not { } host || parameters.Contains(null))
            return NotPure(operation, why);
        return frame =>
        {
            object?[] values = [.. given.Select((argument, i) => evaluator.Adapt(argument(frame), parameters[i]!))];
            return evaluator.Guard(() => Hosted.TryCreate((ProgramObject)frame.This!, host, parameters!, values), operation, frame)
                ? null
                : throw evaluator.Impure(operation, frame, why);
        };
    }
}
