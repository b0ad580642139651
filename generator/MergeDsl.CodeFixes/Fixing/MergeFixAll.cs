using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace MergeDsl.CodeFixes;

/// <summary>Fixes all diagnostics of a document, project or solution. The batch fixer of the workspace merges texts, and drops one of two neighbours in a list; this one edits the nodes.</summary>
internal sealed class MergeFixAll(MergeFix fix) : FixAllProvider
{
    public override Task<CodeAction?> GetFixAsync(FixAllContext context) =>
        Task.FromResult<CodeAction?>(
            CodeAction.Create(
                fix.TitleOfAll,
                cancellationToken => FixAsync(context, cancellationToken),
                context.CodeActionEquivalenceKey ?? fix.GetType().Name
            )
        );

    private async Task<Solution> FixAsync(FixAllContext context, CancellationToken cancellationToken)
    {
        var corrections = new List<Correction>();
        foreach (Document document in Documents(context))
        {
            foreach (
                Diagnostic diagnostic in (await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)).OrderBy(diagnostic =>
                    diagnostic.Location.SourceSpan.Start
                )
            )
            {
                if (await fix.FindAsync(document, diagnostic, cancellationToken).ConfigureAwait(false) is { } correction)
                    corrections.Add(correction);
            }
        }
        return await Corrections.ApplyAsync(context.Solution, corrections, cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<Document> Documents(FixAllContext context) =>
        context.Scope switch
        {
            FixAllScope.Document when context.Document is { } document => [document],
            FixAllScope.Project => context.Project.Documents,
            FixAllScope.Solution => context
                .Solution.Projects.Where(project => project.Language == context.Project.Language)
                .SelectMany(project => project.Documents),
            _ => [],
        };
}
