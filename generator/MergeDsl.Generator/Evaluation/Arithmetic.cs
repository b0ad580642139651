using Microsoft.CodeAnalysis.Operations;
using Kind = Microsoft.CodeAnalysis.Operations.BinaryOperatorKind;

namespace MergeDsl.Generator.Evaluation;

/// <summary>C#'s built-in operators on values of one type, checked and unchecked.</summary>
internal static class Arithmetic
{
    /// <summary>The result; null where there is no such operator here.</summary>
    public static object? Binary(Kind kind, object? left, object? right, bool isChecked) =>
        (left, right) switch
        {
            (int a, int b) => Compare(kind, a.CompareTo(b)) ?? Int32(kind, a, b, isChecked),
            (uint a, uint b) => Compare(kind, a.CompareTo(b)) ?? UInt32(kind, a, b, isChecked),
            (long a, long b) => Compare(kind, a.CompareTo(b)) ?? Int64(kind, a, b, isChecked),
            (ulong a, ulong b) => Compare(kind, a.CompareTo(b)) ?? UInt64(kind, a, b, isChecked),
            (uint or long or ulong, int b) => Shift(kind, left, b),
            (double a, double b) => Double(kind, a, b),
            (float a, float b) => Single(kind, a, b),
            (decimal a, decimal b) => Compare(kind, a.CompareTo(b)) ?? Decimal(kind, a, b),
            (bool a, bool b) => Boolean(kind, a, b),
            (char a, char b) => Compare(kind, a.CompareTo(b)),
            (string or null, string or null) => Compare(
                kind,
                string.Equals((string?)left, (string?)right, StringComparison.Ordinal) ? 0 : 1,
                onlyEquality: true
            ),
            (Enum a, Enum b) when a.GetType() == b.GetType() => Compare(kind, a.CompareTo(b)),
            _ => null,
        };

    /// <summary>The result; null where there is no such operator here.</summary>
    public static object? Unary(UnaryOperatorKind kind, object? value, bool isChecked) =>
        (kind, value) switch
        {
            (UnaryOperatorKind.Plus, int or uint or long or ulong or float or double or decimal) => value,
            (UnaryOperatorKind.Minus, int a) => isChecked ? checked(-a) : unchecked(-a),
            (UnaryOperatorKind.Minus, long a) => isChecked ? checked(-a) : unchecked(-a),
            (UnaryOperatorKind.Minus, float a) => -a,
            (UnaryOperatorKind.Minus, double a) => -a,
            (UnaryOperatorKind.Minus, decimal a) => -a,
            (UnaryOperatorKind.BitwiseNegation, int a) => ~a,
            (UnaryOperatorKind.BitwiseNegation, uint a) => ~a,
            (UnaryOperatorKind.BitwiseNegation, long a) => ~a,
            (UnaryOperatorKind.BitwiseNegation, ulong a) => ~a,
            (UnaryOperatorKind.Not, bool a) => !a,
            _ => null,
        };

    /// <summary>A number one greater or one smaller, in its own type; null where that has no such operator.</summary>
    public static object? Step(object? value, bool up, bool isChecked) =>
        value switch
        {
            int => Binary(up ? Kind.Add : Kind.Subtract, value, 1, isChecked),
            uint => Binary(up ? Kind.Add : Kind.Subtract, value, 1u, isChecked),
            long => Binary(up ? Kind.Add : Kind.Subtract, value, 1L, isChecked),
            ulong => Binary(up ? Kind.Add : Kind.Subtract, value, 1ul, isChecked),
            float => Binary(up ? Kind.Add : Kind.Subtract, value, 1f, isChecked),
            double => Binary(up ? Kind.Add : Kind.Subtract, value, 1d, isChecked),
            decimal => Binary(up ? Kind.Add : Kind.Subtract, value, 1m, isChecked),
            sbyte or byte or short or ushort or char => NumericConversion.Convert(
                (int)NumericConversion.Convert(value, typeof(int), false)! + (up ? 1 : -1),
                value.GetType(),
                isChecked
            ),
            _ => null,
        };

    private static object? Compare(Kind kind, int order, bool onlyEquality = false) =>
        kind switch
        {
            Kind.Equals => order == 0,
            Kind.NotEquals => order != 0,
            _ when onlyEquality => null,
            Kind.LessThan => order < 0,
            Kind.LessThanOrEqual => order <= 0,
            Kind.GreaterThan => order > 0,
            Kind.GreaterThanOrEqual => order >= 0,
            _ => null,
        };

