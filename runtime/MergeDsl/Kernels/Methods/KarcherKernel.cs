using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary><c>karcher</c>: the mean of the directions on the sphere, found step by step, with the mean of the lengths.</summary>
/// <remarks>The direction is kept from step to step, in the dtype of the computation, which loses nothing. Where there is memory, so are the unit vectors and the tangent, and the inputs are read twice in all.</remarks>
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
    private sealed class Search
    {
        private const int DirectionRow = 0,
            TangentRow = 1,
            UnitRows = 2;

        private readonly TensorStream tensor;
        private readonly int[] members;
        private readonly float[] lengths;
        private readonly float weight;
        private readonly double tolerance;
        private readonly KeptRows kept;
        private readonly bool keepsAll;
        private readonly Blocks units,
            direction = new(1, Blocks.Elements),
            tangent = new(1, Blocks.Elements);

        /// <summary>The length by which the kept direction is still to be divided; null where it is not.</summary>
        private float? divisor;

        /// <summary>Indicates whether the first unit vector is to take the place of the kept direction.</summary>
        private bool takesFirst;

        public Search(TensorStream tensor, int[] members, float[] lengths, float weight, double tolerance)
        {
            (this.tensor, this.members, this.lengths) = (tensor, members, lengths);
            (this.weight, this.tolerance) = (weight, tolerance);
            units = new(members.Length, Blocks.Elements);
            KeptRows? all = tensor.TryKeep(UnitRows + members.Length);
            keepsAll = all is not null;
            kept = all ?? tensor.Keep(1);
        }

        public void Run(int iterations)
        {
            float length = Start();
            takesFirst = length < tolerance;
            divisor = takesFirst ? null : length;
            for (int i = 0; i < iterations; i++)
            {
                (float Dot, float Factor)?[] angles = Angles();
                float size = Tangent(angles);
                if (size < tolerance)
                    return;
                length = Move(angles, size);
                divisor = length > tolerance ? length : null;
            }
        }

        public void Write(float scale)
        {
            var factor = Vector256.Create(scale);
            tensor.Write(block =>
            {
                if (takesFirst)
                    FindUnits(block);
                LoadDirection(block.Start, block.Count);
                Span<Vector256<float>> output = block.OutputVectors;
                ReadOnlySpan<Vector256<float>> u = direction.Vectors(0)[..output.Length];
                for (int k = 0; k < output.Length; k++)
                    output[k] = T.Round(factor * u[k]);
            });
        }

        /// <summary>The unit vectors and their weighted sum.</summary>
        /// <returns>The length of the sum.</returns>
        private float Start()
        {
            Norm<Float32Work> norm = new();
            var share = Vector256.Create(weight);
            tensor.Read(block =>
            {
                FindUnits(block);
                Span<Vector256<float>> u = direction.Vectors(0)[..block.Vectors];
                u.Clear();
                for (int i = 0; i < members.Length; i++)
                {
                    ReadOnlySpan<Vector256<float>> unit = units.Vectors(i)[..u.Length];
                    for (int k = 0; k < u.Length; k++)
                        u[k] = T.Round(u[k] + T.Round(unit[k] * share));
                    if (keepsAll)
                        kept.Store(UnitRows + i, block.Start, units[i][..block.Count]);
                }
                norm.Add(direction[0][..block.Count]);
                kept.Store(DirectionRow, block.Start, direction[0][..block.Count]);
            });
            return norm.Total();
        }

        /// <summary>The angles from the direction to the members, as cosines and the factors of their parts of the tangent; null for a member that lies in the direction.</summary>
        private (float Dot, float Factor)?[] Angles()
        {
            Dot<T>[] dots = [.. members.Select(_ => new Dot<T>())];
            Pass(
                (start, count) =>
                {
                    LoadDirection(start, count);
                    kept.Store(DirectionRow, start, direction[0][..count]);
                    for (int i = 0; i < members.Length; i++)
                        dots[i].Add(direction[0][..count], units[i][..count]);
                }
            );
            (divisor, takesFirst) = (null, false);
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

        /// <summary>The mean of the directions to the members along the sphere.</summary>
        /// <returns>Its length.</returns>
        private float Tangent((float, float)?[] angles)
        {
            Norm<Float32Work> norm = new();
            Pass(
                (start, count) =>
                {
                    LoadDirection(start, count);
                    FindTangent(count, angles);
                    norm.Add(tangent[0][..count]);
                    if (keepsAll)
                        kept.Store(TangentRow, start, tangent[0][..count]);
                }
            );
            return norm.Total();
        }

        /// <summary>Moves the direction along the tangent.</summary>
        /// <returns>The length of the new one.</returns>
        private float Move((float, float)?[] angles, float size)
        {
            Norm<Float32Work> norm = new();
            Vector256<float> cosine = Vector256.Create(T.Round(Functions.Cos(size))),
                sine = Vector256.Create(T.Round(Functions.Sin(size))),
                length = Vector256.Create(size);
            Pass(
                (start, count) =>
                {
                    LoadDirection(start, count);
                    if (keepsAll)
                        kept.Load(TangentRow, start, tangent[0][..count]);
                    else
                        FindTangent(count, angles);
                    Span<Vector256<float>> u = direction.Vectors(0)[..Padding.Vectors(count)];
                    ReadOnlySpan<Vector256<float>> t = tangent.Vectors(0)[..u.Length];
                    for (int k = 0; k < u.Length; k++)
                        u[k] = T.Round(T.Round(cosine * u[k]) + T.Round(sine * T.Round(t[k] / length)));
                    norm.Add(direction[0][..count]);
                    kept.Store(DirectionRow, start, direction[0][..count]);
                },
                needsUnits: !keepsAll
            );
            return norm.Total();
        }

        /// <summary>Goes over all blocks, with the unit vectors of each.</summary>
        private void Pass(Action<long, int> action, bool needsUnits = true)
        {
            if (!keepsAll)
            {
                tensor.Read(block =>
                {
                    FindUnits(block);
                    action(block.Start, block.Count);
                });
                return;
            }
            for (long start = 0; start < tensor.Elements; start += Blocks.Elements)
            {
                int count = (int)Math.Min(Blocks.Elements, tensor.Elements - start);
                for (int i = 0; needsUnits && i < members.Length; i++)
                    kept.Load(UnitRows + i, start, units[i][..count]);
                action(start, count);
            }
        }

        private void FindUnits(TensorBlock block)
        {
            for (int i = 0; i < members.Length; i++)
            {
                Span<Vector256<float>> unit = units.Vectors(i)[..block.Vectors];
                ReadOnlySpan<Vector256<float>> x = block.Input(members[i])[..unit.Length];
                var length = Vector256.Create(lengths[members[i]]);
                for (int k = 0; k < unit.Length; k++)
                    unit[k] = T.Round(x[k] / length);
            }
        }

        /// <summary>Reads the direction, with what the last step left to be done to it.</summary>
        private void LoadDirection(long start, int count)
        {
            if (takesFirst)
            {
                units[0][..count].CopyTo(direction[0]);
                return;
            }
            kept.Load(DirectionRow, start, direction[0][..count]);
            if (divisor is not { } by)
                return;
            var length = Vector256.Create(by);
            foreach (ref Vector256<float> value in direction.Vectors(0)[..Padding.Vectors(count)])
                value = T.Round(value / length);
        }

        private void FindTangent(int count, (float Dot, float Factor)?[] angles)
        {
            Span<Vector256<float>> t = tangent.Vectors(0)[..Padding.Vectors(count)];
            ReadOnlySpan<Vector256<float>> u = direction.Vectors(0)[..t.Length];
            t.Clear();
            for (int i = 0; i < members.Length; i++)
            {
                if (angles[i] is not (float dot, float factor))
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
