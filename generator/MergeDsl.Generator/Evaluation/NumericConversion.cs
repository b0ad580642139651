namespace MergeDsl.Generator.Evaluation;

/// <summary>C#'s conversions between numeric types, checked and unchecked.</summary>
internal static class NumericConversion
{
    /// <summary>The number in another type; null where C# leaves the result open, or where these are no numbers.</summary>
    /// <exception cref="OverflowException">The number does not fit, and the context is checked.</exception>
    public static object? Convert(object value, Type target, bool isChecked)
    {
        if (target.IsEnum)
            return Convert(value, Enum.GetUnderlyingType(target), isChecked) is { } number ? Enum.ToObject(target, number) : null;
        if (value is Enum)
            value = System.Convert.ChangeType(
                value,
                Enum.GetUnderlyingType(value.GetType()),
                System.Globalization.CultureInfo.InvariantCulture
            );
        if (value is char character)
            value = (ushort)character;
        if (target == typeof(double))
            return value switch
            {
                double d => d,
                float f => (double)f,
                decimal m => (double)m,
                ulong u => (double)u,
                _ => (double)Signed(value),
            };
        if (target == typeof(float))
            return value switch
            {
                double d => (float)d,
                float f => f,
                decimal m => (float)m,
                ulong u => (float)u,
                _ => (float)Signed(value),
            };
        if (target == typeof(decimal))
            return value switch
            {
                double d => (decimal)d,
                float f => (decimal)f,
                decimal m => m,
                ulong u => (decimal)u,
                _ => (decimal)Signed(value),
            };
        if (Limits(target) is not { } limits)
            return null;
        if (value is double or float)
        {
            double whole = Math.Truncate(value is float single ? single : (double)value);
            // The greatest long and ulong are no doubles: the next number up is.
            bool inside =
                whole >= (double)limits.Least
                && (
                    limits.Greatest >= long.MaxValue
                        ? whole < (limits.Greatest == long.MaxValue ? 9223372036854775808.0 : 18446744073709551616.0)
                        : whole <= (double)limits.Greatest
                );
            if (inside)
                return Cast(whole < 0 ? unchecked((ulong)(long)whole) : (ulong)whole, target);
            // What an unchecked conversion makes of a fraction out of range is not specified.
            return isChecked ? throw new OverflowException() : null;
        }
        decimal exact = value switch
        {
            decimal m => Math.Truncate(m),
            ulong u => u,
            _ => Signed(value),
        };
        if ((exact < limits.Least || exact > limits.Greatest) && (isChecked || value is decimal))
            throw new OverflowException();
        ulong bits = value switch
        {
            decimal => exact < 0 ? unchecked((ulong)(long)exact) : (ulong)exact,
            ulong u => u,
            _ => unchecked((ulong)Signed(value)),
        };
        return Cast(bits, target);
    }

    private static long Signed(object value) =>
        value switch
        {
            sbyte n => n,
            byte n => n,
            short n => n,
            ushort n => n,
            int n => n,
            uint n => n,
            long n => n,
            _ => throw new InvalidCastException(),
        };

    private static object? Cast(ulong bits, Type target) =>
        unchecked(
            Type.GetTypeCode(target) switch
            {
                TypeCode.SByte => (sbyte)bits,
                TypeCode.Byte => (byte)bits,
                TypeCode.Int16 => (short)bits,
                TypeCode.UInt16 => (ushort)bits,
                TypeCode.Char => (char)bits,
                TypeCode.Int32 => (int)bits,
                TypeCode.UInt32 => (uint)bits,
                TypeCode.Int64 => (long)bits,
                TypeCode.UInt64 => bits,
                _ => (object?)null,
            }
        );

    private static (decimal Least, decimal Greatest)? Limits(Type target) =>
        Type.GetTypeCode(target) switch
        {
            TypeCode.SByte => (sbyte.MinValue, sbyte.MaxValue),
            TypeCode.Byte => (byte.MinValue, byte.MaxValue),
            TypeCode.Int16 => (short.MinValue, short.MaxValue),
            TypeCode.UInt16 => (ushort.MinValue, ushort.MaxValue),
            TypeCode.Char => (char.MinValue, char.MaxValue),
            TypeCode.Int32 => (int.MinValue, int.MaxValue),
            TypeCode.UInt32 => (uint.MinValue, uint.MaxValue),
            TypeCode.Int64 => (long.MinValue, long.MaxValue),
            TypeCode.UInt64 => (ulong.MinValue, ulong.MaxValue),
            _ => null,
        };
}
