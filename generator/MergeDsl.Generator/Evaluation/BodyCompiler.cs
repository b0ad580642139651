using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Compiles a body of the program to code. The C# compiler has resolved loops, branches, <c>switch</c>, <c>using</c>, <c>foreach</c>, <c>??</c> and <c>?.</c> to jumps between blocks; what is left in the blocks has a method here for each construct.</summary>
internal sealed partial class BodyCompiler
{
    private readonly Evaluator evaluator;
    private readonly ControlFlowGraph graph;
    private readonly TypeMap map;
    private readonly BodyCompiler? outer;
    private readonly ISymbol member;
    private readonly IReadOnlyList<IParameterSymbol> parameters;
    private readonly Layout layout;
    private readonly Dictionary<CaptureId, int> captures = [];
    private readonly HashSet<CaptureId> references = [];
    private readonly Dictionary<IMethodSymbol, (Body Body, BodyCompiler Code)> functions = new(SymbolEqualityComparer.Default);
    private Dictionary<ControlFlowRegion, Region> regions = [];
    private Region? current;
    private Reference? receiver;

    /// <param name="evaluator">Runs the code.</param>
    /// <param name="graph">The body.</param>
    /// <param name="map">What type parameters stand for.</param>
    /// <param name="parameters">The parameters, in the order in which the first slots hold them.</param>
    /// <param name="member">The member that the body is of.</param>
    /// <param name="outer">The compiler of the body around a lambda or a local function.</param>
    public BodyCompiler(
        Evaluator evaluator,
        ControlFlowGraph graph,
        TypeMap map,
        IReadOnlyList<IParameterSymbol> parameters,
        ISymbol member,
        BodyCompiler? outer = null
    )
    {
        this.evaluator = evaluator;
        this.graph = graph;
        this.map = map;
        this.outer = outer;
        this.member = member;
        this.parameters = parameters;
        layout = outer?.layout ?? new(graph.OriginalOperation);
        foreach (IParameterSymbol parameter in parameters)
            SlotOf(parameter);
        foreach (IOperation operation in Operations(graph))
        {
            if (operation is IReturnOperation { Kind: OperationKind.YieldReturn or OperationKind.YieldBreak })
                IsIterator = true;
            if (
                operation is IFlowCaptureReferenceOperation reference
                && (IsVariable(reference) || (reference.Parent is null && ReturnsReference))
            )
                references.Add(reference.Id);
        }
        IsIterator |=
            outer is null
            && graph.OriginalOperation.Descendants().Any(operation => operation.Kind == OperationKind.YieldBreak && !IsNested(operation));
    }

    public bool IsIterator { get; }

    public int SlotCount => layout.Count;

    public Body Compile()
    {
        regions = [];
        MakeRegion(graph.Root, null);
        var blocks = new Block[graph.Blocks.Length];
        foreach (BasicBlock block in graph.Blocks)
        {
            current = regions[block.EnclosingRegion];
            var made = new Block([.. block.Operations.Select(Statement)], current) { ValueOf = block.BranchValue };
            if (block.BranchValue is { } value)
            {
                bool isReference = block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return && ReturnsReference;
                made.Value = isReference ? Reference(value) : Compile(value);
            }
            if (block.ConditionKind != ControlFlowConditionKind.None)
                made.When = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            made.Conditional = JumpOf(block.ConditionalSuccessor);
            made.Next = JumpOf(block.FallThroughSuccessor);
            blocks[block.Ordinal] = made;
        }
        return new(evaluator, blocks, [.. parameters.Where(layout.IsCaptured).Select(SlotOf)], graph.OriginalOperation);
    }

    private bool ReturnsReference => member is IMethodSymbol { ReturnsByRef: true } or IMethodSymbol { ReturnsByRefReadonly: true };

    private Code Reference(IOperation operation)
    {
        Reference variable = Variable(operation);
        return frame => variable(frame);
    }

