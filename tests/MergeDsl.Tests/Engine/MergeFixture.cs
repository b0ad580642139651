using MergeDsl.Engine;
using MergeDsl.Json;
using MergeDsl.Safetensors;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Engine;

/// <summary>A small checkpoint and merges of it, without a binder.</summary>
internal sealed class MergeFixture : IDisposable
{
    private readonly TemporaryDirectory directory;

    public MergeFixture(Func<TinyCheckpoint, TinyCheckpoint>? change = null, bool inMemory = false)
    {
        directory = new(inMemory);
        Source = (change ?? (checkpoint => checkpoint))(TinyCheckpoint.Mistral()).Write(directory.Path("source"));
        Headers = [.. Directory.EnumerateFiles(Source, "*.safetensors").Order(StringComparer.Ordinal).Select(Header)];
    }

    public string Source { get; }

    public IReadOnlyList<SafetensorsHeader> Headers { get; }

    public string Output => directory.Path("merged");

    public string Path(params string[] parts) => directory.Path(parts);

    /// <summary>A plan with every tensor of the checkpoint, and every tensor of layer 3 again as layers 4 and 5, scaled.</summary>
    public BoundPlan Plan(TensorDType? load = null, double? scale = 0, TensorDType? save = null)
    {
        var tensors = new List<BoundTensor>();
        foreach (SafetensorsHeader header in Headers)
        {
            foreach (HeaderTensor tensor in header.Tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
            {
                tensors.Add(Bound(tensor.Name, tensor, header.File, load, null, save));
                if (!tensor.Name.StartsWith("model.layers.3.", StringComparison.Ordinal))
                    continue;
                foreach (int copy in new[] { 4, 5 })
                {
                    tensors.Add(
                        Bound(
                            FormattableString.Invariant($"model.layers.{copy}.") + tensor.Name["model.layers.3.".Length..],
                            tensor,
                            header.File,
                            load,
                            copy == 4 ? scale : null,
                            save
                        )
                    );
                }
            }
        }
        return new([.. tensors], "");
    }

    public MergeJob Job(BoundPlan? plan = null, string? output = null, params IReadOnlyList<OutputFile> files) =>
        MergeJob.Of(
            plan ?? Plan(),
            output ?? Output,
            [OutputFile.Text("config.json", "{}"), Record((plan ?? Plan()).Hash), .. files],
            [Source]
        );

    /// <summary>The file by which an output is recognised.</summary>
    public static OutputFile Record(string plan) =>
        new OutputFile.Afterwards(
            OutputRecord.FileName,
            written => JsonWriter.Indented(OutputRecord.AddTo(new([]), plan, written.Files)) + "\n"
        );

    public Task<MergeReport> Run(
        MergeOptions? options = null,
        BoundPlan? plan = null,
        string? output = null,
        CancellationToken cancellationToken = default
    ) => MergeEngine.RunAsync(Job(plan, output), options ?? new(), null, cancellationToken);

    /// <summary>Runs a merge that must fail, and checks that it leaves nothing.</summary>
    public async Task<MergeDiagnostic> Fail(MergeJob job, MergeOptions? options = null)
    {
        string before = Listing();
        MergeException failure = await Assert.ThrowsAsync<MergeException>(() => MergeEngine.RunAsync(job, options ?? new()));
        Assert.Equal(before, Listing());
        return Assert.Single(failure.Diagnostics);
    }

    /// <summary>All files and directories with their lengths.</summary>
    public string Listing() =>
        string.Join(
            '\n',
            new DirectoryInfo(directory)
                .EnumerateFileSystemInfos(
                    "*",
                    new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }
                )
                .Select(entry =>
                    System.IO.Path.GetRelativePath(directory, entry.FullName) + (entry is FileInfo file ? " " + file.Length : "/")
                )
                .Order(StringComparer.Ordinal)
        );

    /// <summary>The tensors of an output as bytes.</summary>
    public static Dictionary<string, (TensorDType DType, byte[] Data)> Tensors(string output) =>
        Directory
            .EnumerateFiles(output, "*.safetensors")
            .Select(Header)
            .SelectMany(header => header.Tensors, (header, tensor) => (tensor, Bytes(header.File, tensor.Offset, tensor.Length)))
            .ToDictionary(pair => pair.tensor.Name, pair => (pair.tensor.DType, pair.Item2));

    public static byte[] Bytes(string file, long offset, long length) => File.ReadAllBytes(file).AsSpan((int)offset, (int)length).ToArray();

    public void Dispose() => directory.Dispose();

    private static BoundTensor Bound(string name, HeaderTensor tensor, string file, TensorDType? load, double? scale, TensorDType? save)
    {
        (TensorOperation operation, TensorDType written) = TensorOperation.Passthrough(tensor.DType, load, scale, save);
        return new(name, written, tensor.Shape, operation, [new(file, tensor.Offset, tensor.Length, tensor.DType)]);
    }

    private static SafetensorsHeader Header(string file)
    {
        Assert.True(SafetensorsHeader.TryRead(file, out SafetensorsHeader? header, out MergeDiagnostic? fault), fault?.Message);
        return header;
    }
}
