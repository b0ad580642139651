using MergeDsl.Binding;
using MergeDsl.Collections;
using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Engine;
using MergeDsl.Reporting;

namespace MergeDsl.Execution;

/// <summary>The needs and the output of a run, known from headers or manifests alone.</summary>
/// <param name="Files">The safetensors files that would be written, with their exact sizes.</param>
/// <param name="Memory">About how many bytes of memory the run would take at most.</param>
/// <param name="Workers">The threads that would write, and their blocks.</param>
internal sealed record PlanSizes(EquatableArray<(string Name, long Bytes)> Files, long Memory, WorkerSizes Workers)
{
    /// <summary>The memory of the program itself: runtime, headers, plan. Measured, see the page about the engine.</summary>
    private const long ProgramMemory = 60_000_000;

    /// <summary>Headers, names and places of a tensor while the merge runs.</summary>
    private const long MemoryPerTensor = 2_000;

    /// <summary>The free space that the weights need; tokenizer and configuration come on top.</summary>
    public long Space => Files.Sum(file => file.Bytes);

    /// <summary>The sizes of a merge that was written out.</summary>
    /// <param name="merge">The merge.</param>
    /// <param name="shardSize">The most bytes of tensor data in one file; 0 for no limit.</param>
    /// <param name="threads">The number of threads, or 0.</param>
    public static PlanSizes Of(CompletedMerge merge, long shardSize, int threads)
    {
        IReadOnlyList<Shard> shards = Shards.Split(PlanBinder.Lay(merge), shardSize);
        WorkerSizes workers = BlockWorkers.Measure(threads, [.. shards.Select(shard => shard.Layout.FileLength)]);
        bool resizes = merge.Tensors.Any(tensor => tensor.Inputs.Any(input => input.DType != tensor.DType));
        long buffers = workers.Threads * ((long)workers.BlockSize + (resizes ? BlockWriter.StagingSize(workers.BlockSize) : 0));
        return new(
            shards.Select(shard => (shard.FileName, shard.Layout.FileLength)).ToEquatableArray(),
            ProgramMemory + (MemoryPerTensor * merge.Tensors.Count) + Math.Max(buffers, workers.Threads * TensorMemory(merge)),
            workers
        );
    }

    /// <summary>The memory of a thread that computes a tensor of several sources: the chunks that it reads of each, blocks, counts, and one row of the widest matrix.</summary>
    private static long TensorMemory(CompletedMerge merge)
    {
        if (merge.Plan.Schema.StacksLayers)
            return 0;
        long sources = merge.Tensors.Max(tensor => tensor.Inputs.Count);
        long row = merge.Tensors.Max(tensor => tensor.Shape.Count == 0 || tensor.Elements == 0 ? 1 : tensor.Shape[^1]);
        return ((sources + 1) * TensorWorker.ChunkElements * sizeof(float)) + (sources * (CountMemory + (row * 4 * sizeof(float))));
    }

    /// <summary>The counts of bit patterns by which elements are selected.</summary>
    private const long CountMemory = 2 << 20;

    /// <summary>The sizes in words.</summary>
    public string Describe()
    {
        string files =
            Files.Count == 1
                ? $"1 file ({Files[0].Name})"
                : $"{Numbers.Count(Files.Count, "file")} ({Files[0].Name} to {Files[Files.Count - 1].Name})";
        string memory =
            $"about {PlanDescription.Size(Memory)} of memory ({Numbers.Count(Workers.Threads, "thread")} with blocks of {PlanDescription.Size(Workers.BlockSize)})\n";
        return $"{files}, {Numbers.Group(Space)} bytes ({PlanDescription.Size(Space)}) of free disk besides tokenizer and configuration\n{memory}";
    }
}