    private static IEnumerable<IOperation> Operations(ControlFlowGraph graph) =>
        graph.Blocks.SelectMany(block =>
            block
                .Operations.Concat(block.BranchValue is null ? [] : [block.BranchValue])
                .SelectMany(operation => operation.DescendantsAndSelf())
        );

    private static bool IsNested(IOperation operation)
    {
        for (IOperation? at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return true;
        }
        return false;
    }

    /// <summary>Indicates whether a capture stands for a variable, not for its value.</summary>
    private static bool IsVariable(IFlowCaptureReferenceOperation reference) =>
        reference.Parent switch
        {
            ISimpleAssignmentOperation { IsRef: true } => true,
            IAssignmentOperation assignment => assignment.Target == reference,
            IIncrementOrDecrementOperation => true,
            IArgumentOperation argument => argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out,
            ITupleOperation tuple => IsTarget(tuple),
            IInvocationOperation call => call.Instance == reference && reference.Type?.IsValueType == true,
            IPropertyReferenceOperation property => property.Instance == reference && reference.Type?.IsValueType == true,
            IFieldReferenceOperation field => field.Instance == reference && reference.Type?.IsValueType == true,
            _ => false,
        };

    private static bool IsTarget(IOperation operation) =>
        operation.Parent switch
        {
            IDeconstructionAssignmentOperation assignment => assignment.Target == operation,
            ITupleOperation tuple => IsTarget(tuple),
            _ => false,
        };

    private Region MakeRegion(ControlFlowRegion region, Region? around)
    {
        var made = new Region(region, around);
        regions[region] = made;
        if (region.ExceptionType is { SpecialType: not SpecialType.System_Object } type)
            made.Caught = map.Of(type);
        if (region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.Filter or ControlFlowRegionKind.FilterAndHandler)
            made.ExceptionSlot = layout.New();
        foreach (ControlFlowRegion part in region.NestedRegions)
            made.Parts.Add(MakeRegion(part, made));
        var first = new List<int>();
        for (ControlFlowRegion? at = graph.Blocks[region.FirstBlockOrdinal].EnclosingRegion; at is not null; at = at.EnclosingRegion)
        {
            first.AddRange(CellsOf(at));
            if (at == region)
                break;
        }
        made.Entered = [.. first];
        return made;
    }

    private IEnumerable<int> CellsOf(ControlFlowRegion region) => region.Locals.Where(layout.IsCaptured).Select(SlotOf);

    private Jump? JumpOf(ControlFlowBranch? branch) =>
        branch is null
            ? null
            : new(
                branch.Semantics,
                branch.Destination is { Kind: not BasicBlockKind.Exit } destination ? destination.Ordinal : -1,
                [.. branch.FinallyRegions.Select(region => regions[region])],
                [.. branch.EnteringRegions.SelectMany(CellsOf)]
            );

    private int SlotOf(ISymbol variable) => layout.SlotOf(variable);

    private int SlotOf(CaptureId capture)
    {
        if (!captures.TryGetValue(capture, out int slot))
            captures[capture] = slot = layout.New();
        return slot;
    }

    private ITypeSymbol TypeOf(IOperation operation) =>
        operation.Type is { } type ? map.Of(type) : evaluator.Compilation.GetSpecialType(SpecialType.System_Object);

    private Type HostOf(ITypeSymbol type) => evaluator.Types.Find(type) ?? throw evaluator.Unknown(type);

    private Code NotPure(IOperation operation, string what) => frame => throw evaluator.Impure(operation, frame, what);

    private Code Broken(IOperation operation) => frame => throw evaluator.Stop(new BrokenCode(frame.SpotOf(operation)));

