using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MergeDsl.Tensors;

namespace MergeDsl.Kernels;

/// <summary>The Euclidean norm of contiguous elements in the order of the reference: eight float32 lanes for float32 and bfloat16, one accumulator for float16. Takes the elements in pieces of any length.</summary>
/// <typeparam name="T">The dtype of the elements.</typeparam>
internal sealed class Norm<T>
    where T : struct, IWorkType
{
    private const int Lanes = 8;

    private readonly float[] pending = new float[Lanes];
    private int pendingCount;
    private Vector256<float> lanes;
    private float plain;

    private static bool IsPlain => T.DType == TensorDType.F16;

    /// <summary>Begins a new norm.</summary>
    public void Reset()
    {
        lanes = default;
        plain = 0;
        pendingCount = 0;
    }

    /// <summary>Adds the next elements.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        if (IsPlain)
        {
            float sum = plain;
            foreach (float value in values)
                sum += value * value;
            plain = sum;
            return;
        }
        if (pendingCount > 0)
        {
            int taken = Math.Min(Lanes - pendingCount, values.Length);
            values[..taken].CopyTo(pending.AsSpan(pendingCount));
            pendingCount += taken;
            values = values[taken..];
            if (pendingCount < Lanes)
                return;
            AddLanes(pending);
            pendingCount = 0;
        }
        int whole = values.Length / Lanes * Lanes;
        AddLanes(values[..whole]);
        values[whole..].CopyTo(pending);
        pendingCount = values.Length - whole;
    }

    /// <summary>The norm of all elements, rounded to the dtype.</summary>
    public float Total() => T.Round(MathF.Sqrt(SumOfSquares()));

    private float SumOfSquares()
    {
        if (IsPlain)
            return plain;
        float total = 0;
        for (int i = 0; i < Lanes; i++)
            total += lanes[i];
        ReadOnlySpan<float> rest = pending.AsSpan(0, pendingCount);
        if (rest.Length >= 4)
        {
            foreach (float value in rest[..4])
                total += value * value;
            rest = rest[4..];
        }
        foreach (float value in rest)
            total = MathF.FusedMultiplyAdd(value, value, total);
        return total;
    }

    /// <summary>The norm of a few elements.</summary>
    public static float Of(ReadOnlySpan<float> values)
    {
        var norm = new Norm<T>();
        norm.Add(values);
        return norm.Total();
    }

    private void AddLanes(ReadOnlySpan<float> values)
    {
        Vector256<float> sum = lanes;
        foreach (Vector256<float> value in MemoryMarshal.Cast<float, Vector256<float>>(values))
            sum += value * value;
        lanes = sum;
    }
}
