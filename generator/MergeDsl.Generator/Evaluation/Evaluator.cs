using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Evaluates the definition of a merge as the program would: C# is interpreted here, everything of the library is called. A construct is one method; what has none is not evaluated.</summary>
internal sealed partial class Evaluator : OperationVisitor<Frame, object?>
{
    private const int MostSteps = 200_000,
        MostDepth = 100,
        LongestText = 32_768;

    private readonly Compilation compilation;
    private readonly Func<INamedTypeSymbol, Spot, MergePlan?> planOf;
    private readonly HashSet<SyntaxTree> entered;
    private readonly CancellationToken cancel;
    private readonly Bodies bodies;
    private readonly HostTypes types;
    private readonly HostMembers members;
    private readonly Captures captures = new();
    private int steps;

    /// <param name="compilation">The compilation, with all generated members.</param>
    /// <param name="bodies">The bodies of its members.</param>
    /// <param name="members">The members of the library that its symbols stand for.</param>
    /// <param name="planOf">The plan of another merge of the compilation; null where the type is none.</param>
    /// <param name="entered">Gets the files that are looked into: those that decide, beside declarations, what the value is.</param>
    /// <param name="cancel">Ends the evaluation.</param>
    public Evaluator(
        Compilation compilation,
        Bodies bodies,
        HostMembers members,
        Func<INamedTypeSymbol, Spot, MergePlan?> planOf,
        HashSet<SyntaxTree> entered,
        CancellationToken cancel
    )
    {
        this.compilation = compilation;
        this.planOf = planOf;
        this.entered = entered;
        this.cancel = cancel;
        this.bodies = bodies;
        this.members = members;
        types = members.Types;
    }

    /// <summary>Where the objects of the declaration were made.</summary>
    public Origins Origins { get; } = new();

    /// <summary>The value of a static property.</summary>
    /// <exception cref="EvaluationStop">It has none that the compiler can know.</exception>
    public (object? Value, Spot Spot) Evaluate(IPropertySymbol property)
    {
        property = Bodies.Implemented(property);
        if (BodyOf(property, default) is not { } body)
            return default;
        if (IsAutomatic(property))
            initializing.Add((property, new(body, null)));
        return (Run(body, new Frame(property, null, null)), new(ResultOf(body), null));
    }

    public override object? Visit(IOperation? operation, Frame frame)
    {
        if (operation is null)
            throw new InvalidOperationException("an operation is missing");
        if (operation.Kind == OperationKind.Invalid || operation.Type is IErrorTypeSymbol)
            throw new BrokenCode(frame.At(operation));
        Spend(operation, frame, 1);
        if (operation.ConstantValue is { HasValue: true } constant)
            return Constant(operation, constant.Value, frame);
        return base.Visit(operation, frame);
    }

    public override object? DefaultVisit(IOperation operation, Frame frame) => throw NotEvaluated(operation, frame, Construct(operation));

    /// <summary>Takes from the fuel: an evaluation ends, whatever it evaluates.</summary>
    private void Spend(IOperation operation, Frame frame, long count)
    {
        cancel.ThrowIfCancellationRequested();
        if (count > MostSteps - steps)
            throw NotEvaluated(OutermostLoop(operation), frame, $"a declaration of more than {Numbers.Group(MostSteps)} steps");
        steps += (int)count;
        try
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
        }
        catch (InsufficientExecutionStackException)
        {
            throw NotEvaluated(operation, frame, "an expression as deep as this one");
        }
    }

    private static IOperation OutermostLoop(IOperation operation)
    {
        IOperation outermost = operation;
        for (IOperation? around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around is ILoopOperation)
                outermost = around;
        }
        return outermost;
    }

    private object? Constant(IOperation operation, object? value, Frame frame)
    {
        if (value is null || operation.Type is null || operation.Type.TypeKind != TypeKind.Enum)
            return value;
        Type host = Host(operation.Type, operation, frame);
        return host.IsEnum ? Enum.ToObject(host, value) : value;
    }

    private Type Host(ITypeSymbol? type, IOperation operation, Frame frame)
    {
        if (type is IErrorTypeSymbol)
            throw new BrokenCode(frame.At(operation));
        return type is not null && types.Find(type) is { } host
            ? host
            : throw NotEvaluated(operation, frame, $"a value of the type {Printable.Quote(type?.ToDisplayString() ?? "?")}");
    }

    private static NotEvaluable NotEvaluated(IOperation operation, Frame frame, string what) => new(frame.At(operation), what);

    /// <summary>Calls a member of the library.</summary>
    private static object? Call(MethodBase method, object? instance, object?[] arguments, IOperation operation, Frame frame) =>
        Guard(
            () => method is ConstructorInfo constructor ? constructor.Invoke(arguments) : method.Invoke(instance, arguments),
            operation,
            frame
        );

    /// <summary>Does what the program would do; what that throws, the program would throw.</summary>
    private static object? Guard(Func<object?> action, IOperation operation, Frame frame)
    {
        try
        {
            return action();
        }
        catch (TargetInvocationException fault)
        {
            throw new DeclarationThrows(frame.At(operation), fault.InnerException ?? fault);
        }
        catch (Exception fault)
            when (fault
                    is ArithmeticException
                        or InvalidCastException
                        or ArgumentException
                        or IndexOutOfRangeException
                        or NullReferenceException
                        or InvalidOperationException
            )
        {
            throw new DeclarationThrows(frame.At(operation), fault);
        }
    }

    /// <summary>A construct in words, from the name that the compiler has for it.</summary>
    private static string Construct(IOperation operation)
    {
        switch (operation)
        {
            case IWhileLoopOperation { ConditionIsTop: false }:
                return "a do loop";
            case ILoopOperation loop:
                return $"a {loop.LoopKind.ToString().ToLowerInvariant()} loop";
            case IInstanceReferenceOperation:
                return "an instance of a type of the program";
            case IDynamicInvocationOperation or IDynamicMemberReferenceOperation:
                return "dynamic binding";
            case ICoalesceOperation:
                return "the operator '??'";
            case ICoalesceAssignmentOperation:
                return "the operator '??='";
            case IConditionalAccessOperation:
                return "the operator '?.'";
            case ITranslatedQueryOperation:
                return "a query (from ... in ...)";
            case ISwitchOperation:
                return "a switch statement";
            case ITryOperation:
                return "a try statement";
            case IThrowOperation:
                return "a throw";
            case ILockOperation:
                return "a lock";
            case IUsingOperation or IUsingDeclarationOperation:
                return "a using statement";
            case IAwaitOperation:
                return "an await";
            case IArrayElementReferenceOperation:
                return "an element of an array";
            case IIsTypeOperation:
                return "a test of a type";
            case ITypeOfOperation:
                return "typeof";
            case IAnonymousObjectCreationOperation:
                return "an anonymous object";
        }
        var words = new System.Text.StringBuilder();
        foreach (char c in operation.Kind.ToString())
        {
            if (char.IsUpper(c) && words.Length > 0)
                words.Append(' ');
            words.Append(char.ToLowerInvariant(c));
        }
        return $"this construct ({words})";
    }
}