    /// <summary>The code of an operation; where it cannot be evaluated, code that says so when it is reached.</summary>
    private Code Compile(IOperation operation)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (operation.Kind == OperationKind.Invalid || operation.Type is IErrorTypeSymbol)
            return Broken(operation);
        if (operation.ConstantValue is { HasValue: true } constant)
            return Constant(operation, constant.Value);
        try
        {
            return CompileBare(operation);
        }
        catch (NotEvaluable unknown)
        {
            evaluator.Forget(unknown);
            string what = unknown.Message;
            return NotPure(operation, what);
        }
        catch (BrokenCode broken)
        {
            evaluator.Forget(broken);
            return Broken(operation);
        }
    }

    private Code Statement(IOperation operation) =>
        Compile(operation is IExpressionStatementOperation statement ? statement.Operation : operation);

    private Code CompileBare(IOperation operation) =>
        operation switch
        {
            IFlowCaptureOperation capture => Capture(capture),
            IFlowCaptureReferenceOperation reference => references.Contains(reference.Id)
                ? Read(Variable(reference))
                : Slot(SlotOf(reference.Id)),
            ILocalReferenceOperation local => Load(local.Local, local.Local.RefKind),
            IParameterReferenceOperation parameter => Parameter(parameter),
            IFieldReferenceOperation field => Field(field),
            IPropertyReferenceOperation property => Property(property),
            IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation => Read(Variable(operation), TypeOf(operation)),
            IInstanceReferenceOperation instance => This(instance),
            ISimpleAssignmentOperation assignment => Assignment(assignment),
            ICompoundAssignmentOperation assignment => Compound(assignment),
            IDeconstructionAssignmentOperation assignment => Deconstruction(assignment),
            IIncrementOrDecrementOperation step => Step(step),
            IInvocationOperation call => Invocation(call),
            IObjectCreationOperation creation => Creation(creation),
            ITypeParameterObjectCreationOperation creation => NewOf(creation),
            IAnonymousObjectCreationOperation creation => Anonymous(creation),
            IArrayCreationOperation creation => ArrayOf(creation),
            ICollectionExpressionOperation collection => Collection(collection),
            IWithOperation with => With(with),
            IConversionOperation conversion => Convert(conversion),
            IBinaryOperation binary => Binary(binary),
            IUnaryOperation unary => Unary(unary),
            ITupleBinaryOperation binary => TupleBinary(binary),
            ITupleOperation tuple => Tuple(tuple),
            IRangeOperation range => RangeOf(range),
            IIsNullOperation isNull => IsNull(Compile(isNull.Operand)),
            IIsTypeOperation isType => IsType(isType),
            IIsPatternOperation isPattern => IsPattern(isPattern),
            IDefaultValueOperation => Default(TypeOf(operation)),
            IInterpolatedStringOperation text => Interpolated(text),
            IDelegateCreationOperation creation => DelegateOf(creation),
            IFlowAnonymousFunctionOperation lambda => Lambda(lambda, null),
            ICaughtExceptionOperation caught => Caught(caught),
            IReturnOperation { Kind: OperationKind.YieldReturn, ReturnedValue: { } value } => Yield(value),
            ITypeOfOperation type => TypeToken(type),
            ISizeOfOperation size => NotPure(size, "the size of a type, which is unsafe code"),
            IDeclarationExpressionOperation declaration => Compile(declaration.Expression),
            IDiscardOperation => Value(null),
            IUtf8StringOperation utf8 => Value(new Span<byte>(System.Text.Encoding.UTF8.GetBytes(utf8.Value))),
            IParenthesizedOperation parenthesized => Compile(parenthesized.Operand),
            ITranslatedQueryOperation query => Compile(query.Operation),
            IThrowOperation { Exception: { } thrown } => Throw(operation, Compile(thrown)),
            IInlineArrayAccessOperation => NotPure(operation, "an inline array; write an array"),
            IAwaitOperation => NotPure(operation, "an 'await': when it goes on is up to threads; call a method that returns its value"),
            IAddressOfOperation or IFunctionPointerInvocationOperation => NotPure(
                operation,
                "a pointer: its value is another in every run; write an array"
            ),
            IDynamicInvocationOperation
            or IDynamicMemberReferenceOperation
            or IDynamicObjectCreationOperation
            or IDynamicIndexerAccessOperation => NotPure(operation, "dynamic binding, which is reflection; write the type"),
            IEventReferenceOperation happening => Read(EventVariable(happening)),
            IEventAssignmentOperation assignment => Subscription(assignment),
            _ when IsOnStack(operation) => OnStack(operation, TypeOf(operation)),
            _ => NotPure(operation, $"this construct ({Words(operation.Kind.ToString())})"),
        };

    private static string Words(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : c.ToString()));

    private static Code Value(object? value) => _ => value;

    private static Code Slot(int slot) => frame => frame.Slots[slot];

    private static Code IsNull(Code code) => frame => code(frame) is null;

    private Code Throw(IOperation operation, Code exception) => frame => throw evaluator.Thrown(exception(frame), frame.SpotOf(operation));

    private Code Constant(IOperation operation, object? value)
    {
        if (value is null || operation.Type is not INamedTypeSymbol { TypeKind: TypeKind.Enum })
            return Value(value);
        return TypeOf(operation) is INamedTypeSymbol type && evaluator.Types.IsOfProgram(type)
            ? Value(evaluator.EnumOf(type, value))
            : Value(HostOf(TypeOf(operation)) is { IsEnum: true } host ? Enum.ToObject(host, value) : value);
    }

    private Code Default(ITypeSymbol type)
    {
        object? value = evaluator.DefaultOf(type);
        return Value(value);
    }

    private Code Capture(IFlowCaptureOperation capture)
    {
        int slot = SlotOf(capture.Id);
        if (references.Contains(capture.Id))
        {
            // The copy that 'with' starts from is a variable of its own.
            if (
                EvaluationPoint.Bare(capture.Value.Syntax).Ancestors().FirstOrDefault(node => node is not ParenthesizedExpressionSyntax)
                is WithExpressionSyntax
            )
            {
                Code copied = Compile(capture.Value);
                return frame => frame.Slots[slot] = new Cell(copied(frame));
            }
            Reference variable = Variable(capture.Value);
            return frame => frame.Slots[slot] = variable(frame);
        }
        Code value = Compile(capture.Value);
        return frame => frame.Slots[slot] = value(frame);
    }

    private Code Load(ISymbol variable, RefKind kind)
    {
        int slot = SlotOf(variable);
        if (kind != RefKind.None)
            return layout.IsCaptured(variable)
                ? frame => ((Variable)((Cell)frame.Slots[slot]!).Value!).Value
                : frame => ((Variable)frame.Slots[slot]!).Value;
        return layout.IsCaptured(variable) ? frame => ((Cell)frame.Slots[slot]!).Value : Slot(slot);
    }

    /// <summary>Indicates whether a parameter is one of the primary constructor, which the object keeps.</summary>
    private bool IsKept(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
        && constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is TypeDeclarationSyntax
        && !layout.Has(parameter);

    private Code Parameter(IParameterReferenceOperation operation) =>
        IsKept(operation.Parameter) ? Read(Variable(operation)) : Load(operation.Parameter, operation.Parameter.RefKind);

    private Code This(IInstanceReferenceOperation operation)
    {
        if (operation.ReferenceKind == InstanceReferenceKind.PatternInput && receiver is { } input)
            return frame => input(frame).Value;
        return frame => frame.This is Variable variable ? variable.Value : frame.This;
    }

    private Code Caught(ICaughtExceptionOperation operation)
    {
        for (Region? region = current; region is not null; region = region.Outer)
        {
            if (region.ExceptionSlot < 0)
                continue;
            int slot = region.ExceptionSlot;
            return frame => Adapter.Unwrap(frame.Slots[slot]) is ProgramObject program ? program : frame.Slots[slot];
        }
        return Broken(operation);
    }

    private Code Yield(IOperation value)
    {
        Code code = Compile(value);
        return frame =>
        {
            frame.Yielded = code(frame);
            frame.HasYielded = true;
            return null;
        };
    }

    private Code TypeToken(ITypeOfOperation operation)
    {
        var token = new TypeToken(map.Of(operation.TypeOperand));
        return Value(token);
    }
}
