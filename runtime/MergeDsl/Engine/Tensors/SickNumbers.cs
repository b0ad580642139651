using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MergeDsl.Methods;

namespace MergeDsl.Engine;

/// <summary>Finds elements that are NaN or infinite as they are written.</summary>
internal static class SickNumbers
{
    private const ushort HalfMagnitude = 0x7FFF;
    private const uint Magnitude = 0x7FFFFFFF;

    /// <summary>Whether any element of an output is sick.</summary>
    /// <param name="written">The bytes of the output.</param>
    /// <param name="dtype">Its dtype.</param>
    public static bool AreIn(ReadOnlySpan<byte> written, TensorDType dtype) =>
        dtype.Bits() == 16
            ? AreIn(MemoryMarshal.Cast<byte, ushort>(written), HalfMagnitude, (ushort)Infinity(dtype))
            : AreIn(MemoryMarshal.Cast<byte, uint>(written), Magnitude, Infinity(dtype));

    /// <summary>How many elements of an output are sick though those of all inputs are finite.</summary>
    public static long Count(TensorBlock block, int inputs, ReadOnlySpan<byte> written, TensorDType dtype)
    {
        bool isHalf = dtype.Bits() == 16;
        ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<byte, ushort>(written);
        ReadOnlySpan<uint> wholes = MemoryMarshal.Cast<byte, uint>(written);
        uint infinity = Infinity(dtype);
        long count = 0;
        for (int i = 0; i < block.Count; i++)
        {
            if ((isHalf ? (uint)(halves[i] & HalfMagnitude) : wholes[i] & Magnitude) < infinity)
                continue;
            bool areFinite = true;
            for (int input = 0; input < inputs; input++)
                areFinite &= float.IsFinite(block[input][i]);
            if (areFinite)
                count++;
        }
        return count;
    }

    /// <summary>The bits of infinity, which are those of the least magnitude that is not finite.</summary>
    private static uint Infinity(TensorDType dtype) =>
        dtype switch
        {
            TensorDType.BF16 => 0x7F80,
            TensorDType.F16 => 0x7C00,
            _ => 0x7F800000,
        };

    private static bool AreIn<T>(ReadOnlySpan<T> bits, T magnitude, T infinity)
        where T : struct, IBinaryInteger<T>
    {
        ReadOnlySpan<Vector256<T>> vectors = MemoryMarshal.Cast<T, Vector256<T>>(bits);
        Vector256<T> mask = Vector256.Create(magnitude),
            greatest = Vector256<T>.Zero;
        foreach (Vector256<T> vector in vectors)
            greatest = Vector256.Max(greatest, vector & mask);
        if (Vector256.GreaterThanOrEqualAny(greatest, Vector256.Create(infinity)))
            return true;
        foreach (T value in bits[(vectors.Length * Vector256<T>.Count)..])
        {
            if ((value & magnitude) >= infinity)
                return true;
        }
        return false;
    }
}
