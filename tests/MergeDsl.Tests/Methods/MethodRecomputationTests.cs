using MergeDsl.Tests.Methods.Slow;
using Xunit;

namespace MergeDsl.Tests.Methods;

/// <summary>Every method, computed once more by slow code of another make: random shapes and parameters, special values, lengths around the borders of blocks, one to eight models.</summary>
public class MethodRecomputationTests
{
    private static readonly int[][] Shapes =
    [
        [],
        [1],
        [1],
        [1, 1],
        [3],
        [8],
        [17],
        [33],
        [1, 1],
        [1, 9],
        [9, 1],
        [4, 8],
        [3, 5],
        [5, 67],
        [2, 3, 4],
        [3, 2, 7],
        [31, 33],
        [2047],
        [2048],
        [2049],
        [2, 1024],
        [3, 1366],
        [4097],
    ];

    private static readonly float[] Special =
    [
        0f,
        -0f,
        float.NaN,
        float.PositiveInfinity,
        float.NegativeInfinity,
        1e-39f,
        -1e-40f,
        float.Epsilon,
        6e-8f,
        -3e-6f,
        65504f,
        -70000f,
        1e30f,
        -3.3e38f,
        1e-20f,
    ];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (MethodSchema schema in MethodSchemas.All.Where(schema => schema.Name != "passthrough"))
        {
            foreach (string dtype in (string[])["BF16", "F16", "F32"])
                cases.Add(schema.Name, dtype);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_slow_way_gives_the_same_bits(string method, string dtype)
    {
        MethodSchema schema = MethodSchemas.Find(method)!;
        TensorDType type = Enum.Parse<TensorDType>(dtype);
        for (int number = 0; number < 50; number++)
        {
            SlowCase made = Make(schema, type, new Random((number * 31) + method.Length));
            ParameterValues values = new(
                schema,
                made.Own.Length,
                (parameter, input) =>
                    (input is { } of ? made.Own[of] : made.Shared).TryGetValue(parameter.Name, out double value) ? value : null
            );
            float[][] copies = [.. made.Inputs.Select(input => (float[])input.Clone())];
            float[] output = MemoryTensor.Run(
                    schema,
                    made.Base,
                    values,
                    made.Shape.Select(size => (long)size).ToEquatableArray(),
                    type,
                    copies,
                    made.Seed
                ),
                expected = made.Compute();
            // The dot product of float32 has no order that is known.
            float tolerance =
                method == "karcher" && type == TensorDType.F32
                    ? 2e-6f * expected.Where(float.IsFinite).Select(MathF.Abs).DefaultIfEmpty().Max()
                    : 0;
            for (int i = 0; i < expected.Length; i++)
            {
                bool isSame =
                    BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(output[i])
                    || (float.IsNaN(expected[i]) && float.IsNaN(output[i]))
                    || Math.Abs(expected[i] - output[i]) < tolerance;
                Assert.True(
                    isSame,
                    $"case {number}: {made.Inputs.Length} inputs of [{string.Join(", ", made.Shape)}], base {made.Base}, {string.Join(", ", made.Shared)}; {string.Join("; ", made.Own.Select(own => string.Join(", ", own)))}; element {i} of {string.Join(", ", made.Inputs.Select(input => input[i].ToString("R")))}: expected {expected[i]:R}, got {output[i]:R}"
                );
            }
        }
    }

    private static SlowCase Make(MethodSchema schema, TensorDType dtype, Random random)
    {
        int[] shape = Shapes[random.Next(Shapes.Length)];
        int elements = shape.Aggregate(1, (product, size) => product * size);
        bool hasBase = schema.Base == BaseRole.Required || (schema.Base == BaseRole.Optional && random.Next(2) == 0);
        int least = Math.Max(schema.MinimumInputs, schema.Name == "multislerp" ? 2 : 1),
            others = random.Next(least, Math.Max(least, schema.MaximumInputs ?? 8) + 1),
            count = others + (hasBase ? 1 : 0);
        int? baseInput = hasBase ? random.Next(count) : null;
        float spread = (float)Math.Pow(10, random.Next(-4, 1)),
            grid = random.Next(3) == 0 ? 0.25f : 0;
        double special = random.Next(3) == 0 ? 2.0 / elements : 0;
        float[] start = [.. Enumerable.Range(0, elements).Select(_ => Number(random, 1, grid))];
        float[][] inputs =
        [
            .. Enumerable
                .Range(0, count)
                .Select(input =>
                    MemoryTensor.Round(
                        [
                            .. start.Select(b =>
                                random.NextDouble() < special ? Special[random.Next(Special.Length)]
                                : input == baseInput ? b
                                : b + Number(random, grid > 0 ? 1 : spread, grid)
                            ),
                        ],
                        dtype
                    )
                ),
        ];
        double epsilon = random.Next(2) == 0 ? 0.15 : 0.05,
            density = 0.2 + (0.6 * random.NextDouble());
        double Value(ParameterSchema parameter) =>
            (parameter.Name, parameter.Type) switch
            {
                (_, ParameterType.Boolean) => random.Next(2),
                ("weight", _) => random.Next(6) == 0 ? -0.4 : Math.Round((random.NextDouble() * 1.5) + 0.1, 2),
                ("density", _) => random.Next(6) switch
                {
                    0 => 1,
                    1 when schema.Name.StartsWith("dare", StringComparison.Ordinal) => 0.02,
                    _ => density,
                },
                ("epsilon", _) when schema.Name.StartsWith("della", StringComparison.Ordinal) => epsilon,
                ("gamma", _) => random.Next(3) switch
                {
                    0 => 0,
                    1 => 0.01,
                    _ => 0.3,
                },
                ("lambda", _) => random.Next(2) == 0 ? 1 : 0.7,
                ("t", _) => random.Next(5) switch
                {
                    0 => 0,
                    1 => 1,
                    _ => random.NextDouble(),
                } * (schema.Name == "nearswap" ? 0.01 : 1),
                ("select_topk", _) => random.Next(3) == 0 ? 1 : random.NextDouble(),
                ("max_iter", _) => random.Next(1, 5),
                _ => parameter.Default!.Value,
            };
        Dictionary<string, double> Values(Func<ParameterScope, bool> isRead) =>
            schema
                .Parameters.Where(parameter => isRead(parameter.Scope))
                .ToDictionary(parameter => parameter.Name, Value, StringComparer.Ordinal);
        return new(
            schema.Name,
            dtype,
            shape,
            inputs,
            baseInput,
            Values(scope => scope == ParameterScope.Merge),
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(input =>
                        Values(scope =>
                            scope == ParameterScope.EveryInput || (scope == ParameterScope.InputsWithoutBase && input != baseInput)
                        )
                    ),
            ],
            (uint)random.Next()
        );
    }

    private static float Number(Random random, float spread, float grid)
    {
        float value = (float)((random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * spread);
        return grid > 0 ? MathF.Round(value / grid) * grid : value;
    }
}
