using System.Collections.Immutable;
using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Calls: the program's members are entered, pure members of the runtime and of the library are called.</summary>
internal sealed partial class BodyCompiler
{
    private Code Invocation(IInvocationOperation operation, bool asVariable = false)
    {
        IMethodSymbol method = operation.TargetMethod;
        if (IsLeftOut(method, operation))
            return Value(null);
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return DelegateCall(operation);
        if (method.MethodKind == MethodKind.LocalFunction)
            return LocalCall(operation, method);
        if (method.MethodKind == MethodKind.Constructor)
            return ConstructorCall(operation, method);
        Reference? instance = operation.Instance is null ? null : Instance(operation.Instance);
        return Call(
            operation,
            method,
            instance,
            Arguments(operation.Arguments),
            operation.Arguments,
            asVariable,
            operation.IsVirtual || method.ContainingType.TypeKind == TypeKind.Interface,
            operation.ConstrainedToType
        );
    }

    /// <summary>Indicates whether the compiler leaves a call out, with its arguments: of a partial method without a body, or of one for another configuration.</summary>
    private static bool IsLeftOut(IMethodSymbol method, IOperation call)
    {
        if (method is { IsPartialDefinition: true, PartialImplementationPart: null, ReturnsVoid: true })
            return true;
        string[] symbols =
        [
            .. method
                .OriginalDefinition.GetAttributes()
                .Where(attribute => attribute.AttributeClass is { Name: "ConditionalAttribute", ContainingNamespace.Name: "Diagnostics" })
                .Select(attribute => attribute.ConstructorArguments[0].Value as string ?? ""),
        ];
        if (symbols.Length == 0)
            return false;
        SyntaxTree tree = call.Syntax.SyntaxTree;
        var defined = new HashSet<string>(tree.Options.PreprocessorSymbolNames, StringComparer.Ordinal);
        for (
            DirectiveTriviaSyntax? directive = tree.GetCompilationUnitRoot().GetFirstDirective();
            directive is not null;
            directive = directive.GetNextDirective()
        )
        {
            if (directive is DefineDirectiveTriviaSyntax define)
                defined.Add(define.Name.ValueText);
            else if (directive is UndefDirectiveTriviaSyntax undefine)
                defined.Remove(undefine.Name.ValueText);
        }
        return !symbols.Any(defined.Contains);
    }

    /// <summary>The variable that a member is called on: of a struct the variable itself, which the call may change.</summary>
    private Reference Instance(IOperation operation)
    {
        if (TypeOf(operation).IsValueType)
            return Variable(operation);
        Code value = Compile(operation);
        return frame =>
        {
            object? target = value(frame);
            return target is ProgramObject { Type.IsValue: true } boxed ? new BoxVariable(boxed) : new Cell(target);
        };
    }

    /// <summary>The arguments by position; one by reference is the variable.</summary>
    private Code[] Arguments(IEnumerable<IArgumentOperation> arguments)
    {
        IArgumentOperation[] given = [.. arguments];
        var codes = new Code[given.Length];
        foreach (IArgumentOperation argument in given)
        {
            if (argument.Parameter is not { } parameter || parameter.Ordinal >= codes.Length)
                throw evaluator.Stop(new BrokenCode(new(argument, null)));
            codes[parameter.Ordinal] = Argument(argument, parameter);
        }
        return codes;
    }

    private Code Argument(IArgumentOperation argument, IParameterSymbol parameter)
    {
        bool isOfPlace =
            argument.ArgumentKind == ArgumentKind.DefaultValue
            && parameter
                .GetAttributes()
                .Any(attribute => attribute.AttributeClass?.Name is "CallerLineNumberAttribute" or "CallerFilePathAttribute");
        if (isOfPlace)
            return NotPure(argument, "an argument that is the place of the call; give it");
        if (parameter.RefKind is not (RefKind.Ref or RefKind.Out or RefKind.In or RefKind.RefReadOnlyParameter))
            return Compile(argument.Value);
        Reference variable = Variable(argument.Value);
        return frame => variable(frame);
    }

    private Code Call(
        IOperation operation,
        IMethodSymbol method,
        Reference? instance,
        Code[] given,
        ImmutableArray<IArgumentOperation> arguments = default,
        bool asVariable = false,
        bool isVirtual = true,
        ITypeSymbol? constrained = null
    )
    {
        method = map.Of(method);
        if (method.IsStatic && method.ContainingType.TypeKind == TypeKind.Interface && constrained is not null)
        {
            constrained = map.Of(constrained);
            if (
                method.ContainingType.ContainingNamespace.ToDisplayString() == "System.Numerics"
                && GenericMath(operation, method, constrained, given) is { } number
            )
                return number;
            if (constrained.FindImplementationForInterfaceMember(method.ConstructedFrom) is not IMethodSymbol implementation)
                return NotPure(operation, $"{Printable.Quote(Evaluator.Name(method))} of {Printable.Quote(constrained.Name)}");
            method = implementation.IsGenericMethod ? implementation.ConstructedFrom.Construct([.. method.TypeArguments]) : implementation;
        }
        if (method.AssociatedSymbol is IPropertySymbol { IsStatic: true, Name: KnownNames.Plan } plan)
        {
            Code otherwise = CallBare(operation, method, instance, given, arguments, asVariable, isVirtual);
            return frame => evaluator.PlanOf(plan.ContainingType, frame.SpotOf(operation)) ?? otherwise(frame);
        }
        if (method.AssociatedSymbol is IPropertySymbol { IsStatic: true } property && evaluator.FactOf(property) is { } fact)
        {
            return frame =>
            {
                object made = fact();
                evaluator.Origins.Made(made, frame.SpotOf(operation), []);
                return made;
            };
        }
        return CallBare(operation, method, instance, given, arguments, asVariable, isVirtual);
    }

