using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Operators, conditions, text and variables.</summary>
internal sealed partial class Evaluator
{
    public override object? VisitParenthesized(IParenthesizedOperation operation, Frame frame) => Visit(operation.Operand, frame);

    public override object? VisitDefaultValue(IDefaultValueOperation operation, Frame frame)
    {
        Type host = Host(operation.Type, operation, frame);
        return host.IsValueType ? Activator.CreateInstance(host) : null;
    }

    public override object? VisitBinaryOperator(IBinaryOperation operation, Frame frame)
    {
        object? left = Visit(operation.LeftOperand, frame);
        if (
            operation.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr
            && operation.OperatorMethod is null
            && left is bool first
        )
        {
            return first == (operation.OperatorKind == BinaryOperatorKind.ConditionalOr) ? first : Visit(operation.RightOperand, frame);
        }
        object? right = Visit(operation.RightOperand, frame);
        if (operation.OperatorMethod is { } method && HostMembers.AreCalled(method.ContainingType) && members.Method(method) is { } member)
            return Call(member, null, [left, right], operation, frame);
        if (operation.OperatorKind == BinaryOperatorKind.Add && operation.Type?.SpecialType == SpecialType.System_String)
            return Joined(operation, frame, Text(left, operation.LeftOperand, frame), Text(right, operation.RightOperand, frame));
        object? result = operation.IsLifted
            ? null
            : Guard(() => Arithmetic.Binary(operation.OperatorKind, left, right, operation.IsChecked), operation, frame);
        return result
            ?? throw NotEvaluated(
                operation,
                frame,
                $"this operator on {Printable.Quote(operation.LeftOperand.Type?.ToDisplayString() ?? "null")}"
            );
    }

    public override object? VisitUnaryOperator(IUnaryOperation operation, Frame frame)
    {
        object? operand = Visit(operation.Operand, frame);
        if (operation.OperatorKind == UnaryOperatorKind.Hat && operand is int fromEnd)
            return fromEnd >= 0 ? new Index(fromEnd, true) : throw new NegativeLayer(frame.At(operation), fromEnd);
        object? result =
            operation.IsLifted || operation.OperatorMethod is not null
                ? null
                : Guard(() => Arithmetic.Unary(operation.OperatorKind, operand, operation.IsChecked), operation, frame);
        return result
            ?? throw NotEvaluated(
                operation,
                frame,
                $"this operator on {Printable.Quote(operation.Operand.Type?.ToDisplayString() ?? "null")}"
            );
    }

    public override object? VisitRangeOperation(IRangeOperation operation, Frame frame)
    {
        object? start = operation.LeftOperand is null ? Index.Start : Visit(operation.LeftOperand, frame);
        object? end = operation.RightOperand is null ? Index.End : Visit(operation.RightOperand, frame);
        return start is Index from && end is Index to ? new Range(from, to) : throw NotEvaluated(operation, frame, "a range of these ends");
    }

    public override object? VisitConditional(IConditionalOperation operation, Frame frame)
    {
        bool condition = (bool)Visit(operation.Condition, frame)!;
        if (operation.Type is null || operation.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.IfStatementSyntax)
        {
            return condition ? Visit(operation.WhenTrue, frame)
                : operation.WhenFalse is null ? Flow.Next
                : Visit(operation.WhenFalse, frame);
        }
        return Visit(condition ? operation.WhenTrue : operation.WhenFalse!, frame);
    }

    public override object? VisitSwitchExpression(ISwitchExpressionOperation operation, Frame frame)
    {
        object? value = Visit(operation.Value, frame);
        foreach (ISwitchExpressionArmOperation arm in operation.Arms)
        {
            if (Matches(value, arm.Pattern, frame) && (arm.Guard is null || (bool)Visit(arm.Guard, frame)!))
                return Visit(arm.Value, frame);
        }
        throw new DeclarationThrows(frame.At(operation), new InvalidOperationException("no arm of the switch matches"));
    }

    public override object? VisitIsPattern(IIsPatternOperation operation, Frame frame) =>
        Matches(Visit(operation.Value, frame), operation.Pattern, frame);

    public override object? VisitTuple(ITupleOperation operation, Frame frame)
    {
        Type host = Host(operation.Type, operation, frame);
        return Activator.CreateInstance(host, [.. operation.Elements.Select(element => Visit(element, frame))]);
    }

    public override object? VisitInterpolatedString(IInterpolatedStringOperation operation, Frame frame)
    {
        string text = "";
        foreach (IInterpolatedStringContentOperation part in operation.Parts)
        {
            text = part switch
            {
                IInterpolatedStringTextOperation literal => Joined(operation, frame, text, (string)Visit(literal.Text, frame)!),
                IInterpolationOperation { Alignment: null, FormatString: null } hole => Joined(
                    operation,
                    frame,
                    text,
                    Text(Visit(hole.Expression, frame), hole.Expression, frame)
                ),
                _ => throw NotEvaluated(part, frame, "a format or an alignment in a text"),
            };
        }
        return text;
    }

    public override object? VisitLocalReference(ILocalReferenceOperation operation, Frame frame) =>
        Variable(operation.Local, operation, frame);

    public override object? VisitParameterReference(IParameterReferenceOperation operation, Frame frame) =>
        Variable(operation.Parameter, operation, frame);

    public override object? VisitSimpleAssignment(ISimpleAssignmentOperation operation, Frame frame)
    {
        object? value = Visit(operation.Value, frame);
        Assign(operation.Target, value, frame);
        return value;
    }

