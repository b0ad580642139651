using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace MergeDsl.CodeFixes;

/// <summary>A code fix that says what it would do to a token; the rest is the same for all.</summary>
internal abstract class MergeFix : CodeFixProvider
{
    /// <summary>The title for all diagnostics at once.</summary>
    public abstract string TitleOfAll { get; }

    /// <summary>The cure of a diagnostic; null where nothing certain can be done.</summary>
    protected abstract Correction? Find(FixTarget target, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => new MergeFixAll(this);

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (await FindAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } correction)
                continue;
            Solution solution = context.Document.Project.Solution;
            context.RegisterCodeFix(
                CodeAction.Create(
                    correction.Title,
                    cancellationToken => Corrections.ApplyAsync(solution, [correction], cancellationToken),
                    GetType().Name
                ),
                diagnostic
            );
        }
    }

    public async Task<Correction?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken) =>
        await FixTarget.OfAsync(document.Project.Solution, document, diagnostic, cancellationToken).ConfigureAwait(false) is { } target
            ? Find(target, cancellationToken)
            : null;
}
