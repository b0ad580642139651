using MergeDsl.Checkpoints;
using MergeDsl.Engine;
using MergeDsl.Tests.Engine;
using Xunit;

namespace MergeDsl.Tests.Faults;

/// <summary>A small merge in one of the ways in which an output can take its place, to be run again and again.</summary>
internal sealed class FaultWorld : IDisposable
{
    private readonly MergeFixture merge = new(inMemory: true);
    private readonly string mode;
    private readonly bool overwrites;
    private readonly Dictionary<string, string>? former;

    public FaultWorld(string mode)
    {
        this.mode = mode;
        overwrites = mode is "overwrite" or "two renames" or "container" or "mount overwrite";
        Run(FileCalls.OfSystem, merge.Path("expected"), isNew: true).GetAwaiter().GetResult();
        NewOutput = Content(merge.Path("expected"))!;
        Directory.Delete(merge.Path("expected"), recursive: true);
        if (overwrites)
        {
            Run(FileCalls.OfSystem, merge.Path("former"), isNew: false).GetAwaiter().GetResult();
            former = Content(merge.Path("former"));
        }
        else if (mode is "empty" or "mount")
            former = [];
        Reset();
    }

    public string Output => merge.Output;

    /// <summary>The directory around the output and the source.</summary>
    public string Root => merge.Path();

    public bool IsNew(Dictionary<string, string>? content) => Same(content, NewOutput);

    public bool IsFormer(Dictionary<string, string>? content) => Same(content, former);

    /// <summary>The content of the complete new output.</summary>
    public Dictionary<string, string> NewOutput { get; }

    public FaultyCalls Calls(int at, Fault fault) =>
        new(FileCalls.OfSystem, at, fault)
        {
            MountPoint = mode.StartsWith("mount", StringComparison.Ordinal) ? RealPath.Of(Output) : null,
            Fixed = mode == "container" ? RealPath.Of(Output) : null,
            HasExchange = mode != "two renames",
        };

    public Task RunAsync(FileCalls calls) => Run(calls, Output, isNew: true);

    /// <summary>Runs the merge with a fault, checks what it leaves, and runs it again without.</summary>
    public async Task Try(int at, Fault fault)
    {
        Reset();
        FaultyCalls calls = Calls(at, fault);
        Exception? failure = null;
        try
        {
            await RunAsync(calls);
        }
        catch (Exception thrown) when (thrown is MergeException or KilledException)
        {
            failure = thrown;
        }
        calls.Close();
        string about = $"{mode}: {fault} at call {at} ({calls.Hit}): {failure?.GetType().Name} {failure?.Message}";
        Dictionary<string, string>? found = Content(Output);
        CheckLoadable(about);
        bool isNew = Same(found, NewOutput),
            isFormer = Same(found, former);
        switch (failure)
        {
            case null:
                Assert.True(isNew, about + " ended well without the output");
                break;
            case MergeException refused:
                Assert.True(isNew || isFormer || fault.IsLasting, about + " left neither the former state nor the output");
                Assert.All(refused.Diagnostics, diagnostic => Assert.StartsWith("MDSL07", diagnostic.Id, StringComparison.Ordinal));
                // A lock that says that it is held is that of another merge.
                if (!fault.IsLasting && refused.Diagnostics.All(diagnostic => diagnostic.Id is not ("MDSL0710" or "MDSL0711")))
                    Assert.True(Hidden().Count == 0, about + " left " + string.Join(", ", Hidden()));
                break;
        }
        FaultyCalls healthy = Calls(-1, fault);
        await Run(healthy, Output, isNew: true, overwrite: true);
        Assert.True(Same(Content(Output), NewOutput), about + ": the next merge has not made the output");
        Assert.True(Hidden().Count == 0, about + ": the next merge left " + string.Join(", ", Hidden()));
    }

    /// <summary>The names beside and in the output that a merge keeps for itself.</summary>
    public IReadOnlyList<string> Hidden() =>
        [
            .. Directory
                .EnumerateFileSystemEntries(merge.Path())
                .Concat(Directory.Exists(Output) ? Directory.EnumerateFileSystemEntries(Output) : [])
                .Select(path => Path.GetFileName(path))
                .Where(HiddenNames.IsAny),
        ];

    /// <summary>The files of a directory with their bytes; null where there is no directory.</summary>
    public Dictionary<string, string>? Content(string directory) =>
        !Directory.Exists(directory)
            ? null
            : Directory
                .EnumerateFiles(directory)
                .Where(path => !HiddenNames.IsAny(Path.GetFileName(path)))
                .ToDictionary(path => Path.GetFileName(path), path => Convert.ToHexString(File.ReadAllBytes(path)));

    public void Dispose() => merge.Dispose();

