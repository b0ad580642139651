using MergeDsl.Schemas;

namespace MergeDsl.CSharp;

/// <summary>Names that a converted class uses for other things.</summary>
internal static class TakenNames
{
    /// <summary>All of them: of the members of every object, of the types and members that a declaration writes, and of the methods.</summary>
    public static IReadOnlyCollection<string> All { get; } =
        new HashSet<string>(
            (
                "Definition Plan Equals GetHashCode GetType ToString MemberwiseClone ReferenceEquals Finalize "
                + "Model Gradient Setting Filter DType Tokenizer TokenizerSource TokenEmbedding Token Merge MergeAttribute Checkpoint "
                + "CheckpointAttribute MergePlan LayerRange LayerStack Value Item MergeDsl System Enumerable IEnumerable Merges Block"
            )
                .Split(' ')
                .Concat(MethodSchemas.All.Select(schema => schema.TypeName)),
            StringComparer.Ordinal
        );
}
