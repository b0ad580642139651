using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Events: a field that holds the functions, or two accessors of the program.</summary>
internal sealed partial class BodyCompiler
{
    /// <summary>The field behind an event.</summary>
    private Reference EventVariable(IEventReferenceOperation operation)
    {
        if (operation.Instance is not { } instance)
            throw evaluator.Impure("a static event, which keeps its functions from one run to the next; write a local variable");
        INamedTypeSymbol symbol = map.Of(operation.Event.ContainingType);
        if (!evaluator.Types.IsOfProgram(symbol))
            throw evaluator.Impure("an event of the runtime");
        ProgramType type = evaluator.TypeOf(symbol);
        int slot = type.SlotOf(operation.Event);
        if (type.IsValue)
        {
            Reference whole = Variable(instance);
            return frame => new PartVariable(whole(frame), type, slot);
        }
        Code target = Compile(instance);
        return frame => new FieldVariable(Existing(target(frame), operation, frame), slot);
    }

    private Code Subscription(IEventAssignmentOperation operation)
    {
        if (operation.EventReference is not IEventReferenceOperation { Event: { } happening, Instance: { } instance })
            return NotPure(operation, "a static event, which keeps its functions from one run to the next; write a local variable");
        IMethodSymbol accessor = operation.Adds ? happening.AddMethod! : happening.RemoveMethod!;
        return Call(
            operation,
            accessor,
            Instance(instance),
            [Compile(operation.HandlerValue)],
            isVirtual: instance.Syntax is not BaseExpressionSyntax
        );
    }
}
