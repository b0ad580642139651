using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MergeDsl.Testing;
using VerifyXunit;
using Xunit;

namespace MergeDsl.Tests.Tool;

/// <summary>Wrong inputs: one message with its place and cure, the exit code, and nothing left behind.</summary>
public class WrongInputTests
{
    public static TheoryData<string> Names() => [.. WrongInputs.All.Select(input => input.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Run_says_what_is_wrong_and_leaves_nothing(string name)
    {
        WrongInput input = Find(name);
        using var directory = new TemporaryDirectory();
        input.Prepare(directory);
        string before = DirectoryState.Of(directory);
        ToolRun run = await ToolRun.Of(Words("run", $"{input.Arguments} --out {input.Output}", directory));
        string[] lines = [.. run.ErrorLines.Where(line => !line.Contains(": info MDSL", StringComparison.Ordinal))];
        Assert.True(run.ExitCode == input.ExitCode, run.ToString());
        Assert.Matches($@"^.+\(\d+,\d+\): error {input.Id}: ", lines[0]);
        Assert.True(lines.Length == 1, run.Error);
        Assert.DoesNotContain(run.Error.Replace("\n", ""), char.IsControl);
        Assert.Equal(before, DirectoryState.Of(directory));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Plan_says_it_as_JSON(string name)
    {
        WrongInput input = Find(name);
        using var directory = new TemporaryDirectory();
        input.Prepare(directory);
        string before = DirectoryState.Of(directory);
        ToolRun plan = await ToolRun.Of(Words("plan", $"{input.Arguments} --json", directory));
        Assert.True(plan.ExitCode == (input.OnlyRun ? 0 : input.ExitCode), plan.ToString());
        Assert.Empty(plan.Error);
        JsonElement json = plan.ReadJson();
        JsonElement[] diagnostics =
        [
            .. json.GetProperty("diagnostics")
                .EnumerateArray()
                .Where(diagnostic => diagnostic.GetProperty("severity").GetString() == "error"),
        ];
        if (input.OnlyRun)
            Assert.Empty(diagnostics);
        else
        {
            JsonElement said = Assert.Single(diagnostics);
            Assert.Equal(input.Id, said.GetProperty("id").GetString());
            Assert.NotEmpty(said.GetProperty("file").GetString()!);
            Assert.True(said.GetProperty("line").GetInt32() >= 1 && said.GetProperty("column").GetInt32() >= 1);
            foreach (
                string fact in input.IsBesideTheMerge ? [] : (string[])["layers", "tensors", "parameters", "bytes", "scaledByZero", "hash"]
            )
                Assert.Equal(JsonValueKind.Null, json.GetProperty(fact).ValueKind);
        }
        Assert.Equal(before, DirectoryState.Of(directory));
    }

    /// <summary>All messages from top to bottom, to read aloud.</summary>
    [Fact]
    public async Task Messages_read_well()
    {
        StringBuilder said = new();
        foreach (WrongInput input in WrongInputs.All)
        {
            using var directory = new TemporaryDirectory();
            input.Prepare(directory);
            ToolRun run = await ToolRun.Of(Words("run", $"{input.Arguments} --out {input.Output}", directory));
            // How much is left of a name that is cut depends on the directory before it.
            string text = Regex
                .Replace(run.Error, ", none in the hub's cache '[^']*'", "")
                .Replace(Printable.Quote(directory.Path(LongName)), $"'~/{LongName}'", StringComparison.Ordinal)
                .Replace(directory.FullName, "~", StringComparison.Ordinal)
                .Replace(LongName, "xxx...", StringComparison.Ordinal);
            said.Append(input.Name).Append('\n').Append(Regex.Replace(text, "^", "  ", RegexOptions.Multiline).TrimEnd(' ')).Append('\n');
        }
        await Verifier.Verify(said.ToString());
    }

    private static string LongName => Path.GetFileName(WrongInputs.TooLong);

    private static WrongInput Find(string name) => WrongInputs.All.Single(input => input.Name == name);

    private static string[] Words(string verb, string arguments, string directory) =>
        [verb, .. arguments.Split(' ').Select(word => word.Replace("~", directory, StringComparison.Ordinal))];
}
