using Microsoft.CodeAnalysis;

namespace MergeDsl.CodeFixes;

/// <summary>The token that a diagnostic is about, with what is known of it.</summary>
/// <param name="Document">The document with the token.</param>
/// <param name="Model">What the token means.</param>
/// <param name="Node">The innermost node of the token.</param>
/// <param name="Diagnostic">The diagnostic.</param>
internal sealed record FixTarget(Document Document, SemanticModel Model, SyntaxNode Node, Diagnostic Diagnostic)
{
    /// <summary>The token of a diagnostic: where its fault is in a helper, the one there and not the call.</summary>
    public static async Task<FixTarget?> OfAsync(
        Solution solution,
        Document document,
        Diagnostic diagnostic,
        CancellationToken cancellationToken
    )
    {
        Location location = diagnostic.AdditionalLocations.FirstOrDefault() ?? diagnostic.Location;
        if (!location.IsInSource)
            return null;
        Document? home = solution.GetDocument(location.SourceTree) ?? ByPath(solution, document.Project.Id, location.SourceTree!.FilePath);
        if (home is null or SourceGeneratedDocument)
            return null;
        SyntaxNode? root = await home.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        SemanticModel? model = await home.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is null || model is null || !root.FullSpan.Contains(location.SourceSpan))
            return null;
        return new(home, model, root.FindNode(location.SourceSpan, getInnermostNodeForTie: true), diagnostic);
    }

    /// <summary>The document of a node that may be in another file.</summary>
    public Document? DocumentOf(SyntaxNode node) => Document.Project.Solution.GetDocument(node.SyntaxTree);

    private static Document? ByPath(Solution solution, ProjectId project, string path) =>
        solution.GetDocumentIdsWithFilePath(path).Where(id => id.ProjectId == project).Select(solution.GetDocument).FirstOrDefault();
}
