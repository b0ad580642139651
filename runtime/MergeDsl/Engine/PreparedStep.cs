using MergeDsl.Binding;
using MergeDsl.Checkpoints;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Files;

namespace MergeDsl.Engine;

/// <summary>A merge laid out to the byte, of which all sources have been opened.</summary>
internal sealed class PreparedStep
{
    private readonly FileSystem system;
    private readonly BoundPlan plan;
    private readonly IReadOnlyList<Shard> shards;
    private readonly List<PreparedFile> files;
    private readonly SourceFiles sources;
    private readonly MergeOptions options;

    private PreparedStep(StepContents contents, IReadOnlyList<Shard> shards, IEnumerable<OutputFile> files, MergeOptions options)
    {
        (system, plan, this.shards) = (options.Files, contents.Plan, shards);
        this.options = contents.Seed is { } seed ? options with { Seed = seed } : options;
        sources = SourceFiles.Of(system, plan);
        this.files = [.. files.Select(file => new PreparedFile(system, file))];
    }

    /// <summary>The bytes to write, as far as they are known.</summary>
    public long Bytes => shards.Sum(shard => shard.Layout.FileLength) + files.Sum(file => file.Length);

    /// <summary>The names of the files, in the order in which they may appear.</summary>
    public EquatableArray<string> Names => [.. shards.Select(shard => shard.FileName), .. files.Select(file => file.Name)];

    /// <summary>The files that are read.</summary>
    public IEnumerable<string> Reads => SourcesOfTensors.Concat(files.Select(file => file.Source).OfType<string>());

    /// <summary>The directories of the files of tensors.</summary>
    public IEnumerable<string> Directories =>
        SourcesOfTensors.Select(file => Path.GetDirectoryName(Path.Combine(Environment.CurrentDirectory, file))).OfType<string>();

    private IEnumerable<string> SourcesOfTensors =>
        plan.Tensors.SelectMany(tensor => tensor.Sources).Select(source => source.File).Distinct(StringComparer.Ordinal);

    /// <summary>Lays out a merge and opens its sources.</summary>
    /// <exception cref="MergeException"><c>MDSL0704</c>, <c>MDSL0705</c>, <c>MDSL0706</c>.</exception>
    public static PreparedStep Prepare(StepContents contents, MergeOptions options)
    {
        IReadOnlyList<Shard> shards = Shards.Split(contents.Plan.Tensors, options.ShardSize);
        List<OutputFile> files = [.. contents.Files.Where(file => file.Name != OutputFile.Configuration)];
        if (shards.Count > 1)
            files.Add(OutputFile.Text(Shards.IndexName, Shards.Index(shards)));
        CheckLimits(files);
        files.AddRange(contents.Files.Where(file => file.Name == OutputFile.Configuration));
        return new(contents, shards, files, options);
    }

    /// <summary>Writes everything into a directory, on the disk, and reads back what can be compared.</summary>
    /// <returns>The tensors with numbers that became NaN or infinite.</returns>
    public EquatableArray<NonFiniteTensor> WriteTo(string directory, ProgressCounter progress, CancellationToken cancellationToken)
    {
        var tensors = new TensorWorkers(plan, sources, options, progress);
        WriteShards(tensors, directory, progress, cancellationToken);
        sources.CheckUnchanged();
        List<WrittenFile> written = [.. shards.Select(shard => new WrittenFile(shard.FileName, shard.Layout.FileLength))];
        // The record comes last: where it is there, all others are.
        foreach (PreparedFile file in files.OrderBy(file => file.IsLast))
            written.Add(file.WriteTo(directory, new(written, tensors.NonFinite), progress, cancellationToken));
        return tensors.NonFinite;
    }

    /// <summary>Refuses small files that no reader of MergeDsl would take.</summary>
    private static void CheckLimits(IEnumerable<OutputFile> files)
    {
        foreach (OutputFile.Contents file in files.OfType<OutputFile.Contents>())
        {
            long limit = file.Name == OutputFile.Configuration ? CheckpointLimits.ConfigBytes : CheckpointLimits.IndexBytes;
            if (file.Bytes.Length > limit)
                throw OutputFault.Because(
                    DiagnosticKinds.CannotWrite.Says(
                        FormattableString.Invariant(
                            $"{Printable.Quote(file.Name)} of the output would have {file.Bytes.Length} bytes, and readers accept {limit}; merge fewer tensors"
                        )
                    )
                );
        }
    }

    private void WriteShards(TensorWorkers tensors, string directory, ProgressCounter progress, CancellationToken cancellationToken)
    {
        var open = OpenFiles.Share(
            options.Threads,
            shards.Count,
            plan.Tensors.Select(tensor => tensor.Sources.Count).DefaultIfEmpty().Max()
        );
        var outputs = new List<OutputStream>();
        try
        {
            foreach (Shard shard in shards)
                outputs.Add(new(system, Path.Combine(directory, shard.FileName), shard.Layout.FileLength));
            long segmentSize = BlockWorkers.SegmentSize(shards.Sum(shard => shard.Layout.FileLength));
            ShardWork[] work =
            [
                .. shards.Select((shard, index) => new ShardWork(ShardRuns.Of(shard, sources), outputs[index], segmentSize)),
            ];
            using (new EarlyFlush(outputs))
            {
                tensors.Run(shards, outputs, directory, open, cancellationToken);
                new BlockWorkers(work, options, open, progress).Run(cancellationToken);
            }
            for (int i = 0; i < outputs.Count; i++)
                outputs[i].Prove(shards[i].Layout.Header.Span);
        }
        finally
        {
            foreach (OutputStream output in outputs)
                output.Dispose();
        }
    }
}
