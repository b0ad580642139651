using System.Diagnostics;

namespace MergeDsl.Engine;

/// <summary>Everything that makes an output directory.</summary>
/// <param name="Plan">The tensors.</param>
/// <param name="Output">The output directory as the user named it.</param>
/// <param name="Files">The other files; <c>config.json</c> is written last wherever it stands.</param>
/// <param name="SourceDirectories">Directories that are read, besides those of the tensors.</param>
internal sealed record MergeJob(BoundPlan Plan, string Output, IReadOnlyList<OutputFile> Files, IReadOnlyList<string> SourceDirectories);

/// <summary>Runs bound plans. Everything is proved before the first byte is written, and nothing appears at the target before the last one is on the disk.</summary>
internal static class MergeEngine
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs a merge.</summary>
    /// <param name="job">What to write.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told about ten times a second, and at the end.</param>
    /// <param name="cancel">Ends the merge within a block; nothing is left behind.</param>
    /// <exception cref="MergeException"><c>MDSL0701</c> to <c>MDSL0706</c>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<MergeReport> RunAsync(MergeJob job, MergeOptions options, IProgress<MergeProgress>? progress = null, CancellationToken cancel = default)
    {
        var tally = new Tally();
        long began = Stopwatch.GetTimestamp();
        IReadOnlyList<Shard> shards = Shards.Split(job.Plan.Tensors, options.ShardSize);
        List<OutputFile> files = [.. job.Files.Where(file => file.Name != OutputFile.Configuration)];
        if (shards.Count > 1) files.Add(OutputFile.Text(Shards.IndexName, Shards.Index(shards)));
        files.AddRange(job.Files.Where(file => file.Name == OutputFile.Configuration));
        long total = shards.Sum(shard => shard.Layout.FileLength) + files.Sum(file => file.Length);

        using SourceFiles sources = SourceFiles.Open(job.Plan);
        OutputTarget target = Check(job, options.Overwrite, total);

        Task<MergeReport> run = Task.Run(() => Write(job, shards, files, sources, target, options, tally, began, cancel), CancellationToken.None);
        while (progress is not null && await Task.WhenAny(run, Task.Delay(ProgressInterval, CancellationToken.None)).ConfigureAwait(false) != run) Report();
        MergeReport report = await run.ConfigureAwait(false);
        if (progress is not null) Report();
        return report;

        void Report() => progress.Report(new(tally.Written, total, tally.Read, Stopwatch.GetElapsedTime(began)));
    }

    private static OutputTarget Check(MergeJob job, bool overwrite, long needed)
    {
        string[] files = [.. job.Plan.Tensors.SelectMany(tensor => tensor.Sources).Select(source => source.File).Distinct(StringComparer.Ordinal)];
        IEnumerable<string> directories = job.SourceDirectories.Concat(files.Select(file => Path.GetDirectoryName(Path.Combine(Environment.CurrentDirectory, file))).OfType<string>());
        IEnumerable<string> read = files.Concat(job.Files.OfType<OutputFile.CopyOf>().Select(copy => copy.Source));
        return OutputTarget.Check(job.Output, overwrite, directories.Distinct(StringComparer.Ordinal), read, needed);
    }

    private static MergeReport Write(
        MergeJob job, IReadOnlyList<Shard> shards, List<OutputFile> files, SourceFiles sources, OutputTarget target, MergeOptions options, Tally tally, long began, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using StagingDirectory staging = StagingDirectory.Create(target);
        var tensors = new TensorCrew(job.Plan, sources, options, tally);
        WriteShards(shards, sources, tensors, staging.Path, options, tally, cancel);
        sources.CheckUnchanged();
        foreach (OutputFile file in files) file.After(tensors.Sick).WriteTo(staging.Path, tally, cancel);
        cancel.ThrowIfCancellationRequested();
        string[] names = [.. shards.Select(shard => shard.FileName), .. files.Select(file => file.Name)];
        string? leftBehind = staging.Publish(names);
        return new(target.FullPath, names, tally.Written, tally.Read, Stopwatch.GetElapsedTime(began)) { LeftBehind = leftBehind, SickTensors = tensors.Sick };
    }

    private static void WriteShards(IReadOnlyList<Shard> shards, SourceFiles sources, TensorCrew tensors, string directory, MergeOptions options, Tally tally, CancellationToken cancel)
    {
        var outputs = new List<OutputStream>();
        try
        {
            foreach (Shard shard in shards) outputs.Add(new(Path.Combine(directory, shard.FileName), shard.Layout.FileLength));
            long segmentSize = BlockCrew.SegmentSize(shards.Sum(shard => shard.Layout.FileLength));
            ShardWork[] work = [.. shards.Select((shard, index) => new ShardWork(ShardRuns.Of(shard, sources), outputs[index], segmentSize))];
            tensors.Run(shards, outputs, cancel);
            new BlockCrew(work, options.PageCache, tally).Run(options.Threads, cancel);
        }
        finally
        {
            foreach (OutputStream output in outputs) output.Dispose();
        }
    }
}
