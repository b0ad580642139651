using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CsCheck;
using MergeDsl.Kernels;
using Xunit;

namespace MergeDsl.Tests.Engine;

public sealed class KernelTests
{
    /// <summary>SHA-256 of what torch 2.10 makes of all bfloat16 values, in order, every NaN as 7FC0.</summary>
    public static TheoryData<double, string> TorchProducts =>
        new()
        {
            { 0.0, "ce126097a98aa52556f8d2771491ced3cc8faf394843a9018dbd09ba283e9f1c" },
            { 1.0, "d26a515a8af3b646713b25723b947eb047bd92745ae00e2cc0f2a3b21ebea0a2" },
            { 0.5, "b68d583e634a6c57fe9a915517bfe207312d801676d5200566a8375df326e705" },
            { 0.7071, "61459ec2e55bd0863fa725a28397574e03047a7122a8686efba80ba3c7c9ecd9" },
            { 0.001, "4a1f22d53bbc166c95048cc573dc60eff1d6f93edddd75b7c4778a77cbbc6658" },
            { 3.0, "3fdbb11557752c7c02b9c4f991284a145ebbd81bcbded61be6f2db3f94ecd418" },
            { -1.0, "dd780c94571cde9038acb40c65f0fd9c65d65f873d3386f9e40cace1d57e03a1" },
            { -0.0, "4238ceae331410e27a8e674359ffdfeb2bd0cb2e9cbed5f81e0a2a0edc030c42" },
            { 1e-45, "f6dc747c36c12d4c6745a904767fbbbaba8712a6f22e183b49c34edf66d34a3f" },
            { 1e+38, "8eec28b8fa50602ae7a7d8921c5fac12447ea65b2c636989ea885e9c1d718fe8" },
            { 0.7071067811865476, "2002e72e814eba2b0262e8e0e92a8a34caf86a80742a30c8ad216d049d5a654d" },
            { double.PositiveInfinity, "89f983537fe32a87067c994c07c51feff6ace9dce6d7669d564eccaea62ab8db" },
        };

