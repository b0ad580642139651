using MergeDsl.Json;

namespace MergeDsl.Manifests;

/// <summary>Says whether the output head is the input embedding.</summary>
internal static class TiedEmbeddings
{
    private static readonly string[] Headed = ["LM", "ConditionalGeneration", "Generation"];

    /// <summary>The statement of config.json; where it has none the files decide, for the default of <c>tie_word_embeddings</c> differs by family.</summary>
    public static bool Of(JsonObject config, IEnumerable<TensorManifest> tensors)
    {
        bool hasHead = tensors.Any(tensor => tensor.IsVocabulary && tensor.Shape.Count == 2 && tensor.Position == StackPosition.After);
        bool? stated =
            config["tie_word_embeddings"]?.AsBoolean
            ?? ConfigSections
                .Of(config)
                .Where(section => ConfigSections.IsText(section.Path))
                .Select(section => section.Section["tie_word_embeddings"]?.AsBoolean)
                .FirstOrDefault(value => value is not null);
        string architecture = config["architectures"]?.AsArray?.Items.FirstOrDefault()?.AsString ?? "";
        return stated ?? (!hasHead && Array.Exists(Headed, word => architecture.IndexOf(word, StringComparison.Ordinal) >= 0));
    }
}
