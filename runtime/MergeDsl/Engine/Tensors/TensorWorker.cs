using System.Collections.Concurrent;
using MergeDsl.Binding;
using MergeDsl.Collections;
using MergeDsl.Files;
using MergeDsl.Kernels;

namespace MergeDsl.Engine;

/// <summary>The working set of a thread that computes tensors: buffers, which it keeps from one tensor to the next, and the files.</summary>
internal sealed class TensorWorker(
    FileTransport transport,
    RandomSequences random,
    ProgressCounter progress,
    ConcurrentDictionary<string, long> nonFinite,
    KeptPlaces kept,
    CancellationToken cancellationToken
) : TensorStream, IDisposable
{
    /// <summary>Elements read of every source at a time: few calls, and all that was read stays in the second-level cache.</summary>
    public const int ChunkElements = 64 << 10;

    private TensorTask task = null!;
    private FloatFormat computed = null!;
    private AlignedBuffer? buffer;
    private int bufferLength;
    private bool isReadAgain;
    private Blocks? inputs,
        output;
    private float[] rounding = [];
    private IDisposable? rows;

    public override EquatableArray<long> Shape => task.Tensor.Shape;

    public override long Elements => task.Tensor.Elements;

    public void Run(TensorTask next)
    {
        task = next;
        if (next.Kernel is { } kernel)
        {
            computed = FloatFormat.Of(((TensorOperation.Method)next.Tensor.Operation).ComputeIn);
            isReadAgain = false;
            try
            {
                kernel.Run(this);
            }
            finally
            {
                rows?.Dispose();
                rows = null;
            }
            transport.EndPasses();
            for (int i = 0; i < kernel.Draws.Count; i++)
                random.Forget(next.Sequence + i);
        }
        else
            AgreedBuffers.Copy(next, this);
    }

    public override MersenneTwister Random(int sequence) => random.At(task.Sequence + sequence);

    public override KeptRows? TryKeep(int rows)
    {
        var made = RowsInMemory.TryMake(kept.Memory, computed, rows, Elements, cancellationToken);
        this.rows = made;
        return made;
    }

    public override KeptRows Keep(int rows)
    {
        if (TryKeep(rows) is { } inMemory)
            return inMemory;
        var inFile = new RowsInFile(kept.Files, kept.NextFile(), computed, rows, Elements, cancellationToken);
        this.rows = inFile;
        return inFile;
    }

    public override void Read(Action<TensorBlock> action, int blockElements = Blocks.Elements) =>
        Pass(action, blockElements, writes: false);

    public override void Write(Action<TensorBlock> action, int blockElements = Blocks.Elements) =>
        Pass(action, blockElements, writes: true);

    /// <summary>Reads bytes of a source; the offset counts from the beginning of the tensor.</summary>
    public void Read(int source, Span<byte> bytes, long offset)
    {
        cancellationToken.ThrowIfCancellationRequested();
        task.Sources[source].Read(transport, bytes, task.Tensor.Sources[source].Offset + offset);
        progress.AddRead(bytes.Length);
    }

    /// <summary>Writes bytes of the output; the offset counts from the beginning of the tensor.</summary>
    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        task.Output.Write(transport, bytes, task.Offset + offset);
        progress.AddWritten(bytes.Length);
    }

    /// <summary>Memory that is this thread's until it asks for memory again.</summary>
    public Span<byte> Buffer(int length)
    {
        if (length > bufferLength)
        {
            buffer?.Dispose();
            buffer = new(length);
            bufferLength = length;
        }
        return buffer!.Span[..length];
    }

    private void Pass(Action<TensorBlock> action, int blockElements, bool writes)
    {
        if (!writes && !isReadAgain)
            BeginPasses();
        int count = task.Sources.Count,
            blocks = Math.Max(1, ChunkElements / blockElements);
        int chunk = (int)Math.Min((long)blocks * blockElements, Math.Max(task.To - task.From, 1));
        Reserve(count, blockElements);
        FloatFormat[] formats = [.. task.Tensor.Sources.Select(source => FloatFormat.Of(source.DType))];
        int[] sizes = [.. formats.Select(format => format.Size)];
        FloatFormat written = FloatFormat.Of(task.Tensor.DType);
        int outputSize = written.Size;
        // Apart by a page, so that equal offsets in several sources do not meet in one set of the cache.
        int[] places = new int[count + 1];
        for (int i = 0; i < count; i++)
            places[i + 1] = places[i] + Pages(chunk * sizes[i]);
        Span<byte> memory = Buffer(places[count] + Pages(chunk * outputSize));
        var block = new TensorBlock(inputs!, output!);
        for (long start = task.From; start < task.To; start += chunk)
        {
            int length = (int)Math.Min(chunk, task.To - start);
            for (int i = 0; i < count; i++)
                Read(i, memory.Slice(places[i], length * sizes[i]), start * sizes[i]);
            for (int at = 0; at < length; at += blockElements)
            {
                block.Start = start + at;
                block.Count = Math.Min(blockElements, length - at);
                for (int i = 0; i < count; i++)
                    Load(memory.Slice(places[i] + (at * sizes[i]), block.Count * sizes[i]), formats[i], block[i]);
                action(block);
                if (!writes)
                    continue;
                Span<byte> stored = memory.Slice(places[count] + (at * outputSize), block.Count * outputSize);
                written.Store(block.Output, stored);
                CountNonFinite(block, stored, written);
            }
            if (writes)
                Write(memory.Slice(places[count], length * outputSize), start * outputSize);
        }
    }

    /// <summary>A pass that only reads is not the last one.</summary>
    private void BeginPasses()
    {
        isReadAgain = true;
        for (int i = 0; i < task.Sources.Count; i++)
        {
            TensorSource source = task.Tensor.Sources[i];
            task.Sources[i].BeginPasses(transport, source.Offset, source.Length);
        }
    }

    private static int Pages(int bytes) =>
        checked((bytes + AlignedBuffer.Page - 1) / AlignedBuffer.Page * AlignedBuffer.Page) + AlignedBuffer.Page;

    private void Reserve(int count, int blockElements)
    {
        if (inputs is null || inputs.Count < count || inputs.Length != blockElements)
            inputs = new(count, blockElements);
        if (output is null || output.Length != blockElements)
            output = new(1, blockElements);
    }

    private void Load(ReadOnlySpan<byte> bytes, FloatFormat stored, Span<float> values)
    {
        stored.Load(bytes, values);
        if (stored == computed || computed == Float32Format.Instance)
            return;
        if (rounding.Length < values.Length)
            rounding = new float[values.Length];
        Span<byte> narrow = System.Runtime.InteropServices.MemoryMarshal.AsBytes(rounding.AsSpan())[..(values.Length * computed.Size)];
        computed.Store(values, narrow);
        computed.Load(narrow, values);
    }

    private void CountNonFinite(TensorBlock block, ReadOnlySpan<byte> written, FloatFormat format)
    {
        long count = NonFiniteNumbers.Count(block, task.Sources.Count, written, format);
        if (count > 0)
            nonFinite.AddOrUpdate(task.Tensor.Name, count, (_, before) => before + count);
    }

    public void Dispose() => buffer?.Dispose();
}
