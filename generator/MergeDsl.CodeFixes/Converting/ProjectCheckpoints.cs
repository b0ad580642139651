using MergeDsl.CSharp;
using MergeDsl.Generator;
using MergeDsl.Generator.Checkpoints;
using MergeDsl.Generator.Manifests;
using MergeDsl.Manifests;
using Microsoft.CodeAnalysis;

namespace MergeDsl.CodeFixes.Converting;

/// <summary>The manifests of a project, and the classes that it has for them.</summary>
/// <param name="Classes">The checkpoint classes as they are written in a namespace, with their manifests.</param>
/// <param name="Manifests">All manifests that can be read.</param>
internal sealed record ProjectCheckpoints(IReadOnlyList<(string ClassName, Manifest Manifest)> Classes, IReadOnlyList<Manifest> Manifests)
{
    public static async Task<ProjectCheckpoints> OfAsync(
        Project project,
        Compilation compilation,
        string namespaceName,
        CancellationToken cancellationToken
    )
    {
        var files = new List<ManifestFile>();
        foreach (
            TextDocument document in project.AdditionalDocuments.Where(document =>
                ManifestFile.IsManifest(MergeFileRefactoring.PathOf(document))
            )
        )
        {
            string path = MergeFileRefactoring.PathOf(document);
            Microsoft.CodeAnalysis.Text.SourceText text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
            files.Add(ManifestFile.Of(path, text, ManifestReader.Parse(text.ToString(), path)));
        }
        var classes = new List<(string, Manifest)>();
        foreach (
            INamedTypeSymbol type in Types(compilation.Assembly.GlobalNamespace)
                .OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal)
        )
        {
            AttributeData? attribute = type.GetAttributes()
                .FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == KnownNames.CheckpointAttribute);
            if (attribute is null || CheckpointTarget.Of(type, attribute) is not { } target)
                continue;
            if (ManifestFile.Named(target.Manifest, files) is [{ Result.Manifest: { } manifest }])
                classes.Add((Written(target, namespaceName), manifest));
        }
        return new(classes, ManifestFile.Readable(files));
    }

    /// <summary>A class of the namespace, or of one around it, needs no other name than its own.</summary>
    private static string Written(CheckpointTarget target, string namespaceName)
    {
        bool isNear =
            target.Namespace.Length == 0
            || namespaceName == target.Namespace
            || namespaceName.StartsWith(target.Namespace + ".", StringComparison.Ordinal);
        return CSharpIdentifier.EscapedPath(isNear ? target.Name : target.Namespace + "." + target.Name);
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceSymbol containing) =>
        containing.GetTypeMembers().Concat(containing.GetNamespaceMembers().SelectMany(Types));
}
