namespace MergeDsl.Generator.Evaluation;

internal static class MathShims
{
    public static int Clamp(int value, int least, int greatest) => (int)Clamp((long)value, least, greatest);

    public static uint Clamp(uint value, uint least, uint greatest) => (uint)Clamp((long)value, least, greatest);

    public static long Clamp(long value, long least, long greatest) =>
        least > greatest ? throw Reversed(least, greatest) : Math.Min(Math.Max(value, least), greatest);

    public static double Clamp(double value, double least, double greatest) =>
        least > greatest ? throw Reversed(least, greatest)
        : value < least ? least
        : value > greatest ? greatest
        : value;

    public static float Clamp(float value, float least, float greatest) => (float)Clamp((double)value, least, greatest);

    public static decimal Clamp(decimal value, decimal least, decimal greatest) =>
        least > greatest ? throw Reversed(least, greatest) : Math.Min(Math.Max(value, least), greatest);

    public static double Cbrt(double value)
    {
        double root = value < 0 ? -Math.Pow(-value, 1.0 / 3) : Math.Pow(value, 1.0 / 3),
            whole = Math.Round(root);
        return whole * whole * whole == value ? whole : root;
    }

    public static double Log2(double value)
    {
        // Powers of two have whole logarithms.
        long bits = BitConverter.DoubleToInt64Bits(value),
            exponent = bits >> 52;
        return exponent is > 0 and < 0x7FF && (bits & ((1L << 52) - 1)) == 0 ? exponent - 1023 : Math.Log(value, 2);
    }

    public static double CopySign(double value, double sign) => NumberShims.IsNegative(sign) ? -Math.Abs(value) : Math.Abs(value);

    public static (int Quotient, int Remainder) DivRem(int left, int right) => (left / right, left % right);

    public static (long Quotient, long Remainder) DivRem(long left, long right) => (left / right, left % right);

    public static long BigMul(int left, int right) => (long)left * right;

    public static double MaxMagnitude(double a, double b) => Math.Abs(a) >= Math.Abs(b) ? a : b;

    public static double MinMagnitude(double a, double b) => Math.Abs(a) <= Math.Abs(b) ? a : b;

    private static ArgumentException Reversed(object least, object greatest) => new($"'{least}' cannot be greater than {greatest}.");
}

/// <summary>Members that <c>MathF</c> computes otherwise than <c>Math</c> rounded once.</summary>
internal static class MathFShims
{
    private const float NoFraction = 1e8f;

    public static float Round(float x, int digits) => Round(x, digits, MidpointRounding.ToEven);

    public static float Round(float x, int digits, MidpointRounding mode)
    {
        if (digits is < 0 or > 6)
            throw new ArgumentOutOfRangeException(nameof(digits), "Rounding digits must be between 0 and 6, inclusive.");
        if (Math.Abs(x) >= NoFraction)
            return x;
        float power = (float)Math.Pow(10, digits);
        return (float)Math.Round((float)(x * power), mode) / power;
    }

    public static float Log2(float x) => (float)MathShims.Log2(x);

    public static float Cbrt(float x) => (float)MathShims.Cbrt(x);

    public static float Clamp(float value, float least, float greatest) => MathShims.Clamp(value, least, greatest);

    public static float CopySign(float x, float sign) => (float)MathShims.CopySign(x, sign);

    public static float FusedMultiplyAdd(float x, float y, float z) => (float)(((double)x * y) + z);
}
