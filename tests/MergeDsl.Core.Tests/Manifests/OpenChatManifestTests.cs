using MergeDsl.Json;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Manifests;

/// <summary>The manifest of OpenChat among the samples, from which the README plans a real merge.</summary>
public class OpenChatManifestTests
{
    private static readonly string File = Repository.Path("samples", "checkpoints", "openchat-3.5-0106.checkpoint.json");

    [Fact]
    public void It_states_the_shape_of_a_Mistral_7B()
    {
        Manifest manifest = ManifestReader.Parse(System.IO.File.ReadAllText(File), File).Manifest!;
        Assert.Equal(
            ("openchat/openchat-3.5-0106", "MistralForCausalLM", "apache-2.0"),
            (manifest.Model, manifest.Architecture, manifest.Licence)
        );
        StackManifest stack = Assert.Single(manifest.Stacks);
        Assert.Equal((32, 9, true), (stack.LayerCount, stack.Kinds.Count, stack.CanBeTransparent));
        Assert.Equal(291, manifest.AllTensors().Count());
        Assert.Equal(7_241_748_480, manifest.AllTensors().Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size)));
    }

    [SharedFact]
    public void It_is_what_the_builder_makes_of_the_tensors()
    {
        string directory = SharedData.Path("checkpoints", "openchat-3.5-0106");
        JsonObject document = Headers.Parse(System.IO.File.ReadAllText(Path.Combine(directory, "tensors.json")));
        Manifest built = ManifestBuilder
            .Build("openchat/openchat-3.5-0106", null, Headers.Listed(document), Headers.Config(directory), "apache-2.0")
            .Manifest!;
        Assert.Equal(ManifestWriter.Write(built), System.IO.File.ReadAllText(File));
    }
}
