using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Methods;

/// <summary>Every method writes the same bytes with any number of threads: tensors of many chunks, one large enough to be shared, and small ones.</summary>
public class MethodThreadTests(MethodThreadTests.Models models) : IClassFixture<MethodThreadTests.Models>
{
    public static TheoryData<string> Methods() => [.. MethodSchemas.All.Select(schema => schema.Name), "thread_test"];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Threads_change_nothing(string method)
    {
        MethodSchema own = new("thread_test", "ThreadTest", BaseRole.Ignored, 1, null, [], "");
        CustomMethods.Register(
            own,
            static (block, _) =>
            {
                for (int i = 0; i < block.Output.Length; i++)
                    block.Output[i] = MathF.Max(block[0][i], block[1][i]) * block[block.Inputs - 1][i];
            }
        );
        MethodSchema schema = MethodSchemas.Find(method) ?? own;
        int others = Math.Clamp(2, schema.MinimumInputs, schema.MaximumInputs ?? 2);
        string list = string.Concat(
            models
                .Names.Skip(schema.Base == BaseRole.Ignored ? 0 : 1)
                .Take(others)
                .Select(name =>
                    $"- model: {name}\n{(schema.Parameters.Any(parameter => parameter.Scope != ParameterScope.Merge) ? "  parameters: {weight: 0.6, density: 0.5, epsilon: 0.1, gamma: 0.01}\n" : "")}"
                )
        );
        string yaml =
            $"merge_method: {method}\ndtype: bfloat16\nmodels:\n{list}{(schema.Base == BaseRole.Ignored ? "" : $"base_model: {models.Names[0]}\n")}parameters: {{t: 0.3, select_topk: 0.5}}\n";
        YamlMerge merge = MergeYaml.Read(yaml, "merge.yml");
        MergePlan plan = MergeCheck.Run(merge.Documents[0].Spec!, ManifestSet.Empty, []).Plan!;
        byte[]? first = null;
        foreach (int threads in new[] { 1, 2, 5 })
        {
            using var output = new TemporaryDirectory();
            await plan.RunAsync(output.Path("out"), new() { Threads = threads, Seed = 7 });
            byte[] bytes = File.ReadAllBytes(output.Path("out", "model.safetensors"));
            Assert.True(first is null || bytes.AsSpan().SequenceEqual(first), $"{threads} threads write other bytes than one");
            first = bytes;
        }
    }

    public sealed class Models : IDisposable
    {
        private readonly TemporaryDirectory directory = new();

        public Models() =>
            Names = [
                .. Enumerable
                    .Range(0, 3)
                    .Select(seed =>
                        TinyCheckpoint
                            .Mistral(layers: 1, seed: seed)
                            .Tensor("model.layers.0.mlp.long_proj.weight", TensorDType.BF16, 67, 1999)
                            .Tensor("model.layers.0.mlp.shared_proj.weight", TensorDType.BF16, 4300, 1000)
                            .Tensor("model.layers.0.mlp.row_proj.weight", TensorDType.BF16, 2049)
                            .Write(directory.Path($"model-{seed}"))
                    ),
            ];

        public string[] Names { get; }

        public void Dispose() => directory.Dispose();
    }
}
