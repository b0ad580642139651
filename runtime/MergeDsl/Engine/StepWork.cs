namespace MergeDsl.Engine;

/// <summary>A merge laid out to the byte, with its sources open.</summary>
internal sealed class StepWork : IDisposable
{
    private readonly BoundPlan plan;
    private readonly IReadOnlyList<Shard> shards;
    private readonly List<OutputFile> files;
    private readonly SourceFiles sources;
    private readonly MergeOptions options;

    private StepWork(MergeContents contents, IReadOnlyList<Shard> shards, List<OutputFile> files, MergeOptions options)
    {
        (plan, this.shards, this.files) = (contents.Plan, shards, files);
        this.options = contents.Seed is { } seed ? options with { Seed = seed } : options;
        sources = SourceFiles.Open(plan);
    }

    /// <summary>The bytes to write, as far as they are known.</summary>
    public long Bytes => shards.Sum(shard => shard.Layout.FileLength) + files.Sum(file => file.Length);

    /// <summary>The names of the files, in the order in which they may appear.</summary>
    public EquatableArray<string> Names => [.. shards.Select(shard => shard.FileName), .. files.Select(file => file.Name)];

    /// <summary>The files that are read.</summary>
    public IEnumerable<string> Reads => SourcesOfTensors.Concat(files.OfType<OutputFile.CopyOf>().Select(copy => copy.Source));

    /// <summary>The directories of the files of tensors.</summary>
    public IEnumerable<string> Directories =>
        SourcesOfTensors.Select(file => Path.GetDirectoryName(Path.Combine(Environment.CurrentDirectory, file))).OfType<string>();

    private IEnumerable<string> SourcesOfTensors =>
        plan.Tensors.SelectMany(tensor => tensor.Sources).Select(source => source.File).Distinct(StringComparer.Ordinal);

    /// <summary>Lays out a merge and opens its sources.</summary>
    /// <exception cref="MergeException"><c>MDSL0705</c>, <c>MDSL0706</c>.</exception>
    public static StepWork Prepare(MergeContents contents, MergeOptions options)
    {
        IReadOnlyList<Shard> shards = Shards.Split(contents.Plan.Tensors, options.ShardSize);
        List<OutputFile> files = [.. contents.Files.Where(file => file.Name != OutputFile.Configuration)];
        if (shards.Count > 1)
            files.Add(OutputFile.Text(Shards.IndexName, Shards.Index(shards)));
        files.AddRange(contents.Files.Where(file => file.Name == OutputFile.Configuration));
        return new(contents, shards, files, options);
    }

    /// <summary>Writes everything into a directory.</summary>
    /// <returns>The tensors with numbers that became NaN or infinite.</returns>
    public EquatableArray<SickTensor> WriteTo(string directory, Tally tally, CancellationToken cancel)
    {
        var tensors = new TensorCrew(plan, sources, options, tally);
        WriteShards(tensors, directory, tally, cancel);
        sources.CheckUnchanged();
        foreach (OutputFile file in files)
            file.After(tensors.Sick).WriteTo(directory, tally, cancel);
        return tensors.Sick;
    }

    public void Dispose() => sources.Dispose();

    private void WriteShards(TensorCrew tensors, string directory, Tally tally, CancellationToken cancel)
    {
        var outputs = new List<OutputStream>();
        try
        {
            foreach (Shard shard in shards)
                outputs.Add(new(Path.Combine(directory, shard.FileName), shard.Layout.FileLength));
            long segmentSize = BlockCrew.SegmentSize(shards.Sum(shard => shard.Layout.FileLength));
            ShardWork[] work =
            [
                .. shards.Select((shard, index) => new ShardWork(ShardRuns.Of(shard, sources), outputs[index], segmentSize)),
            ];
            using var early = new EarlyFlush(outputs);
            tensors.Run(shards, outputs, cancel);
            new BlockCrew(work, options.PageCache, tally).Run(options.Threads, cancel);
        }
        finally
        {
            foreach (OutputStream output in outputs)
                output.Dispose();
        }
    }
}
