using MergeDsl.Tensors;

namespace MergeDsl.Kernels;

/// <summary>Natural logarithms of numbers of a dtype, rounded to it: of those of 16 bits each is computed once.</summary>
/// <typeparam name="T">The dtype.</typeparam>
internal static class Logarithms<T>
    where T : struct, IWorkType
{
    /// <summary>Bits at the end of a float32 that are zero in every normal number of the dtype.</summary>
    private static readonly int Zeros = T.DType == TensorDType.BF16 ? 16 : 13;

    private static readonly float[] Table = T.IsHalf ? Make() : [];

    /// <summary>The logarithm of a number of the dtype.</summary>
    public static float Of(float value)
    {
        if (!T.IsHalf)
            return T.Round(Functions.Log(value));
        uint bits = BitConverter.SingleToUInt32Bits(value);
        // Negative numbers and NaN are beyond the table.
        uint index = bits >> Zeros;
        return index < (uint)Table.Length && index << Zeros == bits ? Table[index] : T.Round(Functions.Log(value));
    }

    private static float[] Make()
    {
        float[] table = new float[1 << (31 - Zeros)];
        for (uint i = 0; i < table.Length; i++)
            table[i] = T.Round(Functions.Log(BitConverter.UInt32BitsToSingle(i << Zeros)));
        return table;
    }
}
