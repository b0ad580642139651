using System.Globalization;
using System.Text;
using MergeDsl.Core.Tests.Manifests;
using VerifyXunit;
using Xunit;

namespace MergeDsl.Core.Tests.Completion;

/// <summary>Merges of tiny models, written out tensor by tensor: name, layer, dtype, shape, position, and the tensors that it is made from.</summary>
public class CompletedMergeTests
{
    private const string Llama = """{"model_type": "llama", "architectures": ["LlamaForCausalLM"], "num_hidden_layers": 2}""",
        Vision =
            """{"model_type": "llava", "text_config": {"model_type": "llama", "num_hidden_layers": 2}, "vision_config": {"num_hidden_layers": 2}}""",
        Draft = """{"model_type": "deepseek_v3", "num_hidden_layers": 2, "num_nextn_predict_layers": 1}""";

    private static readonly string[] Tensors =
    [
        "model.embed_tokens.weight 8,4",
        "model.layers.#.self_attn.o_proj.weight 4,4",
        "model.layers.#.mlp.down_proj.weight 4,4",
        "model.norm.weight 4",
        "lm_head.weight 8,4",
    ];

    private static readonly Manifest[] Models =
    [
        Headers.Manifest("full", Llama, Tensors),
        Headers.Manifest("same", Llama, Tensors),
        Headers.Manifest("half", Llama, [.. Tensors.Select(tensor => tensor + " F16"), "model.layers.#.self_attn.buffer 4 I64"]),
        Headers.Manifest("headless", Llama, Tensors[..4]),
        Headers.Manifest("normless", Llama, [.. Tensors[..3], Tensors[4]]),
        Headers.Manifest("attention", Llama, [.. Tensors[..2], .. Tensors[3..]]),
        Headers.Manifest("more", Llama, [.. Tensors, "model.layers.#.mlp.up_proj.weight 4,4", "model.extra.weight 4"]),
        Headers.Manifest(
            "seeing",
            Vision,
            [
                .. Tensors.Select(tensor => "language_model." + tensor),
                "vision_tower.encoder.layers.#.mlp.fc1.weight 4,4",
                "projector.weight 4,4",
            ]
        ),
        Headers.Manifest("seeing-text", Vision, [.. Tensors.Select(tensor => "language_model." + tensor), "projector.weight 4,4"]),
        Headers.Manifest("draft", Draft, [.. Tensors, "model.layers.2.eh_proj.weight 4,8", "model.layers.2.mlp.down_proj.weight 4,4"]),
    ];

    private static readonly string[] Merges =
    [
        "{merge_method: passthrough, models: [{model: full}]}",
        "{merge_method: passthrough, out_dtype: float16, dtype: float32, slices: [{sources: [{model: full, layer_range: [1, 2]}]}, {sources: [{model: full, layer_range: [0, 2], parameters: {scale: [{filter: o_proj, value: [0.5, 1]}, {value: 1}]}}]}]}",
        "{merge_method: linear, parameters: {weight: 1}, dtype: float32, models: [{model: full}, {model: headless}]}",
        "{merge_method: linear, parameters: {weight: 1}, models: [{model: full}, {model: half}]}",
        "{merge_method: passthrough, dtype: float32, models: [{model: half}]}",
        "{merge_method: linear, parameters: {weight: 1}, models: [{model: headless}, {model: full}]}",
        "{merge_method: linear, parameters: {weight: 1}, models: [{model: full}, {model: normless}]}",
        "{merge_method: linear, parameters: {weight: 1}, models: [{model: attention}, {model: full}, {model: more}]}",
        "{merge_method: slerp, base_model: same, parameters: {t: [0, 1]}, models: [{model: full}, {model: same}]}",
        "{merge_method: linear, parameters: {weight: [0, 1]}, models: [{model: seeing}]}",
        "{merge_method: linear, parameters: {weight: 1}, models: [{model: seeing}, {model: seeing-text}]}",
        "{merge_method: passthrough, modules: {text_decoder: {slices: [{sources: [{model: seeing, layer_range: [0, 1]}]}]}}}",
        "{merge_method: passthrough, modules: {text_decoder: {slices: [{sources: [{model: seeing, layer_range: [0, 1]}]}]}, vision_tower: {slices: [{sources: [{model: seeing, layer_range: [1, 2]}]}]}}}",
        "{merge_method: passthrough, models: [{model: draft}]}",
        "{merge_method: passthrough, slices: [{sources: [{model: draft, layer_range: [0, 2]}]}]}",
    ];

    [Fact]
    public Task Every_tensor_comes_from_where_it_should()
    {
        StringBuilder text = new();
        foreach (string yaml in Merges)
        {
            MergePlan plan = MergeCheck.Run(Assert.Single(MergeYaml.Read(yaml, "m.yml").Documents).Spec!, ManifestSet.Empty, []).Plan!;
            CompletedMerge merge = CompletedMerge.Of(plan, new(Models));
            text.Append(yaml).Append('\n');
            foreach (OutputTensor tensor in merge.Tensors)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"  {tensor.Name}: layer {tensor.Layer?.ToString(CultureInfo.InvariantCulture) ?? "-"}, {tensor.DType} [{string.Join(',', tensor.Shape)}] at {tensor.Position} = {string.Join(" + ", tensor.Inputs.Select(input => Text(input, tensor)))}\n"
                );
            foreach (MissingInput missing in merge.Missing)
                text.Append(CultureInfo.InvariantCulture, $"  {missing.Source.Model} lacks {missing.Name} of {missing.Owner}\n");
            foreach (OutputLayer layer in merge.Layers)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"  layer {layer.Index} of {layer.Module.Name} = {string.Join(" + ", layer.SourceLayers)}\n"
                );
        }
        return Verifier.Verify(text.ToString());
    }

    private static string Text(TensorInput input, OutputTensor tensor) =>
        $"{input.Source.Model}:{(input.Name == tensor.Name ? "" : input.Name)}{(input.IsResidualWriter ? " writer" : "")}{(input.IsVocabulary ? " vocabulary" : "")}{(input.Scale(tensor.Position) is { } scale ? FormattableString.Invariant($" x {scale}") : "")}";
}
