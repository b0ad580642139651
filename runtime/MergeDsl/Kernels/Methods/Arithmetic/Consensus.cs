using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary>The consensus of signs: only elements count whose sign is that of the sum; a sum of zero counts as positive.</summary>
internal static class Consensus
{
    /// <summary>Returns 1 for the elements that count, 0 for the others.</summary>
    /// <typeparam name="T">The dtype to which the sum is rounded before its sign is taken.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Mask<T>(Vector256<float> sum, Vector256<float> terms)
        where T : struct, IWorkType
    {
        Vector256<float> zero = Vector256<float>.Zero,
            isPositive = Vector256.GreaterThanOrEqual(T.Round(sum), zero);
        return Vector256.ConditionalSelect(isPositive, Vector256.GreaterThan(terms, zero), Vector256.LessThan(terms, zero))
            & Vector256.Create(1f);
    }
}
