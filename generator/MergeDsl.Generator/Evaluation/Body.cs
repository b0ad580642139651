using System.Runtime.ExceptionServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>The transfer of control at the end of a block.</summary>
internal sealed class Jump(ControlFlowBranchSemantics kind, int destination, Region[] finallies, int[] entered)
{
    public ControlFlowBranchSemantics Kind => kind;

    public int Destination => destination;

    /// <summary>The <c>finally</c> blocks that run on the way, from within.</summary>
    public Region[] Finallies => finallies;

    /// <summary>The captured variables whose scopes are entered: each is a new one.</summary>
    public int[] Entered => entered;
}

/// <summary>A straight piece of a body.</summary>
internal sealed class Block(Code[] operations, Region region)
{
    public Code[] Operations => operations;

    public Region Region => region;

    /// <summary>The condition of a jump, or what is returned or thrown.</summary>
    public Code? Value { get; set; }

    public IOperation? ValueOf { get; set; }

    /// <summary>For a jump under a condition: when it is made.</summary>
    public bool? When { get; set; }

    public Jump? Conditional { get; set; }

    public Jump? Next { get; set; }
}

/// <summary>A scope, or a part of a <c>try</c> statement.</summary>
internal sealed class Region(ControlFlowRegion region, Region? outer)
{
    public Region? Outer => outer;

    public ControlFlowRegionKind Kind => region.Kind;

    public int First => region.FirstBlockOrdinal;

    public int Last => region.LastBlockOrdinal;

    /// <summary>The type of exceptions that a handler takes; null for all.</summary>
    public ITypeSymbol? Caught { get; set; }

    /// <summary>The variable in which a handler keeps its exception.</summary>
    public int ExceptionSlot { get; set; } = -1;

    /// <summary>The captured variables that live in the region's first block.</summary>
    public int[] Entered { get; set; } = [];

    public List<Region> Parts { get; } = [];
}

/// <summary>A body, compiled: blocks between which control jumps. It can stop at a <c>yield return</c> and go on later.</summary>
internal sealed class Body(Evaluator evaluator, Block[] blocks, int[] captured, IOperation operation)
{
    public IOperation Operation => operation;

    /// <summary>Runs to the end.</summary>
    public object? Run(Frame frame)
    {
        foreach (int slot in captured)
            frame.Slots[slot] = new Cell(frame.Slots[slot]);
        Resume(frame);
        return frame.Result;
    }

    /// <summary>Prepares the parameters of an iterator.</summary>
    public void Start(Frame frame)
    {
        foreach (int slot in captured)
            frame.Slots[slot] = new Cell(frame.Slots[slot]);
    }

    /// <summary>Runs to the next <c>yield return</c>; false at the end.</summary>
    public bool Resume(Frame frame) => Run(frame, frame.Block, frame.At, null);

    /// <summary>Ends an iterator before its end: what <c>finally</c> says is done.</summary>
    public void Abandon(Frame frame)
    {
        for (Region? region = blocks[frame.Block].Region; region is not null; region = region.Outer)
        {
            if (region is { Kind: ControlFlowRegionKind.Try, Outer: { Kind: ControlFlowRegionKind.TryAndFinally } statement })
                RunPart(frame, statement.Parts[1]);
        }
    }

    private void RunPart(Frame frame, Region part)
    {
        Enter(frame, part.Entered);
        Run(frame, part.First, 0, part);
    }

