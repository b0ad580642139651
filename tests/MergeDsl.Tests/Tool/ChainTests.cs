using System.Text.Json;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Tool;

/// <summary>Files with several merges, of which some take the results of others.</summary>
public class ChainTests
{
    private const string First = "name: first\n",
        Separator = "---\n";

    [Fact]
    public async Task Later_documents_use_earlier_results()
    {
        JsonElement json = (
            await Plan(
                WrongInput.MergeText(range: "[0, 4]", more: "- sources:\n  - {model: m, layer_range: [2, 4]}\n" + First)
                    + Separator
                    + WrongInput.MergeText("first", "[3, 6]")
            )
        ).ReadJson();
        Assert.Equal(
            (0, 2, 3),
            (
                json.GetProperty("diagnostics")
                    .EnumerateArray()
                    .Count(diagnostic => diagnostic.GetProperty("severity").GetString() != "info"),
                json.GetProperty("documents").GetArrayLength(),
                json.GetProperty("layers").GetInt32()
            )
        );
        JsonElement[] documents = [.. json.GetProperty("documents").EnumerateArray()];
        Assert.Equal(["first", null], documents.Select(document => document.GetProperty("name").GetString()));
        Assert.Equal(
            [(6, 57), (3, 30)],
            documents.Select(document => (document.GetProperty("layers").GetInt32(), document.GetProperty("tensors").GetInt32()))
        );
        Assert.Equal(json.GetProperty("hash").GetString(), documents[1].GetProperty("hash").GetString());
        Assert.NotEqual(documents[0].GetProperty("hash").GetString(), documents[1].GetProperty("hash").GetString());
    }

    [Fact]
    public async Task The_order_in_the_file_does_not_matter()
    {
        string first = WrongInput.MergeText(range: "[0, 4]", more: First),
            result = WrongInput.MergeText("first", "[1, 4]");
        JsonElement forward = (await Plan(result + Separator + first)).ReadJson(),
            backward = (await Plan(first + Separator + result)).ReadJson();
        foreach (string member in (string[])["name", "layers", "tensors", "parameters", "hash"])
            Assert.Equal(backward.GetProperty(member).ToString(), forward.GetProperty(member).ToString());
        Assert.Equal(3, forward.GetProperty("layers").GetInt32());
    }

    [Fact]
    public async Task The_hash_is_of_what_is_merged_not_of_names()
    {
        string Hash(string name, string range) =>
            WrongInput.MergeText(range: range, more: $"name: {name}\n") + Separator + WrongInput.MergeText(name, "[0, 2]");
        string[] hashes =
        [
            .. (await Task.WhenAll(Plan(Hash("a", "[0, 3]")), Plan(Hash("b", "[0, 3]")), Plan(Hash("a", "[0, 4]")))).Select(run =>
                run.ReadJson().GetProperty("hash").GetString()!
            ),
        ];
        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[0], hashes[2]);
    }

    [Fact]
    public async Task A_result_is_checked_like_a_model()
    {
        ToolRun run = await Plan(WrongInput.MergeText(range: "[0, 3]", more: First) + Separator + WrongInput.MergeText("first", "[0, 4]"));
        JsonElement said = Assert.Single(Errors(run));
        Assert.Equal(("MDSL0301", 14), (said.GetProperty("id").GetString(), said.GetProperty("line").GetInt32()));
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task A_wrong_document_leaves_those_behind_it_unknown()
    {
        ToolRun run = await Plan(WrongInput.MergeText(range: "[0, 9]", more: First) + Separator + WrongInput.MergeText("first", "[0, 4]"));
        JsonElement said = Assert.Single(Errors(run));
        Assert.Equal(("MDSL0301", 6), (said.GetProperty("id").GetString(), said.GetProperty("line").GetInt32()));
        Assert.Equal(JsonValueKind.Null, run.ReadJson().GetProperty("hash").ValueKind);
        Assert.Single(Errors(await Plan("merge_method: pastrough\n" + First + Separator + WrongInput.MergeText("first"))));
    }

    [Theory]
    [InlineData("first", "first", "'first' takes 'first'")]
    [InlineData("second", "first", "'first' takes 'second' takes 'first'")]
    public async Task A_circle_is_told_once(string inFirst, string inSecond, string way)
    {
        ToolRun run = await Plan(
            WrongInput.MergeText(inFirst, more: First)
                + Separator
                + WrongInput.MergeText(inSecond, more: "name: second\n")
                + Separator
                + WrongInput.MergeText("second")
        );
        JsonElement said = Assert.Single(Errors(run));
        Assert.Equal("MDSL0123", said.GetProperty("id").GetString());
        Assert.Contains(way, said.GetProperty("message").GetString());
    }

    [SharedFact]
    public async Task The_chain_of_the_goldens_is_planned()
    {
        ToolRun run = await ToolRun.Of(
            "plan",
            SharedData.Path("goldens", "cases", "multi-two-stage", "merge.yml"),
            "--models-dir",
            SharedData.Path("goldens", "models"),
            "--json"
        );
        Assert.Equal(0, run.ExitCode);
        Assert.Equal((3, 6), (run.ReadJson().GetProperty("documents").GetArrayLength(), run.ReadJson().GetProperty("layers").GetInt32()));
    }

    private static async Task<ToolRun> Plan(string yaml)
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral(layers: 4).Write(directory.Path("m"));
        return await ToolRun.Of("plan", directory.Write("chain.yml", yaml), "--models-dir", directory, "--json");
    }

    private static IEnumerable<JsonElement> Errors(ToolRun run) =>
        run.ReadJson()
            .GetProperty("diagnostics")
            .EnumerateArray()
            .Where(diagnostic => diagnostic.GetProperty("severity").GetString() == "error");
}
