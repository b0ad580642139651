using System.Globalization;
using MergeDsl.Kernels;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Methods;

/// <summary>The reference's results on three small tensors with every method, bit for bit.</summary>
public class MethodVectorTests
{
    private static readonly Dictionary<string, float[]> Tensors = new(StringComparer.Ordinal)
    {
        ["base"] = [0.5f, -1.0f, 0.25f, 2.0f, 1.5f, 0.75f, -0.5f, -2.5f],
        ["m1"] = [0.75f, -1.5f, 0.31f, 1.0f, 1.2f, 1.65f, -0.46f, -2.3f],
        ["m2"] = [0.1f, -0.65f, 0.4f, 2.45f, 1.6f, 0.2f, 0.7f, -4.1f],
    };

    private static readonly Dictionary<string, double> Weights = new(StringComparer.Ordinal)
    {
        ["base"] = 0,
        ["m1"] = 0.6,
        ["m2"] = 0.3,
    };

    public static TheoryData<string> Rows() => [.. File.ReadAllLines(Repository.Path("tests", "MergeDsl.Tests", "Methods", "vectors.txt"))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_vector_is_the_reference_s(string row)
    {
        string[] parts = row.Split(" | ");
        TensorDType dtype = parts[0] switch
        {
            "bf16" => TensorDType.BF16,
            "fp16" => TensorDType.F16,
            _ => TensorDType.F32,
        };
        string[] models = parts[2].Split(' '),
            words = parts[4].Split(' ');
        Dictionary<string, double> set = words
            .Where(word => word.Contains('='))
            .Select(word => word.Split('='))
            .ToDictionary(pair => pair[0], pair => double.Parse(pair[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        MethodSchema schema = MethodSchemas.Find(parts[1])!;
        int? baseInput = parts[3] == "-" ? null : Array.IndexOf(models, parts[3]);
        ParameterValues values = new(
            schema,
            models.Length,
            (parameter, input) =>
                parameter.Name == "weight" ? Weights[models[input!.Value]]
                : set.TryGetValue(parameter.Name, out double value) ? value
                : parameter.Default!.Value
        );
        float[][] inputs = [.. models.Select(model => MemoryTensor.Round(Tensors[model], dtype))];
        float[] output = MemoryTensor.Run(schema, baseInput, values, [2, 4], dtype, inputs, (uint)set.GetValueOrDefault("seed"));
        float[] expected = MemoryTensor.Round(
            [.. parts[5].Split(',').Select(number => float.Parse(number, CultureInfo.InvariantCulture))],
            dtype
        );
        // Sine, arc cosine and dot product of float32 are the library's own there.
        float tolerance = dtype == TensorDType.F32 && parts[1] is "nuslerp" or "karcher" ? 2.4e-7f : 0;
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - output[i]) <= tolerance * 4.1f, $"element {i}: expected {expected[i]:R}, got {output[i]:R}");
    }

    [Fact]
    public void The_generator_is_the_reference_s()
    {
        foreach (
            (uint seed, uint[] expected) in new (uint, uint[])[]
            {
                (0, [2357136044, 2546248239, 3071714933, 3626093760]),
                (42, [1608637542, 3421126067, 4083286876, 787846414]),
                (1234, [822569775, 2137449171, 2671936806, 3512589365]),
            }
        )
        {
            var generator = new MersenneTwister(seed);
            Assert.Equal(expected, expected.Select(_ => generator.Next()));
        }
        float[] uniform = new float[20];
        new MersenneTwister(1234).Uniform(uniform);
        Assert.Equal("11111011010000101010", string.Concat(uniform.Select(u => u < 0.5f ? '1' : '0')));
    }

    [Fact]
    public void A_sequence_begins_where_the_ones_before_it_end()
    {
        long[] lengths = [5, 700, 0, 624, 1, 2000];
        var sequences = new RandomSequences(7, lengths);
        var plain = new MersenneTwister(7);
        uint[] firsts =
        [
            .. lengths.Select(length =>
            {
                uint first = plain.Clone().Next();
                for (long i = 0; i < length; i++)
                    plain.Next();
                return first;
            }),
        ];
        foreach (int sequence in new[] { 3, 5, 0, 1, 4, 2 })
            Assert.Equal(firsts[sequence], sequences.At(sequence).Next());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1000, 2048)]
    [InlineData(5000, 1_000_003)]
    [InlineData(3000, 1L << 40)]
    public void Numbers_are_sorted(int count, long limit)
    {
        var random = new Random(count);
        long[] values = [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(limit))],
            expected = [.. values.Order()];
        RadixSort.Sort(values, new long[values.Length], limit);
        Assert.Equal(expected, values);
    }
}
