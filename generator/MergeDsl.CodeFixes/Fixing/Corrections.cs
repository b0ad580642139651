using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Text;

namespace MergeDsl.CodeFixes;

/// <summary>Makes corrections together, so that many of one file are one change of it.</summary>
internal static class Corrections
{
    public static async Task<Solution> ApplyAsync(
        Solution solution,
        IEnumerable<Correction> corrections,
        CancellationToken cancellationToken
    )
    {
        var editor = new SolutionEditor(solution);
        // One token can be the cause of several diagnostics: a helper that two merges call.
        var done = new HashSet<(DocumentId, TextSpan)>();
        foreach (Edit edit in corrections.SelectMany(correction => correction.Edits))
        {
            if (!done.Add((edit.Document.Id, edit.Node.Span)))
                continue;
            DocumentEditor document = await editor.GetDocumentEditorAsync(edit.Document.Id, cancellationToken).ConfigureAwait(false);
            if (edit.Change is { } change)
                document.ReplaceNode(edit.Node, (node, _) => change(node));
            else
                document.RemoveNode(edit.Node, Kept(edit.Node));
        }
        return editor.GetChangedSolution();
    }

    /// <summary>The last item of a list takes the comma before it along, and with the comma the line break, unless its own stays.</summary>
    private static SyntaxRemoveOptions Kept(SyntaxNode node) =>
        node.GetLastToken().GetNextToken().Text == "," ? SyntaxRemoveOptions.KeepNoTrivia : SyntaxRemoveOptions.KeepTrailingTrivia;
}