    /// <summary>Members of the interfaces of numbers, on a type of numbers.</summary>
    private Code? GenericMath(IOperation operation, IMethodSymbol method, ITypeSymbol type, Code[] given)
    {
        if (evaluator.Types.Find(type) is not { IsValueType: true } host)
            return null;
        switch (method.Name)
        {
            case "get_Zero" or "get_AdditiveIdentity":
                return Value(NumericConversion.Convert(0, host, false));
            case "get_One" or "get_MultiplicativeIdentity":
                return Value(NumericConversion.Convert(1, host, false));
            case "CreateChecked" or "CreateTruncating":
                return frame =>
                    evaluator.Guard(
                        () => NumericConversion.Convert(given[0](frame)!, host, method.Name == "CreateChecked"),
                        operation,
                        frame
                    );
        }
        IMethodSymbol? own = type.GetMembers(method.Name)
            .OfType<IMethodSymbol>()
            .FirstOrDefault(candidate =>
                candidate.IsStatic
                && candidate.Parameters.Length == given.Length
                && candidate.Parameters.All(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, type))
            );
        return own is null ? null : CallBare(operation, own, null, given, default, false, false);
    }

    private Code CallBare(
        IOperation operation,
        IMethodSymbol method,
        Reference? instance,
        Code[] given,
        ImmutableArray<IArgumentOperation> arguments,
        bool asVariable,
        bool isVirtual
    )
    {
        if (Intrinsics.Find(method) is { } intrinsic)
        {
            return frame =>
            {
                Variable? target = instance?.Invoke(frame);
                object?[] values = [.. given.Select(argument => argument(frame))];
                return evaluator.At(frame.SpotOf(operation), () => intrinsic(new(evaluator, method, target, values)));
            };
        }
        return evaluator.Types.IsOfProgram(method)
            ? ProgramCall(operation, method, instance, given, asVariable, isVirtual)
            : HostCall(operation, method, instance, given, arguments, isVirtual);
    }

    private Code ProgramCall(IOperation operation, IMethodSymbol method, Reference? instance, Code[] given, bool asVariable, bool isVirtual)
    {
        if (Evaluator.IsExtension(method) && instance is not null)
        {
            Code extended = method.ContainingType.ExtensionParameter!.RefKind == RefKind.None ? Read(instance) : frame => instance(frame);
            return ProgramCall(operation, method, null, [extended, .. given], asVariable, false);
        }
        bool isOfStruct = method.ContainingType.IsValueType;
        bool deref = (method.ReturnsByRef || method.ReturnsByRefReadonly) && !asVariable;
        Callable? direct = isVirtual && !isOfStruct && instance is not null ? null : evaluator.CallableOf(method);
        return frame =>
        {
            object? target = null;
            Callable? callable = direct;
            IMethodSymbol reached = method;
            if (instance is not null)
            {
                Variable variable = instance(frame);
                if (isOfStruct)
                    target = variable;
                else
                {
                    object? value = Adapter.Unwrap(variable.Value);
                    if (value is ProgramObject program)
                    {
                        target = program.Type.IsValue ? variable : program;
                        if (callable is null)
                            reached = evaluator.Reached(method, program.Type.Symbol);
                    }
                    else if (value is null)
                        throw evaluator.Thrown(
                            new NullReferenceException("Object reference not set to an instance of an object."),
                            frame.SpotOf(operation)
                        );
                    else
                        throw evaluator.Impure(
                            operation,
                            frame,
                            $"a call of {Printable.Quote(Evaluator.Name(method))} on a type of the runtime"
                        );
                    if (!evaluator.Types.IsOfProgram(reached))
                        return HostCall(operation, reached, _ => variable, given, default, false)(frame);
                    callable ??= evaluator.CallableOf(reached);
                }
            }
            object?[] values = new object?[given.Length];
            for (int i = 0; i < values.Length; i++)
                values[i] = given[i](frame);
            object? result = callable!.Invoke(target, values, new(operation, frame.Call));
            return deref ? ((Variable)result!).Value : result;
        };
    }

    private Code HostCall(
        IOperation operation,
        IMethodSymbol method,
        Reference? instance,
        Code[] given,
        ImmutableArray<IArgumentOperation> arguments,
        bool isVirtual
    )
    {
        if (method.ContainingType is IErrorTypeSymbol)
            return Broken(operation);
        HostMember? member = evaluator.Members.Find(method);
        string? why = member is null ? evaluator.Members.WhyNot(method) : null;
        bool changes = StaticWrites.Changes(method);
        bool isStruct = method.ContainingType.IsValueType && !method.ContainingType.IsReadOnly && !method.IsReadOnly;
        IOperation? instanceOf = operation switch
        {
            IInvocationOperation call => call.Instance,
            IPropertyReferenceOperation property => property.Instance,
            _ => null,
        };
        ITypeSymbol returned = method.ReturnType;
        bool mentions = evaluator.Types.Mentions(returned),
            normal = returned.IsValueType && mentions;
        return frame =>
        {
            Variable? variable = instance?.Invoke(frame);
            object? target = variable?.Value;
            if (instance is not null)
            {
                target = Adapter.Unwrap(target);
                if (target is null)
                    throw evaluator.Thrown(
                        new NullReferenceException("Object reference not set to an instance of an object."),
                        frame.SpotOf(operation)
                    );
                if (target is ProgramObject program)
                {
                    IMethodSymbol reached = isVirtual ? evaluator.Reached(method, program.Type.Symbol) : method;
                    bool isOwn =
                        evaluator.Types.IsOfProgram(reached)
                        || reached.ContainingType.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType;
                    if (isOwn)
                    {
                        object?[] own = [.. given.Select(argument => argument(frame))];
                        return evaluator
                            .CallableOf(reached)
                            .Invoke(program.Type.IsValue ? variable : program, own, new(operation, frame.Call));
                    }
                    if (member is null && Hosted.BaseMember(program.Host, method.Name) is { } protectedMember)
                    {
                        object?[] own = [.. given.Select(argument => argument(frame))];
                        return evaluator.Guard(() => Unwrapped(() => protectedMember.Invoke(program.Host, own)), operation, frame);
                    }
                    target =
                        program.Host is { } host && member is not null
                            ? host
                            : throw evaluator.Impure(
                                operation,
                                frame,
                                why ?? $"{Printable.Quote(Evaluator.Name(method))} of a {Printable.Quote(program.Type.Symbol.Name)}"
                            );
                }
            }
            if (member is null)
                throw evaluator.Impure(operation, frame, why!);
            if (isStruct && variable is not null)
                variable.Value = target = System.Runtime.CompilerServices.RuntimeHelpers.GetObjectValue(target);
            object?[] values = new object?[given.Length];
            for (int i = 0; i < values.Length; i++)
            {
                object? value = given[i](frame);
                values[i] = evaluator.Adapt(
                    value is Variable reference && method.Parameters[i].RefKind != RefKind.None ? reference.Value : value,
                    member.Parameters[i]
                );
                if (changes && values[i] is Array array && method.IsStatic)
                    evaluator.At(frame.SpotOf(operation), () => evaluator.Changing(array));
            }
            if (changes && target is not null)
                evaluator.At(frame.SpotOf(operation), () => evaluator.Changing(target));
            object?[] passed = values;
            object? result = evaluator.Call(member, target, passed, operation, frame);
            for (int i = 0; i < values.Length; i++)
            {
                if (method.Parameters[i].RefKind is RefKind.Ref or RefKind.Out && given[i](frame) is Variable reference)
                    reference.Value = evaluator.Normal(passed[i], method.Parameters[i].Type);
            }
            if (member.IsOfLibrary)
                NoteOrigin(operation, method, instanceOf, arguments, target, values, result, frame);
            return normal ? evaluator.Normal(result, returned)
                : mentions ? evaluator.OfType(result, returned)
                : result;
        };
    }

    private void NoteOrigin(
        IOperation operation,
        IMethodSymbol method,
        IOperation? instanceOf,
        ImmutableArray<IArgumentOperation> arguments,
        object? instance,
        object?[] values,
        object? result,
        Frame frame
    )
    {
        if (method.Name == "<Clone>$")
            evaluator.Origins.Copied(result!, instance!, frame.SpotOf(operation));
        if (result is null || (instanceOf is null && method.MethodKind == MethodKind.PropertyGet))
            return;
        evaluator.Origins.Made(
            result,
            frame.SpotOf(operation),
            Operands(arguments, values, frame),
            instanceOf is null ? null : new("", instance, frame.SpotOf(instanceOf))
        );
    }

    private static List<Operand> Operands(ImmutableArray<IArgumentOperation> arguments, object?[] values, Frame frame)
    {
        var operands = new List<Operand>();
        foreach (IArgumentOperation argument in arguments.IsDefault ? [] : arguments)
            operands.Add(new(argument.Parameter!.Name, values[argument.Parameter.Ordinal], frame.SpotOf(argument.Value)));
        return operands;
    }
}
