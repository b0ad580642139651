using MergeDsl.Testing;
using MergeDsl.Tool;
using Xunit;

namespace MergeDsl.Tests.Converting;

/// <summary>The verb <c>convert</c>: files, options and exit codes.</summary>
public class ConvertCommandTests
{
    private const string Expansion = """
        # from the card
        slices:
        - sources: [{model: openchat/openchat-3.5-0106, layer_range: [0, 32]}]
        - sources: [{model: openchat/openchat-3.5-0106, layer_range: [31, 32], parameters: {scale: [{filter: o_proj, value: 0}, {filter: down_proj, value: 0}, {value: 1}]}}]
        - sources: [{model: openchat/openchat-3.5-0106, layer_range: [31, 32], parameters: {scale: [{filter: o_proj, value: 0}, {filter: down_proj, value: 0}, {value: 1}]}}]
        merge_method: passthrough
        dtype: bfloat16
        """;

    private static Task<int> Run(params string[] args) =>
        ToolCommandLine.Make().RunAsync(["convert", .. args], TextWriter.Null, TextWriter.Null);

    [Fact]
    public async Task A_file_is_written_with_the_names_that_were_given()
    {
        using var directory = new TemporaryDirectory();
        string input = Path.Combine(directory, "merge.yml"),
            output = Path.Combine(directory, "Expansion.cs");
        File.WriteAllText(input, Expansion);
        string manifest = Path.Combine(Repository.Root, "samples/checkpoints/openchat-3.5-0106.checkpoint.json");
        Assert.Equal(0, await Run(input, "-o", output, "--namespace", "My.Merges", "--class", "Expansion", "--manifest", manifest));
        Assert.Equal(
            """
            // Converted from merge.yml by mergedsl: a merge by passthrough.

            using MergeDsl;

            namespace My.Merges;

            [Checkpoint("openchat-3.5-0106.checkpoint.json")]
            public static partial class Openchat;

            // from the card
            [Merge]
            public static partial class Expansion
            {
                public static Passthrough Definition => new()
                {
                    DType = DType.BFloat16,
                    Slices =
                    [
                        Openchat.Layers[0..32],
                        .. Openchat.Layers[31..32].Scaled([(Openchat.OProj, 0), (Openchat.DownProj, 0), 1]).Repeated(2),
                    ],
                };
            }

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(output)
        );
    }

    [Theory]
    [InlineData("merge_method: slerps\nmodels: []\n", 1)]
    [InlineData("a: [", 1)]
    [InlineData("- just\n- a list\n", 1)]
    [InlineData("", 1)]
    [InlineData(null, 3)]
    public async Task A_merge_with_errors_leaves_no_file(string? text, int code)
    {
        using var directory = new TemporaryDirectory();
        string input = Path.Combine(directory, "merge.yml"),
            output = Path.Combine(directory, "Merge.cs");
        if (text is not null)
            File.WriteAllText(input, text);
        Assert.Equal(code, await Run(input, "-o", output));
        Assert.False(File.Exists(output));
    }

    [Fact]
    public async Task Names_that_are_none_are_a_wrong_command_line()
    {
        Assert.Equal(2, await Run("merge.yml", "--class", "1st"));
        Assert.Equal(2, await Run("merge.yml", "--namespace", "My..Merges"));
        Assert.Equal(2, await Run("merge.yml", "--strict", "--lenient"));
    }

    [Fact]
    public async Task Warnings_are_errors_where_they_shall_be()
    {
        using var directory = new TemporaryDirectory();
        string input = Path.Combine(directory, "merge.yml"),
            output = Path.Combine(directory, "Merge.cs");
        File.WriteAllText(input, Expansion + "\nanything: 1\n");
        Assert.Equal(1, await Run(input, "-o", output, "--strict"));
        Assert.False(File.Exists(output));
        Assert.Equal(0, await Run(input, "-o", output));
        Assert.Contains("// anything: 1 (MDSL0404: the top level has no key 'anything', it has no effect)", File.ReadAllText(output));
    }
}