    public override object? VisitDeconstructionAssignment(IDeconstructionAssignmentOperation operation, Frame frame)
    {
        object? value = Visit(operation.Value, frame);
        Assign(operation.Target, value, frame);
        return value;
    }

    public override object? VisitCompoundAssignment(ICompoundAssignmentOperation operation, Frame frame)
    {
        object? before = Visit(operation.Target, frame);
        object? right = Visit(operation.Value, frame);
        if (operation.OperatorMethod is not null || operation.IsLifted)
            throw NotEvaluated(operation, frame, "an operator of this type");
        object? result;
        if (operation.OperatorKind == BinaryOperatorKind.Add && operation.Type?.SpecialType == SpecialType.System_String)
        {
            result = Joined(operation, frame, Text(before, operation.Target, frame), Text(right, operation.Value, frame));
        }
        else
        {
            object? left = before;
            if (operation.InConversion is { IsIdentity: false } && operation.Value.Type is { } wider)
                left = Converted(before, operation.Target.Type!, wider, operation.IsChecked, operation, frame);
            result =
                Guard(() => Arithmetic.Binary(operation.OperatorKind, left, right, operation.IsChecked), operation, frame)
                ?? throw NotEvaluated(operation, frame, "this operator");
            Type target = Host(operation.Target.Type, operation, frame);
            if (result.GetType() != target)
                result =
                    Guard(() => NumericConversion.Convert(result, target, operation.IsChecked), operation, frame)
                    ?? throw NotEvaluated(operation, frame, "this operator");
        }
        Assign(operation.Target, result, frame);
        return result;
    }

    public override object? VisitIncrementOrDecrement(IIncrementOrDecrementOperation operation, Frame frame)
    {
        object? before = Visit(operation.Target, frame);
        object? after =
            operation.OperatorMethod is not null || operation.IsLifted
                ? null
                : Guard(() => Arithmetic.Step(before, operation.Kind == OperationKind.Increment, operation.IsChecked), operation, frame);
        Assign(operation.Target, after ?? throw NotEvaluated(operation, frame, "this operator"), frame);
        return operation.IsPostfix ? before : after;
    }

    private object? Variable(ISymbol variable, IOperation operation, Frame frame) =>
        frame.TryGet(variable, out object? value)
            ? value
            : throw NotEvaluated(operation, frame, $"the variable {Printable.Quote(variable.Name)} here");

    private void Assign(IOperation target, object? value, Frame frame)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                frame.Set(local.Local, value);
                break;
            case IParameterReferenceOperation parameter:
                frame.Set(parameter.Parameter, value);
                break;
            case IDiscardOperation:
                break;
            case IDeclarationExpressionOperation declaration:
                Assign(declaration.Expression, value, frame);
                break;
            case ITupleOperation tuple when value is not null:
                for (int i = 0; i < tuple.Elements.Length; i++)
                    Assign(tuple.Elements[i], TupleElement(value, i, target, frame), frame);
                break;
            default:
                throw NotEvaluated(target, frame, "a change of anything but a local variable");
        }
    }

    private static object? TupleElement(object tuple, int index, IOperation operation, Frame frame) =>
        tuple.GetType().GetField("Item" + (index + 1).ToString(CultureInfo.InvariantCulture)) is { } field
            ? field.GetValue(tuple)
            : throw NotEvaluated(operation, frame, "the deconstruction of anything but a tuple");

    private string Joined(IOperation operation, Frame frame, string left, string right)
    {
        if (left.Length + right.Length > LongestText)
            throw NotEvaluated(operation, frame, "a text as long as this one");
        return left + right;
    }

    /// <summary>A value in a text, where that does not depend on the culture in which the program runs.</summary>
    private static string Text(object? value, IOperation operation, Frame frame) =>
        value switch
        {
            null => "",
            not Enum when Spot.Strip(operation).Type is { TypeKind: TypeKind.Enum } => throw NotEvaluated(
                Spot.Strip(operation),
                frame,
                "the name of an enum value"
            ),
            string text => text,
            char or bool or Filter or Model => value.ToString()!,
            byte or ushort or uint or ulong => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
            sbyte or short or int or long when Convert.ToInt64(value, CultureInfo.InvariantCulture) >= 0 => ((IFormattable)value).ToString(
                null,
                CultureInfo.InvariantCulture
            ),
            Enum => value.ToString()!,
            _ => throw NotEvaluated(
                Spot.Strip(operation),
                frame,
                "a text of a fraction or negative number, which depends on the culture of the program,"
            ),
        };

    private bool Matches(object? value, IPatternOperation pattern, Frame frame)
    {
        switch (pattern)
        {
            case IDiscardPatternOperation:
                return true;
            case IConstantPatternOperation constant:
                return Equals(value, Visit(constant.Value, frame));
            case INegatedPatternOperation negated:
                return !Matches(value, negated.Pattern, frame);
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both:
                return Matches(value, both.LeftPattern, frame) && Matches(value, both.RightPattern, frame);
            case IBinaryPatternOperation either:
                return Matches(value, either.LeftPattern, frame) || Matches(value, either.RightPattern, frame);
            case IRelationalPatternOperation relational:
                object? limit = Visit(relational.Value, frame);
                return value is not null && Arithmetic.Binary(relational.OperatorKind, value, limit, false) is true;
            case IDeclarationPatternOperation { MatchesNull: true } any:
                if (any.DeclaredSymbol is { } variable)
                    frame.Declare(variable, value);
                return true;
            default:
                throw NotEvaluated(pattern, frame, "this pattern");
        }
    }
}
