using MergeDsl.Collections;

namespace MergeDsl.Yaml;

/// <summary>A place of the dialect that has keys.</summary>
/// <param name="Name">The place in words: <c>a source</c>.</param>
/// <param name="Keys">The keys that are read there.</param>
/// <param name="HasParameters">Whether it is a scope of parameters.</param>
internal sealed record YamlScope(string Name, EquatableArray<string> Keys, bool HasParameters = false)
{
    public static readonly YamlScope Top = new(
        "the top level",
        [
            "merge_method",
            "models",
            "slices",
            "modules",
            "base_model",
            "dtype",
            "out_dtype",
            "parameters",
            "tokenizer",
            "tokenizer_source",
            "chat_template",
            "name",
        ],
        true
    );

    public static readonly YamlScope Input = new("an entry of 'models'", ["model", "parameters"], true);
    public static readonly YamlScope Slice = new("a slice", ["sources", "base_model", "parameters", "residual_weight"], true);
    public static readonly YamlScope Source = new("a source", ["model", "layer_range", "parameters"], true);
    public static readonly YamlScope Module = new("a module", ["models", "slices", "parameters"], true);
    public static readonly YamlScope Rule = new("a rule", ["filter", "value"]);
    public static readonly YamlScope Tokenizer = new("'tokenizer'", ["source", "tokens", "pad_to_multiple_of"]);
    public static readonly YamlScope Token = new("a token", ["source", "force"]);
    public static readonly YamlScope TokenSource = new("the source of a token", ["kind", "model", "token", "token_id"]);
    public static readonly YamlScope Reference = new("a model reference", ["model", "lora", "override_architecture"]);
    public static readonly YamlScope ModelPath = new("a path with a revision", ["path", "revision"]);

    /// <summary>The place in which a key is read that is not read here, and the cure; null for a key that no place has.</summary>
    public static string? Elsewhere(string key) =>
        key switch
        {
            "layer_range" => "it takes layers in the sources of 'slices'; entries of 'models' are merged whole",
            "revision" => "write the revision into the reference: 'model: name@revision'",
            "lora" => "write the adapter into the reference: 'model: name+adapter'",
            "override_architecture" => "it belongs into a reference in long form: 'model: {model: name, override_architecture: ...}'",
            "sources" => "it belongs to an entry of 'slices'",
            "model" => "it belongs to an entry of 'models' or of 'sources'",
            "filter" or "value" => "it belongs to a rule, an entry of the list below a parameter",
            "pad_to_multiple_of" or "tokens" => "it belongs under 'tokenizer'",
            // A name elsewhere is hardly that of the merge.
            _ when key != "name" && Top.Keys.Contains(key) => "it belongs to the top level",
            _ => null,
        };

    /// <summary>The cure for a key that once had a meaning, or that is an option of mergekit's command line.</summary>
    public static string? Cure(string key) =>
        key.Replace('-', '_') switch
        {
            "random_seed" or "seed" => "the seed is an option of the command line: --seed",
            "out_shard_size" or "shard_size" => "the size of shards is an option of the command line: --shard-size",
            "cuda"
            or "gpu"
            or "device"
            or "lazy_unpickle"
            or "low_cpu_memory"
            or "copy_tokenizer"
            or "clone_tensors"
            or "allow_crimes"
            or "trust_remote_code"
            or "transformers_cache"
            or "lora_merge_cache"
            or "write_model_card"
            or "read_to_gpu"
            or "multi_gpu"
            or "num_threads" => "it is an option of mergekit's command line, not of a merge",
            _ => null,
        };
}