    [Theory]
    [MemberData(nameof(TorchProducts))]
    public void All_bfloat16_values_scale_as_in_torch(double factor, string sha256)
    {
        byte[] values = AllValues();
        Scaling(TensorDType.BF16, factor).Apply(values, values);
        foreach (ref ushort value in MemoryMarshal.Cast<byte, ushort>(values.AsSpan()))
        {
            if ((value & 0x7FFF) > 0x7F80)
                value = 0x7FC0;
        }
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(values)));
    }

    [Theory]
    [MemberData(nameof(TorchProducts))]
    public void All_float16_values_scale_with_one_rounding(double factor, string _)
    {
        byte[] values = AllValues(),
            result = new byte[values.Length];
        Scaling(TensorDType.F16, factor).Apply(values, result);
        AssertElements(TensorDType.F16, values, TensorDType.F16, result, value => ScalarReference.Scale(TensorDType.F16, value, factor));
    }

    [Theory]
    [InlineData(TensorDType.BF16, TensorDType.F16)]
    [InlineData(TensorDType.BF16, TensorDType.F32)]
    [InlineData(TensorDType.F16, TensorDType.BF16)]
    [InlineData(TensorDType.F16, TensorDType.F32)]
    public void All_half_width_values_cast(TensorDType from, TensorDType to)
    {
        byte[] values = AllValues(),
            result = new byte[values.Length / 2 * to.Bits() / 8];
        Casting(from, from, to).Apply(values, result);
        AssertElements(from, values, to, result, value => ScalarReference.Round(to, value));
    }

    [Theory]
    [InlineData(TensorDType.F32, TensorDType.BF16)]
    [InlineData(TensorDType.F32, TensorDType.F16)]
    [InlineData(TensorDType.F64, TensorDType.BF16)]
    [InlineData(TensorDType.F64, TensorDType.F32)]
    public void Wide_values_round_to_nearest_even_also_at_ties_edges_and_NaN(TensorDType from, TensorDType to)
    {
        // Around every value of the narrow format: itself, the tie above it, and the neighbours of both.
        var wide = new List<double>();
        for (int bits = 0; bits < 0x10000; bits += 3)
        {
            double value = ScalarReference.Value(to is TensorDType.F16 ? TensorDType.F16 : TensorDType.BF16, (ulong)bits);
            double tie =
                (
                    value
                    + ScalarReference.Value(to is TensorDType.F16 ? TensorDType.F16 : TensorDType.BF16, (ulong)Math.Min(bits + 1, 0xFFFF))
                ) / 2;
            foreach (double near in new[] { value, tie })
                wide.AddRange([near, Next(from, near, 1), Next(from, near, -1)]);
        }
        byte[] values = Encode(from, wide),
            result = new byte[wide.Count * to.Bits() / 8];
        if (from is TensorDType.F32)
            BinaryPrimitives.WriteUInt32LittleEndian(values, 0x7F800001);
        Casting(from, from, to).Apply(values, result);
        AssertElements(from, values, to, result, value => ScalarReference.Round(to, value));
    }

    [Fact]
    public void Any_chain_length_and_place_equals_the_scalar_reference()
    {
        TensorDType?[] dtypes = [TensorDType.BF16, TensorDType.F16, TensorDType.F32, TensorDType.F64];
        Gen<TensorDType?> stored = Gen.Int[0, 3].Select(index => dtypes[index]),
            narrow = Gen.Int[0, 3].Select(index => index == 3 ? null : dtypes[index]);
        double?[] factors = [null, 0, -0.0, 1, 0.3, -2.5, 1e-7, 70000, 1e30];
        Gen.Select(stored, narrow, Gen.Int[0, factors.Length - 1], narrow, Gen.Int[0, 9000], Gen.Int[0, 9], Gen.Byte.Array[64])
            .Sample(
                (from, load, factor, save, elements, shift, seed) => Check(from!.Value, load, factors[factor], save, elements, shift, seed),
                iter: 400,
                threads: 1
            );
    }

    private static void Check(TensorDType stored, TensorDType? load, double? scale, TensorDType? save, int elements, int shift, byte[] seed)
    {
        (TensorOperation operation, TensorDType written) = TensorOperation.Passthrough(stored, load, scale, save);
        ElementKernel? kernel = ElementKernels.For(Tensor(stored, operation, written));
        if (kernel is null)
            return;

        int inputLength = elements * stored.Bits() / 8,
            outputLength = elements * written.Bits() / 8;
        byte[] memory = new byte[shift + inputLength];
        Span<byte> input = memory.AsSpan(shift);
        for (int i = 0; i < inputLength; i++)
            input[i] = (byte)(seed[i % 64] + (i * 31) + (i >> 7));
        byte[] before = input.ToArray();
        byte[] guarded = new byte[shift + outputLength + 1];
        guarded[^1] = 0xA5;
        Span<byte> output = guarded.AsSpan(shift, outputLength);
        kernel.Apply(input, output);
        Assert.Equal(0xA5, guarded[^1]);
        Assert.True(input.SequenceEqual(before));

        TensorDType computed = load ?? stored;
        AssertElements(
            stored,
            before,
            written,
            output,
            value =>
            {
                double loaded = ScalarReference.Round(computed, value);
                return ScalarReference.Round(written, scale is double factor ? ScalarReference.Scale(computed, loaded, factor) : loaded);
            }
        );
        if (!kernel.IsInPlace)
            return;
        kernel.Apply(input, input);
        Assert.True(input.SequenceEqual(output));
    }

    private static void AssertElements(
        TensorDType from,
        ReadOnlySpan<byte> input,
        TensorDType to,
        ReadOnlySpan<byte> output,
        Func<double, double> compute
    )
    {
        int inputSize = from.Bits() / 8,
            outputSize = to.Bits() / 8;
        for (int i = 0; i < input.Length / inputSize; i++)
        {
            double value = ScalarReference.Value(from, Read(input.Slice(i * inputSize, inputSize)));
            ulong expected = ScalarReference.Bits(to, compute(value)),
                actual = Read(output.Slice(i * outputSize, outputSize));
            if (expected == actual)
                continue;
            bool bothNaN = double.IsNaN(ScalarReference.Value(to, expected)) && double.IsNaN(ScalarReference.Value(to, actual));
            Assert.True(bothNaN, $"{from} {value:R} to {to}: expected {expected:X}, got {actual:X}");
        }
    }

    private static ulong Read(ReadOnlySpan<byte> bytes)
    {
        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        padded.Clear();
        bytes.CopyTo(padded);
        return BinaryPrimitives.ReadUInt64LittleEndian(padded);
    }

    private static byte[] Encode(TensorDType dtype, List<double> values)
    {
        int size = dtype.Bits() / 8;
        byte[] bytes = new byte[values.Count * size];
        for (int i = 0; i < values.Count; i++)
        {
            if (size == sizeof(float))
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * size), (float)values[i]);
            else
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * size), values[i]);
        }
        return bytes;
    }

    private static double Next(TensorDType dtype, double value, int direction) =>
        (dtype, direction) switch
        {
            (TensorDType.F32, > 0) => MathF.BitIncrement((float)value),
            (TensorDType.F32, _) => MathF.BitDecrement((float)value),
            (_, > 0) => Math.BitIncrement(value),
            _ => Math.BitDecrement(value),
        };

    private static byte[] AllValues()
    {
        ushort[] values = [.. Enumerable.Range(0, 0x10000).Select(value => (ushort)value)];
        return MemoryMarshal.AsBytes<ushort>(values).ToArray();
    }

    private static ElementKernel Scaling(TensorDType dtype, double factor) =>
        ElementKernels.For(Tensor(dtype, new TensorOperation.Scale(factor, dtype), dtype))!;

    private static ElementKernel Casting(TensorDType from, TensorDType computeIn, TensorDType to) =>
        ElementKernels.For(Tensor(from, new TensorOperation.Cast(computeIn), to))!;

    private static BoundTensor Tensor(TensorDType stored, TensorOperation operation, TensorDType written) =>
        new("t", written, [], operation, [new TensorSource("f", 0, 0, stored)]);
}
