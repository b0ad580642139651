using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary><c>slerp</c>: along the great circle from the base model to the other, in float32 with one rounding at the end.</summary>
[KernelOf<Slerp>]
internal sealed class SlerpKernel<T>(Slerp.Values values, MethodInputs inputs) : MethodKernel
    where T : struct, IWorkType
{
    /// <summary>The elements of a partial norm or dot product, a multiple of the block.</summary>
    private const int Chunk = 1 << 20;

    private const float Colinear = 0.9995f;

    private readonly int start = inputs.Origin,
        end = inputs.Others[0];
    private readonly float t = (float)values.T;

    public override void Run(TensorStream tensor)
    {
        (float lengthA, float lengthB) = Lengths(tensor);
        float dot = Math.Clamp(Dot(tensor, lengthA, lengthB), -1f, 1f);
        float a = 1 - t,
            b = t;
        if (!(MathF.Abs(dot) > Colinear))
        {
            float angle = Functions.Acos(dot),
                sine = Functions.Sin(angle);
            a = Functions.Sin((1 - t) * angle) / sine;
            b = Functions.Sin(t * angle) / sine;
        }
        Vector256<float> left = Vector256.Create(a),
            right = Vector256.Create(b);
        tensor.Write(block =>
        {
            Span<Vector256<float>> output = block.OutputVectors;
            ReadOnlySpan<Vector256<float>> x = block.Input(start)[..output.Length],
                y = block.Input(end)[..output.Length];
            for (int i = 0; i < output.Length; i++)
                output[i] = T.Round((left * x[i]) + (right * y[i]));
        });
    }

    private (float, float) Lengths(TensorStream tensor)
    {
        Norm<Float32Work> a = new(),
            b = new();
        List<float> chunksA = [],
            chunksB = [];
        tensor.Read(block =>
        {
            a.Add(block[start]);
            b.Add(block[end]);
            if (!EndsChunk(block, tensor))
                return;
            chunksA.Add(a.Total());
            chunksB.Add(b.Total());
            a.Reset();
            b.Reset();
        });
        return (Guarded(chunksA), Guarded(chunksB));
    }

    private float Dot(TensorStream tensor, float lengthA, float lengthB)
    {
        List<float> chunks = [];
        float[] products = new float[Blocks.Elements];
        Vector256<float> a = Vector256.Create(lengthA),
            b = Vector256.Create(lengthB);
        FlatSum<Float32Work> sum = new(Math.Min(tensor.Elements, Chunk));
        tensor.Read(block =>
        {
            ReadOnlySpan<Vector256<float>> x = block.Input(start),
                y = block.Input(end)[..x.Length];
            Span<Vector256<float>> product = MemoryMarshal.Cast<float, Vector256<float>>(products.AsSpan())[..x.Length];
            for (int i = 0; i < x.Length; i++)
                product[i] = (x[i] / a) * (y[i] / b);
            sum.Add(products.AsSpan(0, block.Count));
            if (!EndsChunk(block, tensor))
                return;
            chunks.Add(sum.Total());
            sum = new(Math.Min(tensor.Elements - block.Start - block.Count, Chunk));
        });
        return FlatSum<Float32Work>.Of(CollectionsMarshal.AsSpan(chunks));
    }

    private static bool EndsChunk(TensorBlock block, TensorStream tensor) =>
        (block.Start + block.Count) % Chunk == 0 || block.Start + block.Count == tensor.Elements;

    private static float Guarded(List<float> chunks)
    {
        float length = Norm<Float32Work>.Of(CollectionsMarshal.AsSpan(chunks));
        return length > 1e-8 ? length : 1;
    }
}
