namespace MergeDsl;

/// <summary>What can be planned but not run yet.</summary>
internal static class Supported
{
    /// <summary>Whether a method can run.</summary>
    public static bool HasKernel(MethodSchema schema) => schema.Name == "passthrough";

    public static IEnumerable<MergeDiagnostic> Check(ResolvedMerge merge)
    {
        if (!HasKernel(merge.Schema))
        {
            yield return DiagnosticCatalogue.NoKernel.At(SpecPath.Root.Member("merge_method"), $"{merge.Schema.Name} has no kernel yet: it can be planned, and only passthrough can run");
        }
        if (merge.Spec.Tokenizer is not null)
        {
            yield return DiagnosticCatalogue.NotSupported.At(SpecPath.Root.Member("tokenizer"), "making a tokenizer is not supported yet; remove this to copy the tokenizer of the base model, or of the first model");
        }
        if (merge.Spec.ChatTemplate is not null)
        {
            yield return DiagnosticCatalogue.NotSupported.At(SpecPath.Root.Member("chat_template"), "setting a chat template is not supported yet; remove this to copy the one of the base model, or of the first model");
        }
        foreach (Model model in merge.Models.Where(model => model.Plan is not null))
        {
            yield return DiagnosticCatalogue.NotSupported.At(LoadedModels.PathOf(merge, model), $"running chains of merges is not supported yet; run {Printable.Quote(model.Id)} first and name its output directory");
        }
    }
}
