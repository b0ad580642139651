using MergeDsl.Checkpoints;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Checkpoints;

public class CheckpointTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Shards_make_no_difference(int shards)
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral(layers: 2).Shards(shards).Write(directory);
        CheckpointResult result = Checkpoint.Open(directory);
        Assert.Empty(result.Diagnostics);
        Checkpoint checkpoint = result.Checkpoint!;
        Assert.Equal(21, checkpoint.Tensors.Count);
        Assert.Equal(shards, checkpoint.Files.Count);
        Assert.Equal(checkpoint.Files, checkpoint.Stamps.Select(stamp => stamp.File));
        Assert.Equal(2, checkpoint.Config["num_hidden_layers"]!.AsInteger);
        Assert.Equal(checkpoint.Tensors.Keys.Order(StringComparer.Ordinal), checkpoint.Tensors.Keys);
        StoredTensor norm = checkpoint.Tensors["model.norm.weight"];
        Assert.Equal((TensorDType.BF16, 16L), (norm.DType, norm.Length));
        byte[] file = File.ReadAllBytes(norm.File);
        using var other = new TemporaryDirectory();
        TinyCheckpoint.Mistral(layers: 2).Write(other);
        StoredTensor same = Checkpoint.Open(other).Checkpoint!.Tensors["model.norm.weight"];
        Assert.Equal(File.ReadAllBytes(same.File).AsSpan((int)same.Offset, 16), file.AsSpan((int)norm.Offset, 16));
    }

    [Fact]
    public void Symbolic_links_are_followed()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral(layers: 1).Shards(2).Write(directory.Path("blobs"));
        Directory.CreateDirectory(directory.Path("snapshot"));
        foreach (string file in Directory.EnumerateFiles(directory.Path("blobs")))
        {
            File.CreateSymbolicLink(
                directory.Path("snapshot", Path.GetFileName(file)),
                Path.Combine("..", "blobs", Path.GetFileName(file))
            );
        }
        CheckpointResult result = Checkpoint.Open(directory.Path("snapshot"));
        Assert.NotNull(result.Checkpoint);
        Assert.All(
            result.Checkpoint.Stamps,
            stamp => Assert.Equal(new FileInfo(directory.Path("blobs", Path.GetFileName(stamp.File))).Length, stamp.Facts.Length)
        );

        File.Delete(directory.Path("blobs", "model-00002-of-00002.safetensors"));
        MergeDiagnostic fault = Assert.Single(Checkpoint.Open(directory.Path("snapshot")).Diagnostics);
        Assert.Equal("MDSL0506", fault.Id);
        Assert.Contains(
            "'snapshot' links to files that are not there: 'model-00002-of-00002.safetensors'; finish the download",
            fault.Message
        );
    }

    [Fact]
    public void Tensors_that_the_index_does_not_list_are_left_out_with_a_note()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral(layers: 1).Shards(2).Write(directory);
        string index = directory.Path("model.safetensors.index.json");
        File.WriteAllText(
            index,
            File.ReadAllText(index)
                .Replace("\"lm_head.weight\"", "\"lm_head.weight_\"", StringComparison.Ordinal)
                .Replace(",\n    \"lm_head.weight_\": \"model-00002-of-00002.safetensors\"", "", StringComparison.Ordinal)
        );
        CheckpointResult result = Checkpoint.Open(directory);
        Assert.Equal(11, result.Checkpoint!.Tensors.Count);
        MergeDiagnostic note = Assert.Single(result.Diagnostics);
        Assert.Equal(("MDSL0615", Severity.Note), (note.Id, note.Severity));
        Assert.Contains("'lm_head.weight'", note.Message);
    }

    [Fact]
    public void The_manifest_has_the_licence_of_the_model_card()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint
            .Mistral(layers: 3)
            .File("README.md", "---\nlanguage:\n- en\nlicense: apache-2.0 # the usual\n---\n# license: mit\n")
            .Write(directory.Path("tiny"));
        Manifest manifest = Checkpoint.Open(directory.Path("tiny")).Checkpoint!.ReadManifest().Manifest!;
        Assert.Equal(("tiny", "apache-2.0", 3), (manifest.Model, manifest.Licence, manifest.Stacks[0].LayerCount));
    }

    [Theory]
    [InlineData("---\nlicense: mit\n---\n", "mit")]
    [InlineData("---\nlicense:\n- cc-by-4.0\n---\n", "cc-by-4.0")]
    [InlineData("---\nlicense: \"mit\"\r\n---\r\n", "mit")]
    [InlineData("---\nlicense: other\nlicense_name: llama3\n---\n", "llama3")]
    [InlineData("license: mit\n", null)]
    [InlineData("---\nlicense: mit\n", null)]
    [InlineData("---\ntags: []\n---\nlicense: mit\n", null)]
    public void The_licence_is_read_off_the_front_matter(string card, string? licence)
    {
        using var directory = new TemporaryDirectory();
        directory.Write("README.md", card);
        Assert.Equal(licence, ModelCard.ReadLicence(directory));
    }

    [Fact]
    public void Independent_faults_are_told_together()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral(layers: 1).Shards(3).Write(directory);
        directory.Write("config.json", "{\n  \"a\": }");
        File.Delete(directory.Path("model-00001-of-00003.safetensors"));
        directory.Write("model-00003-of-00003.safetensors", new byte[4]);
        Assert.Equal(
            [
                ("MDSL0507", "config.json", 2, 8),
                ("MDSL0506", "model.safetensors.index.json", 1, 1),
                ("MDSL0504", "model-00003-of-00003.safetensors", 1, 1),
            ],
            Checkpoint.Open(directory).Diagnostics.Select(d => (d.Id, Path.GetFileName(d.Place!.File), d.Place.Line, d.Place.Column))
        );
    }

    [Fact]
    public void Many_damaged_shards_make_three_messages()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral(layers: 2).Shards(8).Write(directory);
        for (int shard = 1; shard <= 7; shard++)
            directory.Write($"model-{shard:00000}-of-00008.safetensors", "short");
        EquatableArray<MergeDiagnostic> faults = Checkpoint.Open(directory).Diagnostics;
        Assert.Equal(3, faults.Count);
        Assert.Equal(
            "'model-00003-of-00008.safetensors', 'model-00004-of-00008.safetensors', 'model-00005-of-00008.safetensors' and 2 more cannot be read either; download the checkpoint again",
            faults[2].Message
        );
    }

    [SharedFact]
    public void Every_checkpoint_of_the_reference_data_opens()
    {
        string[] directories =
        [
            .. GoldenData.SupportedModels().Select(GoldenData.Model),
            SharedData.Path("checkpoints", "tiny-mistral-32l"),
        ];
        foreach (string path in directories)
        {
            CheckpointResult result = Checkpoint.Open(path);
            Assert.True(result.Checkpoint is not null, string.Join("\n", result.Diagnostics));
            Assert.Empty(result.Diagnostics);
            Assert.Empty(result.Checkpoint.ReadManifest().Diagnostics);
        }
        foreach ((string model, string id) in GoldenData.RefusedModels)
        {
            CheckpointResult result = Checkpoint.Open(GoldenData.Model(model));
            Assert.Equal((null, id), (result.Checkpoint, Assert.Single(result.Diagnostics).Id));
        }
    }
}