    /// <summary>Runs until the body ends, yields, or leaves a region.</summary>
    private bool Run(Frame frame, int at, int operation, Region? within)
    {
        while (true)
        {
            Jump? jump = null;
            Exception? fault = null;
            Region region = blocks[at].Region;
            try
            {
                Block block = blocks[at];
                Code[] operations = block.Operations;
                while (operation < operations.Length)
                {
                    evaluator.Step(this, frame, null);
                    operations[operation++](frame);
                    if (!frame.HasYielded)
                        continue;
                    frame.HasYielded = false;
                    (frame.Block, frame.At) = (at, operation);
                    return true;
                }
                jump = JumpOf(block, frame);
            }
            catch (Exception thrown) when (evaluator.MayCatch(thrown))
            {
                fault = thrown;
            }
            if (jump is not null)
            {
                foreach (Region part in jump.Finallies)
                {
                    try
                    {
                        RunPart(frame, part);
                    }
                    catch (Exception thrown) when (evaluator.MayCatch(thrown))
                    {
                        (fault, region) = (thrown, part);
                        break;
                    }
                }
            }
            if (fault is not null)
                (at, operation) = (Handle(frame, region, fault, within), 0);
            else if (jump!.Kind == ControlFlowBranchSemantics.StructuredExceptionHandling || jump.Destination < 0)
                return false;
            else
            {
                Enter(frame, jump.Entered);
                (at, operation) = (jump.Destination, 0);
                if (within is not null && (at < within.First || at > within.Last))
                {
                    frame.Block = at;
                    return false;
                }
            }
        }
    }

    private Jump JumpOf(Block block, Frame frame)
    {
        evaluator.Step(this, frame, block.ValueOf);
        if (block.When is { } when)
            return (bool)block.Value!(frame)! == when ? block.Conditional! : block.Next!;
        Jump next = block.Next!;
        switch (next.Kind)
        {
            case ControlFlowBranchSemantics.Return:
                if (block.Value is not null)
                    (frame.Result, frame.ResultOf) = (block.Value(frame), block.ValueOf);
                break;
            case ControlFlowBranchSemantics.Throw:
                throw evaluator.Thrown(block.Value!(frame), frame.SpotOf(block.ValueOf!));
            case ControlFlowBranchSemantics.Rethrow:
                for (Region? region = block.Region; region is not null; region = region.Outer)
                {
                    if (region.ExceptionSlot >= 0)
                        throw (Exception)frame.Slots[region.ExceptionSlot]!;
                }
                break;
            case ControlFlowBranchSemantics.Error:
                throw new BrokenCode(frame.SpotOf(block.ValueOf ?? operation));
        }
        return next;
    }

    /// <summary>Finds the handler of an exception, and runs what <c>finally</c> says on the way to it.</summary>
    private int Handle(Frame frame, Region from, Exception fault, Region? within)
    {
        for (Region? region = from; region is not null && region != within; region = region.Outer)
        {
            if (region.Kind != ControlFlowRegionKind.Try || region.Outer is not { } statement)
                continue;
            if (statement.Kind == ControlFlowRegionKind.TryAndFinally)
            {
                try
                {
                    RunPart(frame, statement.Parts[1]);
                }
                catch (Exception thrown) when (evaluator.MayCatch(thrown))
                {
                    fault = thrown;
                }
                continue;
            }
            foreach (Region handler in statement.Parts.Skip(1))
            {
                if (!evaluator.Catches(handler.Caught, fault))
                    continue;
                frame.Slots[handler.ExceptionSlot] = fault;
                Enter(frame, handler.Entered);
                if (handler.Kind == ControlFlowRegionKind.Catch)
                    return handler.First;
                Region filter = handler.Parts[0],
                    then = handler.Parts[1];
                try
                {
                    frame.Slots[filter.ExceptionSlot] = frame.Slots[then.ExceptionSlot] = fault;
                    frame.Block = -1;
                    RunPart(frame, filter);
                }
                catch (Exception thrown) when (evaluator.MayCatch(thrown))
                {
                    continue;
                }
                if (frame.Block == then.First)
                    return then.First;
            }
        }
        ExceptionDispatchInfo.Capture(fault).Throw();
        throw fault;
    }

    private static void Enter(Frame frame, int[] cells)
    {
        foreach (int slot in cells)
            frame.Slots[slot] = new Cell();
    }
}
