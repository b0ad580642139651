using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary><c>karcher</c>: the mean of the directions on the sphere, found step by step, with the mean of the lengths.</summary>
/// <remarks>No step is kept in memory: a pass computes a block again from the inputs and the few numbers that every step left.</remarks>
[KernelOf<Karcher>]
internal sealed class KarcherKernel<T>(Karcher.Values values, MethodInputs given) : MethodKernel
    where T : struct, IWorkType
{
    private readonly int inputs = given.Count,
        iterations = values.MaxIter;
    private readonly double tolerance = values.Tol;

    public override void Run(TensorStream tensor)
    {
        Norm<Float32Work>[] norms = [.. Enumerable.Range(0, inputs).Select(_ => new Norm<Float32Work>())];
        tensor.Read(block =>
        {
            for (int i = 0; i < inputs; i++)
                norms[i].Add(block[i]);
        });
        float[] lengths = [.. norms.Select(norm => norm.Total())];
        double share = 1.0 / inputs;
        int[] members = [.. Enumerable.Range(0, inputs).Where(i => lengths[i] > tolerance)];
        if (members.Length == 0)
        {
            tensor.Write(block => block.Output.Clear());
            return;
        }
        double total = members.Sum(_ => share);
        float scale = 0;
        foreach (float length in lengths)
            scale += length * (float)share;
        Search search = new(tensor, members, lengths, (float)(share / total), tolerance);
        search.Run(iterations);
        search.Write(T.Round(scale));
    }

    /// <summary>The search for the mean direction of one tensor.</summary>
    private sealed class Search(TensorStream tensor, int[] members, float[] lengths, float weight, double tolerance)
    {
        private readonly Blocks units = new(members.Length, Blocks.Elements),
            direction = new(1, Blocks.Elements),
            tangent = new(1, Blocks.Elements);
        private readonly List<Step> steps = [];
        private float? firstLength;
        private bool takesFirst;

        /// <summary>The state after a step: how the tangent is made of the members, and how far it goes.</summary>
        private sealed record Step((float Dot, float Factor)?[] Members)
        {
            public float Length { get; set; }

            /// <summary>The length by which the new direction is divided, or null.</summary>
            public float? Divisor { get; set; }
        }

        public void Run(int iterations)
        {
            float length = LengthOf(Start, direction);
            takesFirst = length < tolerance;
            firstLength = takesFirst ? null : length;
            for (int i = 0; i < iterations; i++)
            {
                var step = new Step(Angles());
                float size = LengthOf(
                    block =>
                    {
                        Advance(block, steps.Count);
                        FindTangent(block, step);
                    },
                    tangent
                );
                if (size < tolerance)
                    return;
                step.Length = size;
                steps.Add(step);
                float divisor = LengthOf(block => Advance(block, steps.Count), direction);
                if (divisor > tolerance)
                    step.Divisor = divisor;
            }
        }

        public void Write(float scale)
        {
            var factor = Vector256.Create(scale);
            tensor.Write(block =>
            {
                Advance(block, steps.Count);
                Span<Vector256<float>> output = block.OutputVectors;
                ReadOnlySpan<Vector256<float>> u = direction.Vectors(0)[..output.Length];
                for (int k = 0; k < output.Length; k++)
                    output[k] = T.Round(factor * u[k]);
            });
        }

        private float LengthOf(Action<TensorBlock> compute, Blocks result)
        {
            Norm<Float32Work> norm = new();
            tensor.Read(block =>
            {
                compute(block);
                norm.Add(result[0][..block.Count]);
            });
            return norm.Total();
        }

        private (float, float)?[] Angles()
        {
            Dot<T>[] dots = [.. members.Select(_ => new Dot<T>())];
            tensor.Read(block =>
            {
                Advance(block, steps.Count);
                for (int i = 0; i < members.Length; i++)
                    dots[i].Add(direction[0][..block.Count], units[i][..block.Count]);
            });
            return
            [
                .. dots.Select(dot =>
                {
                    float cosine = Math.Clamp(dot.Total(), -1f, 1f);
                    float angle = T.Round(Functions.Acos(cosine));
                    return angle < tolerance
                        ? ((float, float)?)null
                        : (cosine, T.Round(T.Round(angle / T.Round(Functions.Sin(angle))) * weight));
                }),
            ];
        }

        /// <summary>The unit vectors and their weighted sum.</summary>
        private void Start(TensorBlock block)
        {
            Span<Vector256<float>> u = direction.Vectors(0)[..block.Vectors];
            u.Clear();
            var share = Vector256.Create(weight);
            for (int i = 0; i < members.Length; i++)
            {
                ReadOnlySpan<Vector256<float>> x = block.Input(members[i])[..u.Length];
                Span<Vector256<float>> unit = units.Vectors(i)[..u.Length];
                var length = Vector256.Create(lengths[members[i]]);
                for (int k = 0; k < u.Length; k++)
                {
                    unit[k] = T.Round(x[k] / length);
                    u[k] = T.Round(u[k] + T.Round(unit[k] * share));
                }
            }
        }

        /// <summary>The direction after a number of steps.</summary>
        private void Advance(TensorBlock block, int count)
        {
            Start(block);
            Span<Vector256<float>> u = direction.Vectors(0)[..block.Vectors];
            if (takesFirst)
                units.Vectors(0)[..u.Length].CopyTo(u);
            else if (firstLength is { } first)
                Divide(u, first);
            for (int i = 0; i < count; i++)
            {
                Step step = steps[i];
                FindTangent(block, step);
                ReadOnlySpan<Vector256<float>> t = tangent.Vectors(0)[..u.Length];
                Vector256<float> cosine = Vector256.Create(T.Round(Functions.Cos(step.Length))),
                    sine = Vector256.Create(T.Round(Functions.Sin(step.Length))),
                    length = Vector256.Create(step.Length);
                for (int k = 0; k < u.Length; k++)
                    u[k] = T.Round(T.Round(cosine * u[k]) + T.Round(sine * T.Round(t[k] / length)));
                if (step.Divisor is { } divisor)
                    Divide(u, divisor);
            }
        }

        private static void Divide(Span<Vector256<float>> values, float by)
        {
            var divisor = Vector256.Create(by);
            foreach (ref Vector256<float> value in values)
                value = T.Round(value / divisor);
        }

        private void FindTangent(TensorBlock block, Step step)
        {
            Span<Vector256<float>> t = tangent.Vectors(0)[..block.Vectors];
            ReadOnlySpan<Vector256<float>> u = direction.Vectors(0)[..t.Length];
            t.Clear();
            for (int i = 0; i < members.Length; i++)
            {
                if (step.Members[i] is not (float dot, float factor))
                    continue;
                ReadOnlySpan<Vector256<float>> unit = units.Vectors(i)[..t.Length];
                Vector256<float> d = Vector256.Create(dot),
                    f = Vector256.Create(factor);
                for (int k = 0; k < t.Length; k++)
                    t[k] = T.Round(t[k] + T.Round(f * T.Round(unit[k] - T.Round(d * u[k]))));
            }
        }
    }
}