    /// <summary>Every directory that a loader takes for a model must hold the whole of one.</summary>
    private void CheckLoadable(string about)
    {
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (string directory in Directory.EnumerateDirectories(merge.Path(), "*", everywhere).Where(Loads))
        {
            if (directory == merge.Source || directory == merge.Path("former"))
                continue;
            Dictionary<string, string> content = Content(directory)!;
            // The record of a hidden one is written last, and no loader reads it.
            if (directory != Output)
                content.Remove(OutputRecord.FileName);
            bool IsOf(Dictionary<string, string>? whole) =>
                whole is not null
                && content.All(pair => whole.TryGetValue(pair.Key, out string? bytes) && bytes == pair.Value)
                && whole.Keys.Except(content.Keys).All(name => name == OutputRecord.FileName);
            Assert.True(IsOf(NewOutput) || IsOf(former), $"{about}: {directory} loads and is not whole");
        }
    }

    /// <summary>Indicates whether a directory has a configuration that can be read, and every file of weights.</summary>
    private static bool Loads(string directory)
    {
        string config = Path.Combine(directory, "config.json"),
            index = Path.Combine(directory, "model.safetensors.index.json");
        if (!File.Exists(config) || !File.ReadAllText(config).StartsWith('{'))
            return false;
        return File.Exists(index)
            ? CheckpointIndex.Read(index, out _)?.ShardOf.Values.All(shard => File.Exists(Path.Combine(directory, shard))) == true
            : File.Exists(Path.Combine(directory, "model.safetensors"));
    }

    private void Reset()
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(merge.Path()))
        {
            if (entry != merge.Source && entry != merge.Path("former"))
            {
                if (Directory.Exists(entry))
                    Directory.Delete(entry, recursive: true);
                else
                    File.Delete(entry);
            }
        }
        if (former is null)
            return;
        Directory.CreateDirectory(Output);
        foreach (string name in former.Keys)
            File.Copy(merge.Path("former", name), Path.Combine(Output, name));
    }

    /// <summary>Two tensors by a method that keeps numbers between its passes, which are in a file where no memory is left to it.</summary>
    private static BoundPlan WithKeptNumbers(BoundPlan plan)
    {
        MethodSchema schema = MethodSchemas.All.Single(method => method.Name == "karcher");
        var operation = new TensorOperation.Method(
            schema,
            TensorDType.BF16,
            null,
            new(schema, 2, (parameter, _) => parameter.Name == "max_iter" ? 2 : 1e-9)
        );
        BoundTensor Of(BoundTensor tensor) =>
            tensor.Name is "model.layers.0.self_attn.q_proj.weight" or "model.layers.0.self_attn.k_proj.weight"
                ? tensor with
                {
                    Operation = operation,
                    Sources = [tensor.Sources[0], Other(tensor).Sources[0]],
                }
                : tensor;
        BoundTensor Other(BoundTensor tensor) =>
            plan.Tensors.Single(other => other.Name == tensor.Name.Replace("layers.0", "layers.1", StringComparison.Ordinal));
        return plan with { Tensors = [.. plan.Tensors.Select(Of)] };
    }

    private Task Run(FileCalls calls, string output, bool isNew, bool? overwrite = null)
    {
        BoundPlan plan = isNew ? merge.Plan() : merge.Plan(scale: 0.5) with { Hash = "former" };
        if (mode == "kept")
            plan = WithKeptNumbers(plan);
        var options = new MergeOptions
        {
            Memory = 0,
            Files = new(calls),
            Overwrite = overwrite ?? overwrites,
            Threads = 1,
            ShardSize = 4000,
        };
        OutputFile[] files =
        [
            MergeFixture.Record(plan.Hash),
            OutputFile.Text("config.json", isNew ? "{}" : "{ }"),
            new OutputFile.CopyOf("tokenizer.json", Path.Combine(merge.Source, "tokenizer.json")),
        ];
        if (mode != "chain")
            return MergeEngine.RunAsync(MergeJob.Of(plan, output, files, [merge.Source]), options);
        MergeStep first = new("first", [], 0, _ => new(plan, files));
        MergeStep second = new("second", [0], 0, inputs => new(Rebase(plan, inputs[0]), files));
        return MergeEngine.RunAsync(new MergeJob([first, second], output, [merge.Source], plan.Hash), options);
    }

    /// <summary>The same plan with the shards of another directory as its sources.</summary>
    private static BoundPlan Rebase(BoundPlan plan, string directory)
    {
        var places = new Dictionary<string, TensorSource>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(directory, "*.safetensors"))
        {
            Assert.True(MergeDsl.Safetensors.SafetensorsHeader.TryRead(file, out var header, out _));
            foreach (MergeDsl.Safetensors.HeaderTensor tensor in header.Tensors)
                places.Add(tensor.Name, new(file, tensor.Offset, tensor.Length, tensor.DType));
        }
        return plan with
        {
            Tensors =
            [
                .. plan.Tensors.Select(tensor => tensor with { Operation = TensorOperation.Verbatim, Sources = [places[tensor.Name]] }),
            ],
        };
    }

    private static bool Same(Dictionary<string, string>? left, Dictionary<string, string>? right) =>
        left is null || right is null
            ? left is null && right is null
            : left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out string? other) && other == pair.Value);
}
