using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Manifests;

public class GoldenManifestTests
{
    public static TheoryData<string> Models() =>
        SharedData.Root is null
            ? []
            :
            [
                .. Directory
                    .GetDirectories(SharedData.Path("goldens", "models"))
                    .Where(directory => File.Exists(Path.Combine(directory, "config.json")))
                    .Select(directory => Path.GetFileName(directory))
                    .OrderBy(name => name, StringComparer.Ordinal),
            ];

    [SharedTheory]
    [MemberData(nameof(Models))]
    public void A_manifest_names_every_tensor_again(string model)
    {
        string directory = SharedData.Path("goldens", "models", model);
        Manifest manifest = Headers.Manifest(directory);
        Assert.Equal(
            Headers.Read(directory).OrderBy(tensor => tensor.Name, StringComparer.Ordinal),
            manifest.AllTensors().OrderBy(tensor => tensor.Name, StringComparer.Ordinal)
        );
        StackManifest stack = Assert.Single(manifest.Stacks);
        Assert.Equal(stack.LayerCount, CountKeys.Value(Headers.Config(directory), stack.CountKey!));
        Assert.DoesNotContain(manifest.Tensors, tensor => tensor.Position == StackPosition.Elsewhere);
        Assert.Equal(!model.StartsWith("bert", StringComparison.Ordinal), stack.CanBeTransparent);
        Assert.Empty(manifest.Notes);
    }
}
