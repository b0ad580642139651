using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MergeDsl.Tensors;

namespace MergeDsl.Kernels;

/// <summary>A floating point dtype as files store it: reads and writes its elements by way of float32.</summary>
internal abstract class FloatFormat
{
    /// <summary>The format of a dtype.</summary>
    /// <exception cref="NotSupportedException">It is no floating point dtype of full width.</exception>
    public static FloatFormat Of(TensorDType dtype) =>
        dtype switch
        {
            TensorDType.BF16 => BFloat16Format.Instance,
            TensorDType.F16 => Float16Format.Instance,
            TensorDType.F32 => Float32Format.Instance,
            TensorDType.F64 => Float64Format.Instance,
            _ => throw new NotSupportedException(dtype.Name()),
        };

    /// <summary>The bytes of an element.</summary>
    public abstract int Size { get; }

    /// <summary>Widens stored elements to float32, exactly but for float64, which is rounded.</summary>
    public abstract void Load(ReadOnlySpan<byte> bytes, Span<float> values);

    /// <summary>Rounds float32 to stored elements, to nearest, ties to even. NaN stays NaN, what is too large becomes infinite.</summary>
    public abstract void Store(ReadOnlySpan<float> values, Span<byte> bytes);

    /// <summary>The kernel that multiplies stored elements by a factor, each rounded once.</summary>
    public abstract ElementKernel Scale(double factor);

    /// <summary>Indicates whether any stored element is NaN or infinite.</summary>
    public abstract bool HasNonFinite(ReadOnlySpan<byte> bytes);

    /// <summary>Indicates whether a stored element is NaN or infinite.</summary>
    public abstract bool IsNonFinite(ReadOnlySpan<byte> bytes, int index);
}

/// <summary>A floating point dtype as integers of its width.</summary>
/// <typeparam name="TBits">The integers.</typeparam>
/// <param name="infinity">The bits of infinity, the least magnitude that is not finite.</param>
internal abstract class FloatFormat<TBits>(TBits infinity) : FloatFormat
    where TBits : unmanaged, IBinaryInteger<TBits>, IMinMaxValue<TBits>
{
    private static readonly TBits Magnitude = TBits.MaxValue >> 1;

    public override int Size => Marshal.SizeOf<TBits>();

    public override bool HasNonFinite(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<TBits> bits = MemoryMarshal.Cast<byte, TBits>(bytes);
        ReadOnlySpan<Vector256<TBits>> vectors = MemoryMarshal.Cast<TBits, Vector256<TBits>>(bits);
        Vector256<TBits> mask = Vector256.Create(Magnitude),
            greatest = Vector256<TBits>.Zero;
        foreach (Vector256<TBits> vector in vectors)
            greatest = Vector256.Max(greatest, vector & mask);
        if (Vector256.GreaterThanOrEqualAny(greatest, Vector256.Create(infinity)))
            return true;
        foreach (TBits value in bits[(vectors.Length * Vector256<TBits>.Count)..])
        {
            if ((value & Magnitude) >= infinity)
                return true;
        }
        return false;
    }

    public override bool IsNonFinite(ReadOnlySpan<byte> bytes, int index) =>
        (MemoryMarshal.Cast<byte, TBits>(bytes)[index] & Magnitude) >= infinity;
}
