using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator;

/// <summary>Names of the library's types and members that user code is recognised by.</summary>
internal static class KnownNames
{
    private const string Root = "MergeDsl";

    public const string CoreAssembly = "MergeDsl.Core";
    public const string MergeAttribute = "MergeDsl.MergeAttribute";
    public const string CheckpointAttribute = "MergeDsl.CheckpointAttribute";
    public const string MergeMethodAttribute = "MergeDsl.MergeMethodAttribute";
    public const string MergeParameterAttribute = "MergeDsl.MergeParameterAttribute";
    public const string TraitsAttribute = "MergeDsl.TraitsAttribute";
    public const string TaskVectorsAttribute = "MergeDsl.TaskVectorsAttribute";
    public const string RoleAttribute = "MergeDsl.RoleAttribute";
    public const string DeclaresMergeMethodAttribute = "MergeDsl.DeclaresMergeMethodAttribute";
    public const string KnownManifestAttribute = "MergeDsl.KnownManifestAttribute";
    public const string PlannedMergeAttribute = "MergeDsl.PlannedMergeAttribute";
    public const string Merge = "MergeDsl.Merge";
    public const string Definition = "Definition";
    public const string Plan = "Plan";
    public const string ManifestSuffix = ".checkpoint.json";
    public const string YamlClass = "Merges";

    /// <summary>Indicates whether a type has one of these names, which lie in the library's root namespace.</summary>
    public static bool Is(INamedTypeSymbol? type, string name) =>
        type is { ContainingType: null, ContainingNamespace: { Name: Root, ContainingNamespace.IsGlobalNamespace: true } }
        && name.Length == Root.Length + 1 + type.Name.Length
        && name.EndsWith(type.Name, StringComparison.Ordinal);
}
