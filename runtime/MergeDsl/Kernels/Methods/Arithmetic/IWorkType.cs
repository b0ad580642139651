using System.Runtime.Intrinsics;
using MergeDsl.Tensors;

namespace MergeDsl.Kernels;

/// <summary>A dtype in which a method computes: every operator is one float32 operation, rounded to this dtype. Values are held as float32.</summary>
internal interface IWorkType
{
    static abstract TensorDType DType { get; }

    /// <summary>Indicates whether it has 16 bits; sums then add two elements before they enter a lane.</summary>
    static abstract bool IsHalf { get; }

    /// <summary>The nearest value of the dtype, ties to even.</summary>
    static abstract Vector256<float> Round(Vector256<float> value);

    /// <summary>The nearest value of the dtype, ties to even.</summary>
    static abstract float Round(float value);
}

/// <summary>bfloat16.</summary>
internal readonly struct BFloat16Work : IWorkType
{
    public static TensorDType DType => TensorDType.BF16;

    public static bool IsHalf => true;

    /// <remarks>A NaN that comes of bfloat16 values has sixteen zero bits at its end, so rounding cannot carry.</remarks>
    public static Vector256<float> Round(Vector256<float> value)
    {
        Vector256<uint> bits = value.AsUInt32();
        Vector256<uint> even = (bits >> 16) & Vector256.Create(1u);
        return ((bits + Vector256.Create(0x7FFFu) + even) & Vector256.Create(0xFFFF0000u)).AsSingle();
    }

    public static float Round(float value) => Kernels.BFloat16Format.Widen(Kernels.BFloat16Format.Narrow(value));
}

/// <summary>float16, with subnormal numbers.</summary>
internal readonly struct Float16Work : IWorkType
{
    private const uint Infinity = 0x7F800000,
        LargestFloat16 = 0x477FE000,
        SmallestNormal = 0x38800000;

    public static TensorDType DType => TensorDType.F16;

    public static bool IsHalf => true;

    public static Vector256<float> Round(Vector256<float> value)
    {
        Vector256<uint> bits = value.AsUInt32();
        Vector256<uint> sign = bits & Vector256.Create(0x80000000u);
        Vector256<uint> magnitude = bits ^ sign;
        Vector256<uint> even = (magnitude >> 13) & Vector256.Create(1u);
        Vector256<uint> normal = (magnitude + Vector256.Create(0xFFFu) + even) & Vector256.Create(~0x1FFFu);
        normal = Vector256.ConditionalSelect(
            Vector256.GreaterThan(normal.AsInt32(), Vector256.Create((int)LargestFloat16)).AsUInt32(),
            Vector256.Create(Infinity),
            normal
        );
        // The units of the last place of 0.5 are those of the subnormal numbers.
        Vector256<float> half = Vector256.Create(0.5f);
        Vector256<uint> subnormal = ((magnitude.AsSingle() + half) - half).AsUInt32();
        Vector256<uint> rounded = Vector256.ConditionalSelect(
            Vector256.LessThan(magnitude.AsInt32(), Vector256.Create((int)SmallestNormal)).AsUInt32(),
            subnormal,
            normal
        );
        rounded = Vector256.ConditionalSelect(
            Vector256.GreaterThan(magnitude.AsInt32(), Vector256.Create((int)Infinity)).AsUInt32(),
            magnitude,
            rounded
        );
        return (rounded | sign).AsSingle();
    }

    public static float Round(float value) => (float)(Half)value;
}

/// <summary>float32.</summary>
internal readonly struct Float32Work : IWorkType
{
    public static TensorDType DType => TensorDType.F32;

    public static bool IsHalf => false;

    public static Vector256<float> Round(Vector256<float> value) => value;

    public static float Round(float value) => value;
}
