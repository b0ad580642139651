using System.Collections.Concurrent;
using MergeDsl.Binding;
using MergeDsl.Collections;
using MergeDsl.Files;
using MergeDsl.Kernels;

namespace MergeDsl.Engine;

/// <summary>The threads that compute tensors of several sources. Each takes a tensor at a time, in the order in which random numbers are drawn; a large tensor that is computed element by element is shared.</summary>
internal sealed class TensorWorkers
{
    /// <summary>Elements of a part of a tensor: many blocks, so that parts cost nothing, and few enough that all threads end together.</summary>
    private const long PartElements = 4L << 20;

    private readonly MergeOptions options;
    private readonly SourceFiles sources;
    private readonly ProgressCounter progress;
    private readonly Dictionary<string, (MethodKernel? Kernel, int Sequence)> kernels = new(StringComparer.Ordinal);
    private readonly List<BoundTensor> tensors;
    private readonly RandomSequences random;
    private readonly ConcurrentDictionary<string, long> nonFinite = new(StringComparer.Ordinal);

    public TensorWorkers(BoundPlan plan, SourceFiles sources, MergeOptions options, ProgressCounter progress)
    {
        this.options = options;
        this.sources = sources;
        this.progress = progress;
        tensors = [.. plan.Tensors.Where(tensor => tensor.Operation.HasPasses)];
        var lengths = new List<long>();
        foreach (BoundTensor tensor in tensors)
        {
            MethodKernel? kernel = MethodKernels.For(tensor);
            kernels.Add(tensor.Name, (kernel, lengths.Count));
            if (kernel is not null)
                lengths.AddRange(kernel.Draws);
        }
        random = new(options.Seed ?? 0, lengths);
    }

    /// <summary>The tensors with numbers that became NaN or infinite.</summary>
    public EquatableArray<NonFiniteTensor> NonFinite =>
        nonFinite
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new NonFiniteTensor(pair.Key, pair.Value))
            .ToEquatableArray();

    /// <summary>Computes all tensors and writes them to their places. The result does not depend on the number of threads.</summary>
    /// <exception cref="MergeException">A file cannot be read or written.</exception>
    public void Run(
        IReadOnlyList<Shard> shards,
        IReadOnlyList<OutputStream> outputs,
        string directory,
        OpenFiles open,
        CancellationToken cancellationToken
    )
    {
        if (tensors.Count == 0)
            return;
        TensorTask[] tasks = [.. Tasks(shards, outputs)];
        long length = shards.Sum(shard => shard.Layout.FileLength);
        using var memory = new KeptMemory(options.Memory);
        var kept = new KeptPlaces(options.Files, memory, directory);
        int next = -1;
        WorkerPool.Run(
            WorkerPool.Size(open.Threads, tasks.Length),
            stop =>
            {
                using FileTransport transport = FileTransport.Create(options.Files, options.PageCache, length, open.PerThread);
                using var worker = new TensorWorker(transport, random, progress, nonFinite, kept, stop);
                for (int index = Interlocked.Increment(ref next); index < tasks.Length; index = Interlocked.Increment(ref next))
                    worker.Run(tasks[index]);
            },
            cancellationToken
        );
    }

    private IEnumerable<TensorTask> Tasks(IReadOnlyList<Shard> shards, IReadOnlyList<OutputStream> outputs)
    {
        var places = new Dictionary<string, (OutputStream Output, long Offset)>(StringComparer.Ordinal);
        for (int i = 0; i < shards.Count; i++)
        {
            foreach (Safetensors.HeaderTensor place in shards[i].Layout.Tensors)
                places.Add(place.Name, (outputs[i], place.Offset));
        }
        foreach (BoundTensor tensor in tensors)
        {
            if (tensor.Elements == 0)
                continue;
            (OutputStream output, long offset) = places[tensor.Name];
            (MethodKernel? kernel, int sequence) = kernels[tensor.Name];
            SourceFile[] files = [.. tensor.Sources.Select(source => sources[source.File])];
            long step = kernel is { IsElementwise: true } ? PartElements : tensor.Elements;
            for (long from = 0; from < tensor.Elements; from += step)
                yield return new(tensor, kernel, sequence, files, output, offset, from, Math.Min(tensor.Elements, from + step));
        }
    }
}
