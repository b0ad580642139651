using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary>Differences from the base model.</summary>
internal static class Deltas
{
    /// <summary>The differences, rounded to the dtype; the result may have the place of an operand.</summary>
    public static void Subtract<T>(
        ReadOnlySpan<Vector256<float>> values,
        ReadOnlySpan<Vector256<float>> from,
        Span<Vector256<float>> result
    )
        where T : struct, IWorkType
    {
        from = from[..values.Length];
        result = result[..values.Length];
        for (int i = 0; i < values.Length; i++)
            result[i] = T.Round(values[i] - from[i]);
    }
}
