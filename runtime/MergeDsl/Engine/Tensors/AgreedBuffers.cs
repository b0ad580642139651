using MergeDsl.Binding;
using MergeDsl.Diagnostics;
using MergeDsl.Files;

namespace MergeDsl.Engine;

/// <summary>Copies integer and boolean tensors, which must be the same in all models.</summary>
internal static class AgreedBuffers
{
    private const int Piece = 256 << 10;

    /// <exception cref="MergeException"><c>MDSL0707</c>.</exception>
    public static void Copy(TensorTask task, TensorWorker worker)
    {
        TensorSource first = task.Tensor.Sources[0];
        for (int i = 1; i < task.Tensor.Sources.Count; i++)
        {
            if (task.Tensor.Sources[i].DType != first.DType || task.Tensor.Sources[i].Length != first.Length)
                throw Differ(task, i);
        }
        for (long offset = 0; offset < first.Length; offset += Piece)
        {
            int length = (int)Math.Min(Piece, first.Length - offset);
            Span<byte> buffer = worker.Buffer(2 * length);
            worker.Read(0, buffer[..length], offset);
            for (int i = 1; i < task.Tensor.Sources.Count; i++)
            {
                worker.Read(i, buffer[length..], offset);
                if (!buffer[length..].SequenceEqual(buffer[..length]))
                    throw Differ(task, i);
            }
            worker.Write(buffer[..length], offset);
        }
    }

    private static MergeException Differ(TensorTask task, int other)
    {
        string name = Printable.Quote(task.Tensor.Name),
            left = Printable.Quote(task.Sources[0].Path),
            right = Printable.Quote(task.Sources[other].Path);
        return OutputFault.Because(
            DiagnosticKinds.BuffersDiffer.Says(
                $"{name} holds integers, which are copied and never computed with, and {left} and {right} do not agree in it; merge models whose buffers are the same"
            )
        );
    }
}
