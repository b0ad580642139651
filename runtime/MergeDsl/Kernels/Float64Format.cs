using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MergeDsl.Tensors;

namespace MergeDsl.Kernels;

/// <summary>float64, which is read and scaled, and never written from float32.</summary>
internal sealed class Float64Format() : FloatFormat<ulong>(0x7FF0_0000_0000_0000)
{
    public static Float64Format Instance { get; } = new();

    public override void Load(ReadOnlySpan<byte> bytes, Span<float> values) =>
        TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(bytes), values);

    public override void Store(ReadOnlySpan<float> values, Span<byte> bytes) => throw new NotSupportedException(TensorDType.F64.Name());

    public override ElementKernel Scale(double factor) => new FullWidthScale<double>(factor);
}
