using System.Net.Sockets;
using MergeDsl.Testing;
using MergeDsl.Tests.Tool;
using Xunit;

namespace MergeDsl.Tests.Output;

/// <summary>The small files that an output gets from a model: all are proved before anything is written.</summary>
public sealed class DonorFileTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public DonorFileTests() => TinyCheckpoint.Mistral().Write(directory.Path("models", "m"));

    public void Dispose()
    {
        // .NET cannot delete a file whose name is not UTF-8 either.
        if (OperatingSystem.IsLinux())
            ProcessRun.Of("rm", ["-rf", directory.Path("models")]);
        directory.Dispose();
    }

    [Fact]
    public async Task What_cannot_be_copied_is_told_at_once_and_nothing_is_written()
    {
        if (!OperatingSystem.IsLinux())
            return;
        string secret = directory.Write("secret", "not for others");
        Link("vocab.txt", secret);
        Link("merges.txt", "nowhere");
        Link("added_tokens.json", "added_tokens.json");
        Link("zero.txt", "/dev/zero");
        // A shell makes what .NET has no call for: a pipe, and a name that is not UTF-8.
        Assert.Equal(0, ProcessRun.Of("sh", ["-c", "mkfifo pipe.txt; : > \"$(printf 'caf\\351.txt')\""], Model).ExitCode);
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(Model, "socket.txt")));

        ToolRun run = await Run("out");
        Assert.Equal(3, run.ExitCode);
        string[] said =
        [
            .. run.ErrorLines.Where(line => line.Contains(": error ", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(
            [
                "added_tokens.json(1,1): error MDSL0705: cannot read 'added_tokens.json': the symbolic links of 'added_tokens.json' lead in a circle; check the path and the disk",
                "caf\uFFFD.txt(1,1): error MDSL0705: the name of 'caf\uFFFD.txt' is not text in UTF-8, so that the file cannot be opened by it; rename the file or remove it",
                "merges.txt(1,1): error MDSL0705: cannot read 'merges.txt': it is a link to a file that is not there; download it again",
                "pipe.txt(1,1): error MDSL0705: cannot read 'pipe.txt': it is a pipe, a socket or a device; put an ordinary file in its place, or remove it",
                "socket.txt(1,1): error MDSL0705: cannot read 'socket.txt': it is a pipe, a socket or a device; put an ordinary file in its place, or remove it",
                $"vocab.txt(1,1): error MDSL0518: 'vocab.txt' is a link to '{secret}', out of the checkpoint; put the file itself in its place, or remove the link",
                "zero.txt(1,1): error MDSL0518: 'zero.txt' is a link to '/dev/zero', out of the checkpoint; put the file itself in its place, or remove the link",
            ],
            said.Select(line => line.Replace(Model + "/", "", StringComparison.Ordinal))
        );
        Assert.Equal(
            ["models", "merge.yml", "secret"],
            Directory
                .EnumerateFileSystemEntries(directory)
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
                .OrderBy(name => name != "models")
        );
    }

    [Theory]
    [InlineData("README.md", 0)]
    [InlineData("config.json", 3)]
    [InlineData("model.safetensors", 3)]
    [InlineData("generation_config.json", 3)]
    [InlineData("tokenizer.json", 3)]
    public async Task A_pipe_is_never_waited_for(string name, int exitCode)
    {
        if (!OperatingSystem.IsLinux())
            return;
        File.Delete(Path.Combine(Model, name));
        Assert.Equal(0, ProcessRun.Of("mkfifo", [name], Model).ExitCode);
        ToolRun run = await Run("out").WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(run.ExitCode == exitCode, run.ToString());
        if (exitCode != 0)
            Assert.Contains(
                $"cannot read '{Path.Combine(Model, name)}': it is a pipe, a socket or a device",
                run.Error,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public async Task Links_within_the_checkpoint_are_followed_and_so_are_weights_and_the_directory_itself()
    {
        if (OperatingSystem.IsWindows())
            return;
        Move("tokenizer.json", Path.Combine(Model, "real.json"));
        Move("model.safetensors", directory.Path("weights"));
        Directory.Move(Model, directory.Path("elsewhere"));
        Directory.CreateSymbolicLink(Model, directory.Path("elsewhere"));
        ToolRun run = await Run("out");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(File.ReadAllBytes(Path.Combine(Model, "real.json")), File.ReadAllBytes(directory.Path("out", "tokenizer.json")));
        Assert.Null(new FileInfo(directory.Path("out", "tokenizer.json")).LinkTarget);
    }

    [Fact]
    public async Task A_snapshot_of_the_hub_s_cache_links_to_its_blobs_and_nowhere_else()
    {
        if (OperatingSystem.IsWindows())
            return;
        string repository = directory.Path("hub", "models--org--tiny"),
            snapshot = Path.Combine(repository, "snapshots", "0123");
        Directory.CreateDirectory(snapshot);
        Directory.CreateDirectory(Path.Combine(repository, "blobs"));
        directory.Write("hub/models--org--tiny/refs/main", "0123");
        foreach (string file in Directory.GetFiles(Model))
        {
            string blob = "blob-" + Path.GetFileName(file).Length + Path.GetExtension(file);
            File.Move(file, Path.Combine(repository, "blobs", blob));
            File.CreateSymbolicLink(Path.Combine(snapshot, Path.GetFileName(file)), "../../blobs/" + blob);
        }
        Assert.Equal(0, (await Run("out", "org/tiny", "hub")).ExitCode);
        Assert.StartsWith("---\nbase_model:\n- org/tiny\n", File.ReadAllText(directory.Path("out", "README.md")), StringComparison.Ordinal);

        File.CreateSymbolicLink(Path.Combine(snapshot, "vocab.txt"), "../../refs/main");
        ToolRun run = await Run("again", "org/tiny", "hub");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("error MDSL0518: ", run.Error, StringComparison.Ordinal);
    }

    private string Model => directory.Path("models", "m");

    private void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(Model, name), target);

    /// <summary>Moves a file of the model, and leaves a link in its place.</summary>
    private void Move(string name, string target)
    {
        File.Move(Path.Combine(Model, name), target);
        Link(name, target.StartsWith(Model, StringComparison.Ordinal) ? Path.GetFileName(target) : target);
    }

    private Task<ToolRun> Run(string output, string model = "m", string models = "models") =>
        ToolRun.Of(
            "run",
            directory.Write(
                "merge.yml",
                $"slices:\n- sources: [{{model: {model}, layer_range: [0, 4]}}]\nmerge_method: passthrough\ndtype: bfloat16\n"
            ),
            directory.Path(output),
            "--models-dir",
            directory.Path(models)
        );
}
