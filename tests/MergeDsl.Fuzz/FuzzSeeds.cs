using MergeDsl.Testing;

namespace MergeDsl.Fuzz;

/// <summary>The seeds of mutations: a few configurations that use everything, and the published ones where they are.</summary>
internal static class FuzzSeeds
{
    private static readonly string[] Own =
    [
        """
            # a comment
            slices:
              - sources:
                - model: openchat/openchat-3.5-0106
                  layer_range: [0, 8]
              - sources: # here
                - model: openchat/openchat-3.5-0106
                  layer_range: [7, 8]
                  parameters:
                    scale:
                      - filter: o_proj
                        value: 0.0
                      - value: 1.0
            merge_method: passthrough
            dtype: bfloat16
            """,
        """
            const: &weight 0.50 # half
            env: &env {parameters: {weight: *weight}}
            merge_method: dare_ties
            base_model: C:\models\base one
            models:
              - model: "C:\\models\\base one"
              - {model: b@main+c/lora, <<: *env}
              # - model: gone
              - model: {model: {path: d, revision: main}, lora: null}
                parameters:
                  weight: [0, .5, 1e-10, 012, 1_000]
                  density: [{filter: mlp, value: [1, 0.5]}, {value: 0.25}]
            parameters: {normalize: yes, int8_mask: true}
            tokenizer: {source: union, pad_to_multiple_of: 64, tokens: {"<pad>": {source: {kind: zero}, force: true}, "</s>": {source: b@main+c/lora}}}
            chat_template: |-
              {{ a }}
                {{ "b" }}
            """,
        "name: first\nmerge_method: linear\nmodels:\n- model: a\n  parameters: {weight: 1}\n---\nmerge_method: slerp\nbase_model: first\nmodels:\n- model: first\n- model: b\nparameters:\n  t: 0.5\n",
        "merge_method: ties\nbase_model: a\nmodules:\n  text_decoder:\n    models:\n    - model: a\n    - model: b\n      parameters: {weight: 1}\n    parameters: {density: 0.5}\n",
    ];

    /// <summary>Manifests of models that seeds name: half of the inputs are read beside them.</summary>
    public static (string FileName, Manifest Manifest)[] Manifests() =>
        [
            .. Directory
                .GetFiles(Repository.Path("samples", "checkpoints"), "*.checkpoint.json")
                .Order(StringComparer.Ordinal)
                .Select(path => (Path.GetFileName(path), ManifestReader.Parse(File.ReadAllText(path), path).Manifest!)),
        ];

    public static IReadOnlyList<string> Load()
    {
        List<string> seeds = [.. Own];
        if (SharedData.Root is null)
            return seeds;
        foreach (string directory in (string[])["corpus/mergekit-yaml", "corpus/invalid"])
        {
            if (Directory.Exists(SharedData.Path(directory)))
                seeds.AddRange(Directory.EnumerateFiles(SharedData.Path(directory)).Order(StringComparer.Ordinal).Select(File.ReadAllText));
        }
        return seeds;
    }
}
