using MergeDsl.Diagnostics;

namespace MergeDsl.Execution;

/// <summary>Reports parts of a plan that the engine cannot run.</summary>
internal static class Supported
{
    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge)
    {
        if (merge.Spec.Tokenizer is not null)
        {
            yield return DiagnosticKinds.NotSupported.At(
                SpecPath.Root.Member("tokenizer"),
                "making a tokenizer is not supported yet; remove this to copy the tokenizer of the base model, or of the first model"
            );
        }
        if (merge.Spec.ChatTemplate is not null)
        {
            yield return DiagnosticKinds.NotSupported.At(
                SpecPath.Root.Member("chat_template"),
                "setting a chat template is not supported yet; remove this to copy the one of the base model, or of the first model"
            );
        }
        foreach (Model model in merge.Models.Where(model => model.Plan is not null && model.Adapter is not null))
        {
            yield return DiagnosticKinds.NotSupported.At(
                merge.PathOf(model),
                $"folding LoRA adapters is not supported yet; merge {Printable.Quote(model.Adapter!)} into the output of {Printable.Quote(model.Id)} with PEFT first"
            );
        }
    }
}
