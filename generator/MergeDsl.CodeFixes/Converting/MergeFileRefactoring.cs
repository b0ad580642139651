using System.Composition;
using MergeDsl.Generator;
using MergeDsl.Generator.Yaml;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.CodeFixes.Converting;

/// <summary>Turns a YAML file of the project into a declaration: offered where C# names its plan, and in the file itself by editors that ask for refactorings there.</summary>
[
    ExportCodeRefactoringProvider(
        LanguageNames.CSharp,
        Name = nameof(MergeFileRefactoring),
        DocumentKinds = [nameof(TextDocumentKind.Document), nameof(TextDocumentKind.AdditionalDocument)]
    ),
    Shared
]
internal sealed class MergeFileRefactoring : CodeRefactoringProvider
{
    /// <inheritdoc/>
    public override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } file)
            return;
        if (
            await MergeFileConversion.OfAsync(file, context.TextDocument as Document, context.CancellationToken).ConfigureAwait(false)
            is not { } conversion
        )
            return;
        context.RegisterRefactoring(CodeAction.Create(conversion.Title, conversion.ApplyAsync, nameof(MergeFileRefactoring)));
    }

    private static async Task<TextDocument?> FindAsync(CodeRefactoringContext context)
    {
        if (context.TextDocument is not Document document)
            return MergeFile.IsMergeFile(PathOf(context.TextDocument)) ? context.TextDocument : null;
        SyntaxNode? root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span) is not SimpleNameSyntax and not MemberAccessExpressionSyntax)
            return null;
        // Merges.Name.Plan: any part of it will do.
        SyntaxNode whole = root.FindNode(context.Span);
        while (whole.Parent is MemberAccessExpressionSyntax around)
            whole = around;
        SemanticModel? model = await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        INamedTypeSymbol? type = whole
            .DescendantNodesAndSelf()
            .OfType<ExpressionSyntax>()
            .Select(part => model!.GetSymbolInfo(part, context.CancellationToken).Symbol)
            .OfType<INamedTypeSymbol>()
            .FirstOrDefault(IsOfFile);
        return document
            .Project.AdditionalDocuments.Where(file =>
                type is not null && MergeFile.IsMergeFile(PathOf(file)) && MergeFile.NameOf(PathOf(file)) == type.Name
            )
            .OrderBy(PathOf, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    /// <summary>Indicates whether a type is the class of a YAML file.</summary>
    public static bool IsOfFile(INamedTypeSymbol type) =>
        type.ContainingType is { Name: KnownNames.YamlClass, ContainingType: null, ContainingNamespace.IsGlobalNamespace: true };

    public static string PathOf(TextDocument document) => document.FilePath ?? document.Name;
}