    private static object? Int32(Kind kind, int a, int b, bool isChecked) =>
        kind switch
        {
            Kind.Add => isChecked ? checked(a + b) : unchecked(a + b),
            Kind.Subtract => isChecked ? checked(a - b) : unchecked(a - b),
            Kind.Multiply => isChecked ? checked(a * b) : unchecked(a * b),
            Kind.Divide => a / b,
            Kind.Remainder => a % b,
            Kind.And => a & b,
            Kind.Or => a | b,
            Kind.ExclusiveOr => a ^ b,
            Kind.LeftShift => a << b,
            Kind.RightShift => a >> b,
            Kind.UnsignedRightShift => a >>> b,
            _ => null,
        };

    private static object? UInt32(Kind kind, uint a, uint b, bool isChecked) =>
        kind switch
        {
            Kind.Add => isChecked ? checked(a + b) : unchecked(a + b),
            Kind.Subtract => isChecked ? checked(a - b) : unchecked(a - b),
            Kind.Multiply => isChecked ? checked(a * b) : unchecked(a * b),
            Kind.Divide => a / b,
            Kind.Remainder => a % b,
            Kind.And => a & b,
            Kind.Or => a | b,
            Kind.ExclusiveOr => a ^ b,
            _ => null,
        };

    private static object? Int64(Kind kind, long a, long b, bool isChecked) =>
        kind switch
        {
            Kind.Add => isChecked ? checked(a + b) : unchecked(a + b),
            Kind.Subtract => isChecked ? checked(a - b) : unchecked(a - b),
            Kind.Multiply => isChecked ? checked(a * b) : unchecked(a * b),
            Kind.Divide => a / b,
            Kind.Remainder => a % b,
            Kind.And => a & b,
            Kind.Or => a | b,
            Kind.ExclusiveOr => a ^ b,
            _ => null,
        };

    private static object? UInt64(Kind kind, ulong a, ulong b, bool isChecked) =>
        kind switch
        {
            Kind.Add => isChecked ? checked(a + b) : unchecked(a + b),
            Kind.Subtract => isChecked ? checked(a - b) : unchecked(a - b),
            Kind.Multiply => isChecked ? checked(a * b) : unchecked(a * b),
            Kind.Divide => a / b,
            Kind.Remainder => a % b,
            Kind.And => a & b,
            Kind.Or => a | b,
            Kind.ExclusiveOr => a ^ b,
            _ => null,
        };

    private static object? Shift(Kind kind, object value, int count) =>
        (kind, value) switch
        {
            (Kind.LeftShift, uint a) => a << count,
            (Kind.LeftShift, long a) => a << count,
            (Kind.LeftShift, ulong a) => a << count,
            (Kind.RightShift or Kind.UnsignedRightShift, uint a) => a >> count,
            (Kind.RightShift, long a) => a >> count,
            (Kind.UnsignedRightShift, long a) => a >>> count,
            (Kind.RightShift or Kind.UnsignedRightShift, ulong a) => a >> count,
            _ => null,
        };

    private static object? Double(Kind kind, double a, double b) =>
        kind switch
        {
            Kind.Add => a + b,
            Kind.Subtract => a - b,
            Kind.Multiply => a * b,
            Kind.Divide => a / b,
            Kind.Remainder => a % b,
            Kind.Equals => a == b,
            Kind.NotEquals => a != b,
            Kind.LessThan => a < b,
            Kind.LessThanOrEqual => a <= b,
            Kind.GreaterThan => a > b,
            Kind.GreaterThanOrEqual => a >= b,
            _ => null,
        };

    private static object? Single(Kind kind, float a, float b) =>
        kind switch
        {
            Kind.Add => a + b,
            Kind.Subtract => a - b,
            Kind.Multiply => a * b,
            Kind.Divide => a / b,
            Kind.Remainder => a % b,
            _ => Double(kind, a, b),
        };

    private static object? Decimal(Kind kind, decimal a, decimal b) =>
        kind switch
        {
            Kind.Add => a + b,
            Kind.Subtract => a - b,
            Kind.Multiply => a * b,
            Kind.Divide => a / b,
            Kind.Remainder => a % b,
            _ => null,
        };

    private static object? Boolean(Kind kind, bool a, bool b) =>
        kind switch
        {
            Kind.And => a & b,
            Kind.Or => a | b,
            Kind.ExclusiveOr => a ^ b,
            Kind.Equals => a == b,
            Kind.NotEquals => a != b,
            _ => null,
        };
}
