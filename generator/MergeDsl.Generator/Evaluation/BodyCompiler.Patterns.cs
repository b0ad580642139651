using System.Collections;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Patterns.</summary>
internal sealed partial class BodyCompiler
{
    private delegate bool Test(object? value, Frame frame);

    private Code IsPattern(IIsPatternOperation operation)
    {
        Code value = Compile(operation.Value);
        Test test = Pattern(operation.Pattern);
        return frame =>
        {
            object? given = value(frame);
            return evaluator.At(frame.SpotOf(operation), () => test(given, frame));
        };
    }

    private Test Pattern(IPatternOperation pattern)
    {
        switch (pattern)
        {
            case IConstantPatternOperation constant:
                return ConstantPattern(constant);
            case IDiscardPatternOperation:
                return static (_, _) => true;
            case INegatedPatternOperation negated:
                Test inner = Pattern(negated.Pattern);
                return (value, frame) => !inner(value, frame);
            case IBinaryPatternOperation binary:
                Test left = Pattern(binary.LeftPattern),
                    right = Pattern(binary.RightPattern);
                return binary.OperatorKind == BinaryOperatorKind.Or
                    ? (value, frame) => left(value, frame) || right(value, frame)
                    : (value, frame) => left(value, frame) && right(value, frame);
            case IRelationalPatternOperation relational:
                return Relational(relational);
            case ITypePatternOperation type:
                ITypeSymbol matched = map.Of(type.MatchedType);
                return (value, _) => evaluator.IsInstance(value, matched);
            case IDeclarationPatternOperation declaration:
                return Declaration(declaration);
            case IRecursivePatternOperation recursive:
                return Recursive(recursive);
            case IListPatternOperation list:
                return ListPattern(list);
            default:
                string what = $"this pattern ({Words(pattern.Kind.ToString())})";
                return (_, frame) => throw evaluator.Impure(pattern, frame, what);
        }
    }

    private Test ConstantPattern(IConstantPatternOperation pattern)
    {
        Code constant = Compile(pattern.Value);
        return (value, frame) =>
        {
            object? expected = constant(frame),
                given = Adapter.Unwrap(value);
            if (given is Span<char> text && expected is string said)
                return new string(text.ToArray()) == said;
            return expected is null ? given is null : expected.Equals(given);
        };
    }

    private Test Relational(IRelationalPatternOperation pattern)
    {
        Code bound = Compile(pattern.Value);
        return (value, frame) =>
        {
            object? limit = bound(frame);
            return value is not null
                && value.GetType() == limit!.GetType()
                && (
                    value is ProgramEnum
                        ? EnumOperator(pattern.OperatorKind, value, limit)
                        : Arithmetic.Binary(pattern.OperatorKind, Wide(value), Wide(limit), false)
                )
                    is true;
        };
    }

    /// <summary>A small number as those that have operators.</summary>
    private static object? Wide(object value) =>
        value is byte or sbyte or short or ushort or char ? NumericConversion.Convert(value, typeof(int), false) : value;

    private Action<object?, Frame> Declared(ISymbol? variable)
    {
        if (variable is not ILocalSymbol)
            return static (_, _) => { };
        int slot = SlotOf(variable);
        return layout.IsCaptured(variable)
            ? (value, frame) => ((Cell)frame.Slots[slot]!).Value = value
            : (value, frame) => frame.Slots[slot] = value;
    }

    private Test Declaration(IDeclarationPatternOperation pattern)
    {
        Action<object?, Frame> declare = Declared(pattern.DeclaredSymbol);
        ITypeSymbol? type = pattern.MatchedType is { } matched ? map.Of(matched) : null;
        Type? host = type is null ? null : evaluator.Types.Find(Evaluator.Underlying(type));
        return (value, frame) =>
        {
            if (!pattern.MatchesNull && (type is null ? value is null : !evaluator.IsInstance(value, type)))
                return false;
            declare(
                host is null || pattern.MatchesNull ? value : evaluator.Adapt(ProgramObject.Unshared(Adapter.Unwrap(value)), host),
                frame
            );
            return true;
        };
    }

