using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Samples;

/// <summary>The README shows what exists.</summary>
public class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.Path("README.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Its_first_code_block_is_the_two_commands()
    {
        string block = Readme.Split("```")[1];
        Assert.Equal("\ndotnet run --project samples/01-BlockExpansion\ndotnet test\n", block);
    }

    [Fact]
    public void Its_two_spellings_of_the_real_merge_are_one_plan()
    {
        Model openChat = "openchat/openchat-3.5-0106";
        Passthrough merge = new()
        {
            DType = DType.BFloat16,
            Slices = [openChat.Layers[0..32], .. openChat.Layers[31..32].Scaled([("o_proj", 0), ("down_proj", 0), 1]).Repeated(8)],
        };

        string[] blocks = Readme.Split("```");
        string yaml = Assert.Single(
            blocks,
            block => block.StartsWith("yaml\nslices:", StringComparison.Ordinal) && block.Contains("openchat", StringComparison.Ordinal)
        )["yaml\n".Length..];
        string file = File.ReadAllText(Repository.Path("samples", "01-BlockExpansion", "openchat-40-layers.yml")).ReplaceLineEndings("\n");
        Assert.Equal(file[(file.IndexOf('\n', StringComparison.Ordinal) + 1)..], yaml);

        MergeSpec spec = Assert.Single(MergeYaml.Read(yaml, "README.md").Documents).Spec!;
        string hash = MergeCheck.Run(spec, ManifestSet.Empty, []).Plan!.Hash;
        Assert.Equal(MergePlan.Create(merge).Hash, hash);
        Assert.Contains("\nplan " + hash + "\n", Readme, StringComparison.Ordinal);
    }
}
