using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Statements: each gives the way on.</summary>
internal sealed partial class Evaluator
{
    /// <summary>The way on after a statement.</summary>
    private sealed class Flow
    {
        public static readonly Flow Next = new(),
            Break = new(),
            Continue = new(),
            Return = new();
    }

    /// <summary>The value of a body: what it returns, or the expression that it is.</summary>
    private object? Run(IOperation body, Frame frame)
    {
        if (body is not IBlockOperation)
            return Visit(body, frame);
        Visit(body, frame);
        return frame.Result;
    }

    private static IOperation ResultOf(IOperation body) =>
        body is IBlockOperation block && block.Operations.LastOrDefault() is IReturnOperation { ReturnedValue: { } value } ? value : body;

    private static bool IsIterator(IOperation body)
    {
        if (body is IReturnOperation { Kind: OperationKind.YieldReturn or OperationKind.YieldBreak })
            return true;
        return body is not (IAnonymousFunctionOperation or ILocalFunctionOperation) && body.ChildOperations.Any(IsIterator);
    }

    public override object? VisitBlock(IBlockOperation operation, Frame frame)
    {
        foreach (IOperation statement in operation.Operations)
        {
            Flow flow = Step(statement, frame);
            if (flow != Flow.Next)
                return flow;
        }
        return Flow.Next;
    }

    public override object? VisitEmpty(IEmptyOperation operation, Frame frame) => Flow.Next;

    public override object? VisitLocalFunction(ILocalFunctionOperation operation, Frame frame) => Flow.Next;

    public override object? VisitExpressionStatement(IExpressionStatementOperation operation, Frame frame)
    {
        Visit(operation.Operation, frame);
        return Flow.Next;
    }

    public override object? VisitVariableDeclarationGroup(IVariableDeclarationGroupOperation operation, Frame frame)
    {
        foreach (IVariableDeclarationOperation declaration in operation.Declarations)
        {
            foreach (IVariableDeclaratorOperation variable in declaration.Declarators)
            {
                IVariableInitializerOperation? initializer = variable.Initializer ?? declaration.Initializer;
                if (variable.Symbol.RefKind != RefKind.None)
                    throw NotEvaluated(variable, frame, "a variable by reference");
                frame.Declare(variable.Symbol, initializer is null ? null : Visit(initializer.Value, frame));
            }
        }
        return Flow.Next;
    }

    public override object? VisitReturn(IReturnOperation operation, Frame frame)
    {
        if (operation.Kind == OperationKind.YieldBreak)
            return Flow.Return;
        object? value = operation.ReturnedValue is null ? null : Visit(operation.ReturnedValue, frame);
        if (operation.Kind == OperationKind.YieldReturn)
        {
            frame.Yielded.Add(value);
            return Flow.Next;
        }
        frame.Result = value;
        return Flow.Return;
    }

    public override object? VisitBranch(IBranchOperation operation, Frame frame) =>
        operation.BranchKind switch
        {
            BranchKind.Break => Flow.Break,
            BranchKind.Continue => Flow.Continue,
            _ => throw NotEvaluated(operation, frame, "a goto"),
        };

    public override object? VisitForLoop(IForLoopOperation operation, Frame frame)
    {
        foreach (IOperation before in operation.Before)
            Step(before, frame);
        while (operation.Condition is null || (bool)Visit(operation.Condition, frame)!)
        {
            Flow flow = Step(operation.Body, frame);
            if (flow == Flow.Break)
                break;
            if (flow == Flow.Return)
                return flow;
            foreach (IOperation after in operation.AtLoopBottom)
                Step(after, frame);
            Spend(operation, frame, 1);
        }
        return Flow.Next;
    }

    public override object? VisitForEachLoop(IForEachLoopOperation operation, Frame frame)
    {
        if (operation.IsAsynchronous)
            throw NotEvaluated(operation, frame, "an asynchronous loop");
        foreach (object? item in Items(Visit(operation.Collection, frame), operation, frame))
        {
            switch (operation.LoopControlVariable)
            {
                case IVariableDeclaratorOperation variable:
                    frame.Declare(variable.Symbol, ElementOf(operation, item, variable.Symbol.Type, frame));
                    break;
                case { } target:
                    Assign(target, item, frame);
                    break;
            }
            Flow flow = Step(operation.Body, frame);
            if (flow == Flow.Break)
                break;
            if (flow == Flow.Return)
                return flow;
        }
        return Flow.Next;
    }

    /// <summary>An item in the type of the loop's variable, where that is not the collection's own.</summary>
    private object? ElementOf(IForEachLoopOperation operation, object? item, ITypeSymbol type, Frame frame)
    {
        ITypeSymbol? element = Spot.Strip(operation.Collection).Type switch
        {
            IArrayTypeSymbol array => array.ElementType,
            INamedTypeSymbol { TypeArguments.Length: 1 } sequence => sequence.TypeArguments[0],
            _ => null,
        };
        return element is null || SymbolEqualityComparer.Default.Equals(element, type)
            ? item
            : Converted(item, element, type, true, operation, frame);
    }

    /// <summary>A statement, or an expression that stands as one.</summary>
    private Flow Step(IOperation statement, Frame frame) => Visit(statement, frame) as Flow ?? Flow.Next;
}
