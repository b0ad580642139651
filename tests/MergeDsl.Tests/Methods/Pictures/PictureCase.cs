namespace MergeDsl.Tests.Methods.Pictures;

/// <summary>The content of a method's picture: two models, with their base where the method has one, computed by the method's kernel.</summary>
internal sealed class PictureCase
{
    private static readonly Dictionary<string, double> Chosen = new(StringComparer.Ordinal)
    {
        ["weight"] = 1,
        ["density"] = 0.5,
        ["gamma"] = 0.125,
        ["t"] = 0.5,
        ["select_topk"] = 0.5,
    };

    private static readonly float[] ChangeA =
    [
        0.9f,
        0.05f,
        -0.6f,
        0.3f,
        0.1f,
        -0.15f,
        0.7f,
        0f,
        -0.4f,
        0.2f,
        0.55f,
        -0.06f,
        -0.8f,
        0.25f,
        0.02f,
        0.45f,
    ];

    private static readonly float[] ChangeB =
    [
        0.7f,
        -0.6f,
        0.5f,
        0.25f,
        0f,
        -0.2f,
        -0.65f,
        0.35f,
        -0.3f,
        0.03f,
        0.6f,
        0.4f,
        0.12f,
        -0.5f,
        0.75f,
        0.07f,
    ];

    private readonly MethodSchema schema;
    private readonly bool isPair,
        hasBase;

    public PictureCase(MethodSchema schema)
    {
        this.schema = schema;
        isPair = schema is { Base: BaseRole.Required, MaximumInputs: 1 };
        hasBase = schema.Base == BaseRole.Required && !isPair;
    }

    public string Method => schema.Name;

    /// <summary>The names of the two vectors.</summary>
    public (string First, string Second) Names => isPair ? ("base", "other") : ("A", "B");

    /// <summary>The base model in the plane; null where the method has none, or takes one of the two vectors for it.</summary>
    public (float X, float Y)? Base => hasBase ? (0.3f, 0.3f) : null;

    public (float X, float Y) PlaneA => (1.25f, 0.4f);

    public (float X, float Y) PlaneB => (0.45f, 1.15f);

    /// <summary>Indicates whether the two vectors have weights.</summary>
    public bool IsWeighted => schema.Find("weight") is not null;

    /// <summary>The settings in words.</summary>
    public string Settings =>
        string.Join(
            ", ",
            schema
                .Parameters.Where(parameter =>
                    parameter.Name is not ("int8_mask" or "tol" or "eps")
                    && (parameter.Type != ParameterType.Boolean || parameter.Default == 1)
                )
                .Select(parameter =>
                    parameter.Type == ParameterType.Boolean ? parameter.Name : $"{parameter.Name} {Numbers.Format(Value(parameter))}"
                )
        );

    /// <summary>The elements of both vectors that are drawn as bars: changes of the base model where there is one.</summary>
    public (float[] First, float[] Second) Bars => Method == "passthrough" ? (ChangeA, []) : (ChangeA, ChangeB);

    /// <summary>The result of the method on the bars.</summary>
    public float[] Result()
    {
        float[] start = [.. ChangeA.Select((_, i) => hasBase ? 0.25f * ((i % 3) - 1) : 0)];
        float[] output = Run(start, Add(start, ChangeA), Add(start, ChangeB), 3);
        return [.. output.Select((value, i) => value - start[i])];
    }

    /// <summary>The points in the plane that the method gives: one, or those of several seeds.</summary>
    public IReadOnlyList<(float X, float Y)> Points() =>
        [.. Enumerable.Range(0, IsRandom ? 24 : 1).Select(seed => InPlane((uint)seed, null)).Distinct()];

    /// <summary>The path of the result as its share of the second vector grows from 0 to 1; empty where nothing states that share.</summary>
    public IReadOnlyList<(float X, float Y)> Path() =>
        IsRandom || !schema.Parameters.Any(parameter => parameter.Name is "t" or "weight")
            ? []
            : [.. Enumerable.Range(0, 41).Select(step => InPlane(0, step / 40.0))];

    private bool IsRandom => schema.TaskVectors?.Sparsification is Sparsification.Random or Sparsification.RandomByRank;

    private static float[] Add(float[] x, float[] y) => [.. x.Zip(y, (left, right) => left + right)];

    private (float, float) InPlane(uint seed, double? share)
    {
        (float x, float y) = Base ?? (0, 0);
        float[] output = Run([x, y], [PlaneA.X, PlaneA.Y], [PlaneB.X, PlaneB.Y], seed, share);
        return (output[0], output[1]);
    }

    private float[] Run(float[] start, float[] first, float[] second, uint seed, double? share = null)
    {
        float[][] inputs = hasBase ? [start, first, second] : [first, second];
        int? baseInput = schema.Base == BaseRole.Required ? 0 : null;
        if (Method == "passthrough")
            return [.. first.Select(value => (float)(value * Chosen.GetValueOrDefault("scale", 0.5)))];
        ParameterValues values = new(
            schema,
            inputs.Length,
            (parameter, input) =>
                (parameter.Name, share) switch
                {
                    ("weight", { } part) => input == inputs.Length - 1 ? part : 1 - part,
                    ("t", { } part) => part,
                    _ => Value(parameter),
                }
        );
        return MemoryTensor.Run(
            schema,
            baseInput,
            values,
            [start.Length],
            TensorDType.F32,
            [.. inputs.Select(input => (float[])input.Clone())],
            seed
        );
    }

    private double Value(ParameterSchema parameter) =>
        (Method, parameter.Name) switch
        {
            ("passthrough", "scale") => 0.5,
            ("nearswap", "t") => 0.3,
            ("della" or "della_linear", "epsilon") => 0.3,
            _ => Chosen.TryGetValue(parameter.Name, out double value) ? value : parameter.Default!.Value,
        };
}
