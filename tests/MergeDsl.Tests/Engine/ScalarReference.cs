namespace MergeDsl.Tests.Engine;

/// <summary>Rounding written a second time, slowly and from the definition: the nearest of all finite values of a format, found by search in double.</summary>
internal static class ScalarReference
{
    public static double Value(TensorDType dtype, ulong bits) =>
        dtype switch
        {
            TensorDType.BF16 => Decode((uint)bits, 8, 7),
            TensorDType.F16 => Decode((uint)bits, 5, 10),
            TensorDType.F32 => BitConverter.UInt32BitsToSingle((uint)bits),
            TensorDType.F64 => BitConverter.UInt64BitsToDouble(bits),
            _ => throw new ArgumentOutOfRangeException(nameof(dtype)),
        };

    public static ulong Bits(TensorDType dtype, double value) =>
        dtype switch
        {
            TensorDType.BF16 => Encode((float)value, 8, 7),
            TensorDType.F16 => Encode((float)value, 5, 10),
            TensorDType.F32 => BitConverter.SingleToUInt32Bits((float)value),
            TensorDType.F64 => BitConverter.DoubleToUInt64Bits(value),
            _ => throw new ArgumentOutOfRangeException(nameof(dtype)),
        };

    /// <summary>The value rounded to a dtype.</summary>
    public static double Round(TensorDType dtype, double value) => Value(dtype, Bits(dtype, value));

    /// <summary>The product in a dtype: one rounding of the float32 product.</summary>
    public static double Scale(TensorDType dtype, double value, double factor) =>
        dtype is TensorDType.F64 ? value * factor : Round(dtype, (float)value * (float)factor);

    private static double Decode(uint bits, int exponentBits, int fractionBits)
    {
        int bias = (1 << (exponentBits - 1)) - 1,
            exponent = (int)(bits >> fractionBits) & ((1 << exponentBits) - 1);
        double fraction = (bits & ((1u << fractionBits) - 1)) / (double)(1 << fractionBits);
        double magnitude =
            exponent == (1 << exponentBits) - 1 ? (fraction == 0 ? double.PositiveInfinity : double.NaN)
            : exponent == 0 ? fraction * Math.Pow(2, 1 - bias)
            : (1 + fraction) * Math.Pow(2, exponent - bias);
        return (bits >> (exponentBits + fractionBits)) == 0 ? magnitude : -magnitude;
    }

    private static uint Encode(double value, int exponentBits, int fractionBits)
    {
        uint sign = double.IsNegative(value) ? 1u << (exponentBits + fractionBits) : 0;
        uint infinity = ((1u << exponentBits) - 1) << fractionBits;
        if (double.IsNaN(value))
            return infinity | (1u << (fractionBits - 1));
        double magnitude = Math.Abs(value);
        uint low = 0,
            high = infinity;
        while (low + 1 < high)
        {
            uint middle = (low + high) / 2;
            if (Decode(middle, exponentBits, fractionBits) <= magnitude)
                low = middle;
            else
                high = middle;
        }
        if (double.IsInfinity(magnitude))
            return sign | infinity;
        double below = Decode(low, exponentBits, fractionBits);
        // Beyond the largest finite value the next one would be where infinity is.
        double above = high == infinity ? Math.Pow(2, 1 << (exponentBits - 1)) : Decode(high, exponentBits, fractionBits);
        double left = magnitude - below,
            right = above - magnitude;
        return sign | (left < right || (left == right && low % 2 == 0) ? low : high);
    }
}
