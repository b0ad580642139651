using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MergeDsl.Kernels;

/// <summary>float16, which the runtime has.</summary>
internal sealed class Float16Format() : FloatFormat<ushort>(0x7C00)
{
    public static Float16Format Instance { get; } = new();

    public override void Load(ReadOnlySpan<byte> bytes, Span<float> values) =>
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);

    public override void Store(ReadOnlySpan<float> values, Span<byte> bytes) =>
        TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(bytes));

    public override ElementKernel Scale(double factor) => new Float16Scale((float)factor);
}
