using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace MergeDsl.CodeFixes.Tests;

/// <summary>Asks the fixes as an editor does.</summary>
internal static class Fixes
{
    public static IReadOnlyList<CodeFixProvider> All { get; } =
    [new DidYouMeanFix(), new LayerRangeFix(), new CatchAllFix(), new CompletableClassFix(), new RuleWithoutEffectFix()];

    /// <summary>The menu of a document, in the order of the diagnostics.</summary>
    public static IReadOnlyList<(CodeAction Action, CodeFixProvider Fix, Diagnostic Diagnostic)> Offered(
        this FixProject project,
        string name
    )
    {
        var offered = new List<(CodeAction, CodeFixProvider, Diagnostic)>();
        foreach (Diagnostic diagnostic in project.DiagnosticsOf(name))
        {
            foreach (CodeFixProvider fix in All.Where(fix => fix.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                var context = new CodeFixContext(
                    project.Document(name),
                    diagnostic,
                    (action, _) => offered.Add((action, fix, diagnostic)),
                    CancellationToken.None
                );
                fix.RegisterCodeFixesAsync(context).GetAwaiter().GetResult();
            }
        }
        return offered;
    }

    public static FixProject Apply(this FixProject project, CodeAction action)
    {
        ApplyChangesOperation change = Assert.IsType<ApplyChangesOperation>(
            Assert.Single(action.GetOperationsAsync(CancellationToken.None).GetAwaiter().GetResult())
        );
        return project.With(change.ChangedSolution);
    }

    /// <summary>Fixes all that one fix can, in a document or in the project.</summary>
    public static FixProject ApplyAll(this FixProject project, CodeFixProvider fix, FixAllScope scope, string? name = null)
    {
        FixAllProvider all = fix.GetFixAllProvider()!;
        Assert.Contains(scope, all.GetSupportedFixAllScopes());
        var provider = new Provider(project);
        FixAllContext context = name is null
            ? new(project.Project, fix, scope, fix.GetType().Name, fix.FixableDiagnosticIds, provider, CancellationToken.None)
            : new(project.Document(name), fix, scope, fix.GetType().Name, fix.FixableDiagnosticIds, provider, CancellationToken.None);
        return project.Apply(all.GetFixAsync(context).GetAwaiter().GetResult()!);
    }

    private sealed class Provider(FixProject project) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project asked, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(project.Diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(project.DiagnosticsOf(Path.GetFileNameWithoutExtension(document.Name)));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project asked, CancellationToken cancellationToken) =>
            Task.FromResult(project.Diagnostics.Where(diagnostic => !diagnostic.Location.IsInSource));
    }
}
