using MergeDsl.Diagnostics;
using MergeDsl.Schemas;
using MergeDsl.Specs;

namespace MergeDsl.Yaml;

/// <summary>Proves that YAML which was written means what it was written from: it is read again, and has the same hash.</summary>
internal static class YamlProof
{
    /// <summary>Reports the first difference between the text and the merges; null where there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="chain">The merges that it was written from, and their names.</param>
    public static MergeDiagnostic? Find(string text, IReadOnlyList<(string? Name, MergeSpec Spec)> chain)
    {
        YamlMerge read = MergeYaml.Read(text, "");
        if (read.Diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity > Severity.Note) is { } fault)
            return Refusal(fault.Path, fault.Message);
        for (int i = 0; i < chain.Count; i++)
        {
            if (i >= read.Documents.Count || read.Documents[i].Spec is not { } spec)
                return Refusal(SpecPath.Root, "the text is no merge");
            if (MethodSet.OfProgram.Find(spec.Method) is not { } schema || Hash(spec, schema) == Hash(chain[i].Spec, schema))
                continue;
            return Refusal(Difference(chain[i].Spec, spec), "the text has another meaning");
        }
        return null;
    }

    private static string Hash(MergeSpec spec, MethodSchema schema) =>
        MergePlan.Of(ModelReferences.Replace(spec, ByName), schema, null).Hash;

    /// <summary>The result of another merge as YAML names it.</summary>
    private static Model ByName(Model model) => model.Plan is { Name: { } name } ? model with { Id = name, Plan = null } : model;

    private static SpecPath Difference(MergeSpec written, MergeSpec read) =>
        written.Tokenizer != read.Tokenizer ? new("tokenizer")
        : written.ChatTemplate != read.ChatTemplate ? new("chat_template")
        : new("merge_method");

    private static MergeDiagnostic Refusal(SpecPath path, string why) =>
        DiagnosticKinds.NoYamlForm.At(path, $"mergekit's YAML cannot carry this, for read again {why}; write it in another way");
}
