using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary><c>arcee_fusion</c>: takes over the changes of the other model whose importance (size of the change times divergence of its row) stands out. The sum is float32, rounded once to the dtype that is written.</summary>
[KernelOf<ArceeFusion>]
internal sealed class ArceeFusionKernel<T> : MethodKernel
    where T : struct, IWorkType
{
    /// <summary>The most elements of which quartiles are taken; of a larger tensor as many are drawn.</summary>
    private const int Sample = 1_000_000;

    private readonly int baseInput,
        other,
        length;
    private readonly long elements;

    public ArceeFusionKernel(MethodInputs inputs)
    {
        baseInput = inputs.Origin;
        other = inputs.Others[0];
        elements = inputs.Elements;
        length = inputs.Shape.Count == 0 ? 1 : checked((int)inputs.Shape[^1]);
        Draws = elements > Sample ? [IsWide ? 2L * Sample : Sample] : [];
    }

    public override IReadOnlyList<long> Draws { get; }

    /// <summary>Indicates whether a drawn position takes two numbers.</summary>
    private bool IsWide => elements >= 1L << 28;

    public override void Run(TensorStream tensor)
    {
        float[] divergences = new float[elements / length];
        Scratch scratch = Scratch.OfThread;
        Memory<float> sample = scratch.Sample.AsMemory(0, (int)Math.Min(elements, Sample));
        long[]? positions = elements > Sample ? Positions(tensor.Random(0), scratch) : null;
        var row = new Row(length);
        int taken = 0;
        tensor.Read(
            block =>
            {
                ReadOnlySpan<float> x = block[other],
                    start = block[baseInput];
                float divergence = divergences[block.Start / length] = row.Divergence(x, start);
                if (positions is null)
                {
                    for (int i = 0; i < x.Length; i++)
                        sample.Span[taken++] = Importance(x[i], start[i], divergence);
                    return;
                }
                for (; taken < positions.Length && positions[taken] < block.Start + block.Count; taken++)
                {
                    int i = (int)(positions[taken] - block.Start);
                    sample.Span[taken] = Importance(x[i], start[i], divergence);
                }
            },
            length
        );
        float threshold = Threshold(sample.Span);
        tensor.Write(
            block =>
            {
                Span<Vector256<float>> output = block.OutputVectors;
                ReadOnlySpan<Vector256<float>> x = block.Input(other)[..output.Length],
                    start = block.Input(baseInput)[..output.Length];
                Vector256<float> divergence = Vector256.Create(divergences[block.Start / length]),
                    least = Vector256.Create(threshold),
                    one = Vector256.Create(1f);
                for (int k = 0; k < output.Length; k++)
                {
                    Vector256<float> delta = T.Round(x[k] - start[k]);
                    Vector256<float> mask = Vector256.GreaterThanOrEqual(T.Round(Vector256.Abs(delta) * divergence), least) & one;
                    output[k] = start[k] + (delta * mask);
                }
            },
            length
        );
    }

    private static float Importance(float x, float start, float divergence) => T.Round(MathF.Abs(T.Round(x - start)) * divergence);

    private static float Threshold(ReadOnlySpan<float> sample)
    {
        int last = sample.Length - 1;
        int Rank(float share) => (int)(share * last);
        float[] quartiles = OrderStatistics.Of(sample, Rank(0.25f), Rank(0.5f), Rank(0.75f));
        return T.Round(quartiles[1] + T.Round(T.Round(quartiles[2] - quartiles[0]) * 1.5f));
    }

    /// <summary>Draws the positions of the sample, and sorts them.</summary>
    private long[] Positions(MersenneTwister random, Scratch scratch)
    {
        foreach (ref long position in scratch.Positions.AsSpan())
        {
            ulong drawn = IsWide ? ((ulong)random.Next() << 32) | random.Next() : random.Next();
            position = (long)(drawn % (ulong)elements);
        }
        RadixSort.Sort(scratch.Positions, scratch.Sorted, elements);
        return scratch.Positions;
    }

    /// <summary>The memory of a thread for samples: made once, for what is made for every tensor is many times as much before it is collected.</summary>
    private sealed class Scratch
    {
        [ThreadStatic]
        private static Scratch? ofThread;

        public static Scratch OfThread => ofThread ??= new();

        public float[] Sample { get; } = new float[ArceeFusionKernel<T>.Sample];

        public long[] Positions { get; } = new long[ArceeFusionKernel<T>.Sample];

        public long[] Sorted { get; } = new long[ArceeFusionKernel<T>.Sample];
    }

    /// <summary>The divergence of a row of the other model from that of the base model, both taken as probabilities.</summary>
    private sealed class Row(int length)
    {
        private static readonly float Smallest = T.Round(1e-8f);

        private readonly FlatSum<T> sum = new(length);
        private readonly float[] p = new float[Padding.Room(length)],
            q = new float[Padding.Room(length)];

        public float Divergence(ReadOnlySpan<float> x, ReadOnlySpan<float> start)
        {
            Softmax.Of<T>(x, p);
            Softmax.Of<T>(start, q);
            Span<Vector256<float>> from = MemoryMarshal.Cast<float, Vector256<float>>(p.AsSpan()),
                ratio = MemoryMarshal.Cast<float, Vector256<float>>(q.AsSpan())[..from.Length];
            Vector256<float> least = Vector256.Create(Smallest);
            for (int i = 0; i < from.Length; i++)
            {
                from[i] = T.Round(from[i] + least);
                ratio[i] = T.Round(from[i] / T.Round(ratio[i] + least));
            }
            foreach (ref float value in q.AsSpan(0, length))
                value = Logarithms<T>.Of(value);
            for (int i = 0; i < from.Length; i++)
                from[i] = T.Round(from[i] * ratio[i]);
            sum.Reset();
            sum.Add(p.AsSpan(0, length));
            return T.Round(sum.Total());
        }
    }
}
