using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Manifests;

public class GoldenManifestTests
{
    public static TheoryData<string> Models() => GoldenData.Theory(GoldenData.SupportedModels());

    [SharedTheory]
    [MemberData(nameof(Models))]
    public void A_manifest_names_every_tensor_again(string model)
    {
        string directory = GoldenData.Model(model);
        Manifest manifest = Headers.Manifest(directory);
        Assert.Equal(
            Headers.Read(directory).OrderBy(tensor => tensor.Name, StringComparer.Ordinal),
            manifest.AllTensors().OrderBy(tensor => tensor.Name, StringComparer.Ordinal)
        );
        bool sees = model.StartsWith("llava", StringComparison.Ordinal);
        Assert.Equal(sees ? ["text_decoder", "vision_tower"] : ["default"], manifest.Stacks.Select(stack => stack.Name));
        Assert.All(manifest.Stacks, stack => Assert.Equal(stack.LayerCount, CountKeys.Value(Headers.Config(directory), stack.CountKey!)));
        Assert.All(
            manifest.Tensors.Where(tensor => tensor.Position == StackPosition.Elsewhere),
            tensor => Assert.True(sees && Other().Any(prefix => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)), tensor.Name)
        );
        Assert.Equal(!model.StartsWith("bert", StringComparison.Ordinal), manifest.Stacks[0].CanBeTransparent);
        Assert.Empty(manifest.Notes);
    }

    private static string[] Other() => ["vision_tower.", "multi_modal_projector."];

    [SharedFact]
    public void A_model_that_is_not_supported_has_no_manifest() =>
        Assert.All(
            GoldenData.RefusedModels,
            refused =>
            {
                string directory = GoldenData.Model(refused.Key);
                ManifestResult result = ManifestBuilder.Build(refused.Key, null, Headers.Read(directory), Headers.Config(directory), null);
                Assert.Null(result.Manifest);
                Assert.Equal(refused.Value, Assert.Single(result.Diagnostics).Id);
            }
        );
}
