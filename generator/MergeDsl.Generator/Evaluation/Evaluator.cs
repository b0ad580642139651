using System.Reflection;
using System.Runtime.CompilerServices;
using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Evaluates the definition of a merge as the program would: the C# of the compilation is interpreted, pure members of the runtime and all of the library are called. What is not pure ends the evaluation.</summary>
internal sealed partial class Evaluator
{
    private const int MostSteps = 1_000_000,
        MostDepth = 300,
        LongestText = 1 << 20;

    [ThreadStatic]
    private static Evaluator? current;

    private readonly Compilation compilation;
    private readonly Func<INamedTypeSymbol, EvaluationPoint, MergePlan?> planOf;
    private readonly OtherProjects others;
    private readonly HashSet<SyntaxTree> entered;
    private readonly CancellationToken cancellationToken;
    private readonly Bodies bodies;
    private readonly Dictionary<INamedTypeSymbol, ProgramType> types = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IMethodSymbol, Callable> callables = new(SymbolEqualityComparer.Default);
    private readonly ConditionalWeakTable<Exception, object> faults = new();
    private EvaluationStop? stopped;
    private EvaluationPoint last;
    private int steps,
        depth;

    /// <param name="compilation">The compilation, with all generated members.</param>
    /// <param name="bodies">The bodies of its members.</param>
    /// <param name="planOf">The plan of another merge of the compilation; null where the type is none.</param>
    /// <param name="others">The facts of other projects.</param>
    /// <param name="entered">Gets the files that are looked into: those that decide, beside declarations, what the value is.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    public Evaluator(
        Compilation compilation,
        Bodies bodies,
        Func<INamedTypeSymbol, EvaluationPoint, MergePlan?> planOf,
        OtherProjects others,
        HashSet<SyntaxTree> entered,
        CancellationToken cancellationToken
    )
    {
        this.compilation = compilation;
        this.planOf = planOf;
        this.others = others;
        this.entered = entered;
        this.cancellationToken = cancellationToken;
        this.bodies = bodies;
        Types = new(compilation);
        Members = new(Types);
    }

    /// <summary>The evaluation of this thread.</summary>
    public static Evaluator Current => current ?? throw new InvalidOperationException("nothing is evaluated");

    public Compilation Compilation => compilation;

    public HostTypes Types { get; }

    public HostMembers Members { get; }

    /// <summary>The places where the objects of the declaration were made.</summary>
    public Origins Origins { get; } = new();

    /// <summary>The number of steps made so far.</summary>
    public int Steps => steps;

    /// <summary>The value of a static property, and the operation that gave it.</summary>
    /// <exception cref="EvaluationStop">It has none that the compiler can know.</exception>
    public (object? Value, EvaluationPoint EvaluationPoint) Evaluate(IPropertySymbol property)
    {
        property = Bodies.Implemented(property);
        if (BackingOf(property) is null && Bodies.SyntaxOf(property.GetMethod!) is null)
            return default;
        Evaluator? before = current;
        current = this;
        try
        {
            return Foreign.RunWithoutCulture(() =>
            {
                Callable getter = CallableOf(property.GetMethod!);
                object? value = getter.Invoke(null, [], null);
                return (value, last);
            });
        }
        catch (Exception fault) when (fault is not EvaluationStop && stopped is not null)
        {
            throw stopped;
        }
        catch (InsufficientExecutionStackException)
        {
            throw Stop(new NotEvaluable(last, "calls or expressions as deep as these; write a loop"));
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or EvaluationStop) && IsBroken())
        {
            // What half a program does says nothing of the whole.
            throw Stop(new BrokenCode(last));
        }
        catch (Exception fault) when (fault is not OperationCanceledException && faults.TryGetValue(fault, out object? spot))
        {
            throw new DeclarationThrows((EvaluationPoint)spot, fault);
        }
        finally
        {
            current = before;
        }
    }

    /// <summary>Indicates whether the compiler has errors in the files that were looked into.</summary>
    private bool IsBroken() => Foreign.Run(() => entered.Any(tree => bodies.HasErrors(tree, cancellationToken)));

    public ProgramType TypeOf(INamedTypeSymbol symbol)
    {
        if (!types.TryGetValue(symbol, out ProgramType? type))
            types[symbol] = type = new(this, symbol);
        return type;
    }

    /// <summary>Takes one step of a body.</summary>
    public void Step(Body body, Frame frame, IOperation? operation)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (++steps > MostSteps)
            throw OutOfSteps(body, frame, operation);
    }

    /// <summary>Takes from the steps: an evaluation ends, whatever it evaluates.</summary>
    public void Spend(long count)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (count > MostSteps - steps)
            throw Stop(new NotEvaluable(last, TooManySteps));
        steps += (int)count;
    }

    private static string TooManySteps =>
        $"a declaration of more than {Numbers.Group(MostSteps)} steps; end the loop, or compute it in fewer steps";

    private NotEvaluable OutOfSteps(Body body, Frame frame, IOperation? operation)
    {
        IOperation at = operation ?? body.Operation;
        EvaluationPoint? loop = LoopAround(body.Operation, at.Syntax) is { } found ? frame.SpotOf(found) : null;
        for (CallSite? call = frame.Call; loop is null && call is not null; call = call.Outer)
        {
            if (OutermostLoop(call.Operation) is { } outer)
                loop = new(outer, call.Outer);
        }
        return Stop(new NotEvaluable(loop ?? frame.SpotOf(at), TooManySteps));
    }

    private static bool IsLoop(SyntaxNode node) =>
        node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax;

    private static ILoopOperation? LoopAround(IOperation body, SyntaxNode at)
    {
        ILoopOperation[] loops = [.. body.DescendantsAndSelf().OfType<ILoopOperation>()];
        return loops.FirstOrDefault(loop => loop.Syntax.Span.Contains(at.Span)) ?? loops.FirstOrDefault();
    }

    private IOperation? OutermostLoop(IOperation operation)
    {
        SyntaxNode? loop = operation.Syntax.AncestorsAndSelf().TakeWhile(node => node is not MemberDeclarationSyntax).LastOrDefault(IsLoop);
        return loop is null ? null : Foreign.Run(() => compilation.GetSemanticModel(loop.SyntaxTree).GetOperation(loop, cancellationToken));
    }

    /// <summary>Something that is not pure; the message is a noun phrase.</summary>
    public NotEvaluable Impure(string what) => Stop(new NotEvaluable(last, what));

    public NotEvaluable Impure(IOperation operation, Frame frame, string what) => Stop(new NotEvaluable(frame.SpotOf(operation), what));

    /// <summary>Ends the evaluation, whatever of the runtime or of the program is on the way.</summary>
    public T Stop<T>(T stop)
        where T : EvaluationStop
    {
        stopped ??= stop;
        return stop;
    }

    /// <summary>Indicates whether the program may catch an exception, which is none of the evaluator's own.</summary>
    public bool MayCatch(Exception fault) =>
        stopped is null && fault is not (EvaluationStop or OperationCanceledException or InsufficientExecutionStackException);

    /// <summary>An exception that the program throws.</summary>
    public Exception Thrown(object? value, EvaluationPoint spot)
    {
        Exception fault = value switch
        {
            Exception host => host,
            ProgramObject { Exception: { } program } => program,
            _ => new NullReferenceException(),
        };
        Note(fault, spot);
        return fault;
    }

    /// <summary>Remembers where an exception came from; catches nothing.</summary>
    public bool Note(Exception fault, EvaluationPoint spot)
    {
        if (fault is EvaluationStop)
            return false;
        if (!faults.TryGetValue(fault, out _))
            faults.Add(fault, spot);
        return false;
    }

    public bool Catches(ITypeSymbol? type, Exception fault) => type is null || IsInstance(Adapter.Unwrap(fault), type);

    /// <summary>Does what may throw.</summary>
    public T Guard<T>(Func<T> action, IOperation operation, Frame frame) => At(frame.SpotOf(operation), action);

    /// <summary>Calls a member of the runtime or of the library.</summary>
    public object? Call(HostMember member, object? instance, object?[] arguments, IOperation operation, Frame frame)
    {
        EvaluationPoint outer = last;
        last = frame.SpotOf(operation);
        try
        {
            Spend(1 + CostOf(instance) + (arguments.Length > 0 ? CostOf(arguments[0]) : 0));
            if (member.IsPass && HostMembers.FollowsHashes(instance) || member.IsOrdered && arguments.Any(HostMembers.FollowsHashes))
                throw Impure(HostMembers.HashOrder);
            object? result = member.Invoke(instance, arguments);
            if (result is string { Length: > LongestText } || (result is System.Text.StringBuilder { Length: > LongestText }))
                throw Impure($"a text of more than {Numbers.Group(LongestText)} characters");
            return result;
        }
        catch (TargetInvocationException wrapped) when (wrapped.InnerException is { } fault)
        {
            if (stopped is not null)
                throw stopped;
            if (fault is System.Text.RegularExpressions.RegexMatchTimeoutException)
                throw Impure("a search that takes more than a second; write it with the members of string");
            Note(fault, last);
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(fault).Throw();
            throw;
        }
        catch (Exception fault) when (fault is not EvaluationStop && stopped is not null)
        {
            throw stopped;
        }
        catch (Exception fault) when (Note(fault, last))
        {
            throw;
        }
        finally
        {
            last = outer;
        }
    }

    /// <summary>Charges for a walk through a value: a loop over a long list is not one step.</summary>
    private static int CostOf(object? value) =>
        value switch
        {
            string text => text.Length / 1024,
            System.Collections.ICollection items => items.Count / 1024,
            System.Text.StringBuilder text => text.Length / 1024,
            _ => 0,
        };

    /// <summary>Enters a body of the program.</summary>
    public object? Enter(Func<object?> run, CallSite? call)
    {
        if (++depth > MostDepth)
        {
            depth--;
            throw Stop(
                new NotEvaluable(
                    call is null ? last : new(call.Operation, call.Outer),
                    $"more than {MostDepth} calls inside each other; write a loop"
                )
            );
        }
        EvaluationPoint outer = last;
        if (call is not null)
            last = new(call.Operation, call.Outer);
        try
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            return run();
        }
        finally
        {
            depth--;
            if (call is not null)
                last = outer;
        }
    }

    /// <summary>Does something with an operation as the place of what it meets.</summary>
    public T At<T>(EvaluationPoint spot, Func<T> action)
    {
        EvaluationPoint outer = last;
        last = spot;
        try
        {
            return action();
        }
        catch (Exception fault) when (Note(fault, spot))
        {
            throw;
        }
        finally
        {
            last = outer;
        }
    }

    public void At(EvaluationPoint spot, Action action) =>
        At(
            spot,
            () =>
            {
                action();
                return 0;
            }
        );

    /// <summary>Takes back that an evaluation ends: the code that would end it may never run.</summary>
    public void Forget(EvaluationStop stop)
    {
        if (stopped == stop)
            stopped = null;
    }

    /// <summary>The plan of another merge; null where the type is none.</summary>
    public MergePlan? PlanOf(INamedTypeSymbol type, EvaluationPoint spot)
    {
        try
        {
            return planOf(type, spot);
        }
        catch (EvaluationStop stop)
        {
            throw Stop(stop);
        }
        finally
        {
            current = this;
        }
    }

    /// <summary>Makes the value of a member of a checkpoint class of another project; null where a property is none.</summary>
    public Func<object>? FactOf(IPropertySymbol property) => others.MemberOf(property);

    /// <summary>The items of a sequence, each a step.</summary>
    public IEnumerable<object?> Items(object? sequence, EvaluationPoint spot)
    {
        sequence = Adapter.Unwrap(sequence);
        if (sequence is null)
            throw new ArgumentNullException("source", "the sequence is null");
        if (sequence is ProgramObject program)
            sequence = Adapt(program, typeof(System.Collections.IEnumerable));
        if (sequence is not System.Collections.IEnumerable items)
            throw Stop(new NotEvaluable(spot, "a sequence of this type"));
        if (HostMembers.FollowsHashes(items))
            throw Stop(new NotEvaluable(spot, HostMembers.HashOrder));
        foreach (object? item in items)
        {
            At(spot, () => Spend(1));
            yield return item;
        }
    }

    private ControlFlowGraph? GraphOf(SyntaxNode syntax)
    {
        entered.Add(syntax.SyntaxTree);
        return bodies.GraphOf(syntax, cancellationToken);
    }

    /// <summary>Indicates whether a symbol is of this compilation.</summary>
    private bool IsOfCompilation(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly);
}
