using MergeDsl.Kernels;
using Xunit;

namespace MergeDsl.Tests.Methods;

/// <summary>Parts of kernels, each where a change of it shows.</summary>
public class KernelPartTests
{
    private static readonly float[][] Inputs =
    [
        [1, 2, 3, 4],
        [2, 4, 6, 8],
        [1, 1, 1, 1],
    ];

    [Fact]
    public void Weights_that_sum_to_zero_are_not_divided_by()
    {
        float[] output = Run(
            "task_arithmetic",
            new()
            {
                ["weight"] = [1, -1],
                ["normalize"] = [1],
                ["lambda"] = [1],
            }
        );
        Assert.Equal([2, 5, 8, 11], output);
    }

    [Fact]
    public void The_sum_is_multiplied_by_lambda() =>
        Assert.Equal(
            [3, 6, 9, 12],
            Run(
                "task_arithmetic",
                new()
                {
                    ["weight"] = [1, 0],
                    ["normalize"] = [0],
                    ["lambda"] = [2],
                }
            )
        );

    [Theory]
    [InlineData("dare_linear", 1, 0.5, 1)]
    [InlineData("dare_linear", 0, 0.5, 2)]
    [InlineData("dare_ties", 1, 1, 0)]
    [InlineData("della", 0.5, 0.5, 2)]
    [InlineData("della", 0, 0.5, 1)]
    [InlineData("della", 1, 0.5, 1)]
    [InlineData("ties", 0.5, 0.5, 0)]
    public void Numbers_are_drawn_for_the_models_that_lose_elements_at_random(string method, double first, double second, int sequences)
    {
        MethodKernel kernel = Kernel(
            method,
            new()
            {
                ["weight"] = [1, 1],
                ["density"] = [first, second],
                ["epsilon"] = [0.1, 0.1],
            }
        );
        Assert.Equal(Enumerable.Repeat(4L, sequences), kernel.Draws);
        Assert.Equal(first >= 1 && second >= 1, kernel.IsElementwise);
    }

    [Fact]
    public void A_statistic_of_order_is_exact_to_the_last_bit()
    {
        // The same upper half, and lower halves next to each other.
        float[] values = [.. Enumerable.Range(0, 64).Select(i => BitConverter.UInt32BitsToSingle(0x3F80_0000u + (uint)(i * 7 % 64)))];
        float[] sorted = [.. values.Order()];
        Assert.Equal(sorted, OrderStatistics.Of(values, [.. Enumerable.Range(0, 64)]));
        float[] mixed = [.. values.Select((value, i) => i % 3 == 0 ? -value : value), float.NaN];
        Assert.Equal([.. mixed.Take(64).Order(), float.NaN], OrderStatistics.Of(mixed, [.. Enumerable.Range(0, 65)]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Ranks_are_those_of_a_row_whose_elements_are_a_distance_apart(int step)
    {
        const int Length = 37;
        var random = new Random(step);
        float[] row = new float[Length * step],
            values = new float[row.Length],
            table = [.. Enumerable.Range(0, Length).Select(rank => (float)rank)];
        for (int i = 0; i < row.Length; i++)
            row[i] = random.Next(-6, 7) / 4f;
        for (int column = 0; column < step; column++)
            new RowRanks<Float32Work>(Length).Assign(row.AsSpan(column), step, table, values.AsSpan(column));
        for (int column = 0; column < step; column++)
        {
            // Of equal magnitudes the earlier has the higher rank.
            int[] order = [.. Enumerable.Range(0, Length).Reverse().OrderBy(i => MathF.Abs(row[(i * step) + column]))];
            for (int rank = 0; rank < Length; rank++)
                Assert.Equal(rank, values[(order[rank] * step) + column]);
        }
    }

    [Theory]
    [InlineData(0x7F80_0001u, 0x7FC0)]
    [InlineData(0xFF80_0001u, 0xFFC0)]
    [InlineData(0x7FA1_2345u, 0x7FE1)]
    [InlineData(0x7FFF_FFFFu, 0x7FFF)]
    [InlineData(0x7F80_0000u, 0x7F80)]
    public void A_bfloat16_NaN_is_quiet_and_keeps_the_upper_half_of_its_payload(uint wide, int narrow)
    {
        float value = BitConverter.UInt32BitsToSingle(wide);
        Assert.Equal(narrow, BFloat16Format.Narrow(value));
        byte[] stored = new byte[17 * sizeof(ushort)];
        BFloat16Format.Instance.Store([.. Enumerable.Repeat(value, 17)], stored);
        Assert.All(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(stored).ToArray(), bits => Assert.Equal(narrow, bits));
    }

    [Theory]
    [InlineData(TensorDType.BF16)]
    [InlineData(TensorDType.F16)]
    [InlineData(TensorDType.F32)]
    [InlineData(TensorDType.F64)]
    public void A_stored_element_is_known_to_be_not_finite(TensorDType dtype)
    {
        FloatFormat format = FloatFormat.Of(dtype);
        foreach (double value in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1, -2, 0, -0.0])
        {
            foreach (int place in (int[])[0, 5, 32])
            {
                byte[] bytes = new byte[33 * format.Size];
                Span<byte> one = bytes.AsSpan(place * format.Size, format.Size);
                if (dtype == TensorDType.F64)
                    BitConverter.TryWriteBytes(one, value);
                else
                    format.Store([(float)value], one);
                Assert.Equal(!double.IsFinite(value), format.HasNonFinite(bytes));
                Assert.Equal(!double.IsFinite(value), format.IsNonFinite(bytes, place));
                Assert.False(format.IsNonFinite(bytes, 7));
            }
        }
    }

    private static float[] Run(string method, Dictionary<string, double[]> set)
    {
        MethodSchema schema = MethodSchemas.Find(method)!;
        return MemoryTensor.Run(schema, 0, Values(schema, set), [4], TensorDType.F32, [.. Inputs.Select(input => (float[])input.Clone())]);
    }

    private static MethodKernel Kernel(string method, Dictionary<string, double[]> set)
    {
        MethodSchema schema = MethodSchemas.Find(method)!;
        TensorSource source = new("", 0, 16, TensorDType.F32);
        return MethodKernels.For(
            new(
                "t",
                TensorDType.F32,
                [2, 2],
                new TensorOperation.Method(schema, TensorDType.F32, 0, Values(schema, set)),
                [source, source, source]
            )
        )!;
    }

    private static ParameterValues Values(MethodSchema schema, Dictionary<string, double[]> set) =>
        new(
            schema,
            3,
            (parameter, input) =>
                input == 0 ? null
                : set.TryGetValue(parameter.Name, out double[]? values) ? values[(input ?? 1) - 1]
                : parameter.Default
        );
}
