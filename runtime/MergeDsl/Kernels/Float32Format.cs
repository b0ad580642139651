using System.Runtime.InteropServices;

namespace MergeDsl.Kernels;

/// <summary>float32.</summary>
internal sealed class Float32Format() : FloatFormat<uint>(0x7F80_0000)
{
    public static Float32Format Instance { get; } = new();

    public override void Load(ReadOnlySpan<byte> bytes, Span<float> values) => MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);

    public override void Store(ReadOnlySpan<float> values, Span<byte> bytes) => values.CopyTo(MemoryMarshal.Cast<byte, float>(bytes));

    public override ElementKernel Scale(double factor) => new FullWidthScale<float>((float)factor);
}
