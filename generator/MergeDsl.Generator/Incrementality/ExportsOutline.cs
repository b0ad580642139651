using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Incrementality;

/// <summary>A file that tells other projects the plans and manifests of this one, and has nothing else. No merge of this project depends on it, and it changes with every edit of any.</summary>
internal static class ExportsOutline
{
    public static bool IsOnly(CompilationUnitSyntax unit) =>
        unit is { Usings.Count: 0, Externs.Count: 0, Members.Count: 0, AttributeLists.Count: > 0, ContainsSkippedText: false }
        && unit.AttributeLists.All(list =>
            list.Target is { } target
            && target.Identifier.IsKind(SyntaxKind.AssemblyKeyword)
            && list.Attributes.All(attribute =>
                attribute.Name.ToString() is "global::MergeDsl.PlannedMerge" or "global::MergeDsl.KnownManifest"
            )
        );
}
