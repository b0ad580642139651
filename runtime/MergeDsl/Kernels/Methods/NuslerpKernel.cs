using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary><c>nuslerp</c>: along the great circle from one model, or its difference from the base model, to another; for a tensor as a whole, for each of its rows, or for each of its columns.</summary>
[KernelOf<Nuslerp>]
internal sealed class NuslerpKernel<T> : MethodKernel
    where T : struct, IWorkType
{
    private static readonly float Smallest = T.Round(1e-7f),
        Colinear = T.Round(1e-16f);

    private readonly int? baseInput;
    private readonly int first,
        second;
    private readonly double t;
    private readonly bool flatten,
        columns;

    public NuslerpKernel(Nuslerp.Values values, MethodInputs inputs)
    {
        baseInput = inputs.Base;
        (first, second) = (inputs.Others[0], inputs.Others[1]);
        double w1 = values.Weight(first),
            w2 = values.Weight(second);
        t = Math.Abs(w1 + w2) < 1e-6 ? 0.5 : w2 / (w1 + w2);
        flatten = values.Flatten;
        columns = values.RowWise;
    }

    public override void Run(TensorStream tensor)
    {
        long rows = tensor.Shape.Count == 0 ? 1 : tensor.Shape[0];
        if (flatten || tensor.Shape.Count < 2 || (columns && tensor.Elements == rows))
            RunWhole(tensor);
        else if (columns)
            RunColumns(tensor, checked((int)rows), checked((int)(tensor.Elements / Math.Max(rows, 1))));
        else
            RunRows(tensor, checked((int)tensor.Shape[^1]));
    }

    private void RunWhole(TensorStream tensor)
    {
        Norm<T> a = new(),
            b = new();
        tensor.Read(block =>
        {
            Subtract(block);
            a.Add(block[first]);
            b.Add(block[second]);
        });
        float lengthA = MathF.Max(a.Total(), Smallest),
            lengthB = MathF.Max(b.Total(), Smallest);
        FlatSum<T> sum = new(tensor.Elements);
        float[] products = new float[Blocks.Elements];
        tensor.Read(block =>
        {
            Subtract(block);
            Multiply(block, lengthA, lengthB, products);
            sum.Add(products.AsSpan(0, block.Count));
        });
        Arc arc = new(Math.Clamp(T.Round(sum.Total()), -1f, 1f), t);
        tensor.Write(block =>
        {
            Subtract(block);
            Combine(block, arc);
        });
    }

    private void RunRows(TensorStream tensor, int length)
    {
        Norm<T> a = new(),
            b = new();
        FlatSum<T> sum = new(length);
        float[] products = new float[length + 8];
        tensor.Write(
            block =>
            {
                Subtract(block);
                a.Reset();
                b.Reset();
                sum.Reset();
                a.Add(block[first]);
                b.Add(block[second]);
                Multiply(block, MathF.Max(a.Total(), Smallest), MathF.Max(b.Total(), Smallest), products);
                sum.Add(products.AsSpan(0, block.Count));
                Combine(block, new(Math.Clamp(T.Round(sum.Total()), -1f, 1f), t));
            },
            length
        );
    }

    private void RunColumns(TensorStream tensor, int rows, int length)
    {
        float[] a = new float[length],
            b = new float[length],
            products = new float[length];
        tensor.Read(
            block =>
            {
                Subtract(block);
                ReadOnlySpan<float> x = block[first],
                    y = block[second];
                for (int i = 0; i < length; i++)
                {
                    a[i] += x[i] * x[i];
                    b[i] += y[i] * y[i];
                }
            },
            length
        );
        for (int i = 0; i < length; i++)
        {
            a[i] = MathF.Max(T.Round(MathF.Sqrt(a[i])), Smallest);
            b[i] = MathF.Max(T.Round(MathF.Sqrt(b[i])), Smallest);
        }
        ColumnSum sum = new(length, rows, 0, length, T.IsHalf);
        tensor.Read(
            block =>
            {
                Subtract(block);
                ReadOnlySpan<float> x = block[first],
                    y = block[second];
                for (int i = 0; i < length; i++)
                    products[i] = T.Round(T.Round(x[i] / a[i]) * T.Round(y[i] / b[i]));
                sum.Add(products);
            },
            length
        );
        sum.Total(products);
        Arc[] arcs = [.. products.Select(total => new Arc(Math.Clamp(T.Round(total), -1f, 1f), t))];
        tensor.Write(
            block =>
            {
                Subtract(block);
                ReadOnlySpan<float> x = block[first],
                    y = block[second];
                Span<float> output = block.Output;
                for (int i = 0; i < length; i++)
                    output[i] = arcs[i].Combine(x[i], y[i]);
                if (baseInput is not { } origin)
                    return;
                ReadOnlySpan<float> start = block[origin];
                for (int i = 0; i < length; i++)
                    output[i] = T.Round(start[i] + output[i]);
            },
            length
        );
    }

    /// <summary>Turns the inputs into their differences from the base model, where there is one.</summary>
    private void Subtract(TensorBlock block)
    {
        if (baseInput is not { } origin)
            return;
        Deltas.Subtract<T>(block.Input(first), block.Input(origin), block.Input(first));
        Deltas.Subtract<T>(block.Input(second), block.Input(origin), block.Input(second));
    }

    private void Multiply(TensorBlock block, float lengthA, float lengthB, Span<float> products)
    {
        ReadOnlySpan<Vector256<float>> x = block.Input(first),
            y = block.Input(second)[..x.Length];
        Span<Vector256<float>> product = MemoryMarshal.Cast<float, Vector256<float>>(products)[..x.Length];
        Vector256<float> a = Vector256.Create(lengthA),
            b = Vector256.Create(lengthB);
        for (int i = 0; i < x.Length; i++)
            product[i] = T.Round(T.Round(x[i] / a) * T.Round(y[i] / b));
    }

    private void Combine(TensorBlock block, Arc arc)
    {
        Span<Vector256<float>> output = block.OutputVectors;
        ReadOnlySpan<Vector256<float>> x = block.Input(first)[..output.Length],
            y = block.Input(second)[..output.Length];
        for (int i = 0; i < output.Length; i++)
            output[i] = arc.Combine(x[i], y[i]);
        if (baseInput is not { } origin)
            return;
        ReadOnlySpan<Vector256<float>> start = block.Input(origin)[..output.Length];
        for (int i = 0; i < output.Length; i++)
            output[i] = T.Round(start[i] + output[i]);
    }

    /// <summary>The factors of the two vectors, from the cosine between them.</summary>
    private readonly struct Arc
    {
        private readonly bool isColinear;
        private readonly float left,
            right,
            sine;

        public Arc(float cosine, double t)
        {
            isColinear = T.Round(1 - T.Round(cosine * cosine)) <= Colinear;
            if (isColinear)
            {
                (left, right) = ((float)(1 - t), (float)t);
                return;
            }
            float angle = T.Round(Functions.Acos(cosine));
            sine = T.Round(Functions.Sin(angle));
            left = T.Round(Functions.Sin(T.Round(angle * (float)(1 - t))));
            right = T.Round(Functions.Sin(T.Round(angle * (float)t)));
        }

        public Vector256<float> Combine(Vector256<float> x, Vector256<float> y)
        {
            Vector256<float> sum = T.Round(T.Round(Vector256.Create(left) * x) + T.Round(Vector256.Create(right) * y));
            return isColinear ? sum : T.Round(sum / Vector256.Create(sine));
        }

        public float Combine(float x, float y)
        {
            float sum = T.Round(T.Round(left * x) + T.Round(right * y));
            return isColinear ? sum : T.Round(sum / sine);
        }
    }
}