    private Test Recursive(IRecursivePatternOperation pattern)
    {
        Action<object?, Frame> declare = Declared(pattern.DeclaredSymbol);
        ITypeSymbol type = map.Of(pattern.MatchedType);
        int slot = layout.New();
        var tests = new List<(Code Value, Test Test)>();
        Func<object?, Frame, object?[]>? parts = null;
        Test[] positional = [];
        if (pattern.DeconstructionSubpatterns.Length > 0)
        {
            (parts, _) = Parts(
                Evaluator.Underlying(type),
                pattern.DeconstructionSubpatterns.Length,
                pattern,
                pattern.DeconstructSymbol as IMethodSymbol
            );
            positional = [.. pattern.DeconstructionSubpatterns.Select(Pattern)];
        }
        foreach (IPropertySubpatternOperation property in pattern.PropertySubpatterns)
        {
            Reference? before = receiver;
            receiver = frame => new Cell(frame.Slots[slot]);
            Code member = Compile(property.Member);
            receiver = before;
            tests.Add((member, Pattern(property.Pattern)));
        }
        bool isAny = SymbolEqualityComparer.Default.Equals(type, map.Of(pattern.InputType));
        return (value, frame) =>
        {
            if (isAny ? value is null : !evaluator.IsInstance(value, type))
                return false;
            frame.Slots[slot] = value;
            if (parts is not null)
            {
                object?[] elements = parts(value, frame);
                if (elements.Length < positional.Length)
                    return false;
                for (int i = 0; i < positional.Length; i++)
                {
                    if (!positional[i](elements[i], frame))
                        return false;
                }
            }
            foreach ((Code member, Test test) in tests)
            {
                frame.Slots[slot] = value;
                if (!test(member(frame), frame))
                    return false;
            }
            declare(value, frame);
            return true;
        };
    }

    private Test ListPattern(IListPatternOperation pattern)
    {
        Action<object?, Frame> declare = Declared(pattern.DeclaredSymbol);
        ISlicePatternOperation? slice = pattern.Patterns.OfType<ISlicePatternOperation>().FirstOrDefault();
        int at = slice is null ? -1 : pattern.Patterns.IndexOf(slice);
        Test[] tests =
        [
            .. pattern.Patterns.Select(part =>
                part is ISlicePatternOperation { Pattern: { } rest } ? Pattern(rest)
                : part is ISlicePatternOperation ? static (_, _) => true
                : Pattern(part)
            ),
        ];
        bool isRead = slice?.Pattern is not null;
        return (value, frame) =>
        {
            if (value is null)
                return false;
            object?[] items = value is string text ? [.. text.Select(c => (object)c)] : ItemsOf(value, pattern, frame);
            if (at < 0 ? items.Length != tests.Length : items.Length < tests.Length - 1)
                return false;
            for (int i = 0; i < tests.Length; i++)
            {
                if (i == at)
                {
                    if (isRead && !tests[i](Part(value, slice!, i, items.Length - tests.Length + 1, frame), frame))
                        return false;
                }
                else if (!tests[i](items[at >= 0 && i > at ? items.Length - tests.Length + i : i], frame))
                    return false;
            }
            declare(value, frame);
            return true;
        };
    }

    private object?[] ItemsOf(object value, IListPatternOperation pattern, Frame frame)
    {
        if (value is not ProgramObject)
            return value is IEnumerable items
                ? [.. items.Cast<object?>()]
                : throw evaluator.Impure(pattern, frame, "a list pattern of this type");
        int count = (int)Accessor(pattern.LengthSymbol!, pattern, _ => new Cell(value), [])(frame)!;
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    Accessor(pattern.IndexerSymbol!, pattern, _ => new Cell(value), [Value(IndexFor(pattern.IndexerSymbol!, i))])(frame)
                ),
        ];
    }

    private static object IndexFor(ISymbol indexer, int index) =>
        indexer is IPropertySymbol { Parameters: [{ Type.SpecialType: SpecialType.System_Int32 }] } ? index : new Index(index);

    private object? Part(object value, ISlicePatternOperation slice, int start, int length, Frame frame)
    {
        switch (value)
        {
            case string text:
                return text.Substring(start, length);
            case Array array:
                Array part = Array.CreateInstance(array.GetType().GetElementType()!, length);
                Array.Copy(array, start, part, 0, length);
                return part;
            default:
                return slice.SliceSymbol switch
                {
                    IMethodSymbol method => Accessor(method, slice, _ => new Cell(value), [Value(start), Value(length)])(frame),
                    IPropertySymbol property => Accessor(property, slice, _ => new Cell(value), [Value(new Range(start, start + length))])(
                        frame
                    ),
                    _ => throw evaluator.Impure(slice, frame, "this slice"),
                };
        }
    }
}
