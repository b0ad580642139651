using System.Text;
using MergeDsl.CSharp;
using MergeDsl.Generator.Yaml;
using MergeDsl.Yaml;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;

namespace MergeDsl.CodeFixes.Converting;

/// <summary>A YAML file as a declaration: a C# file beside it, used where the YAML file was.</summary>
internal sealed class MergeFileConversion
{
    private readonly TextDocument file;
    private readonly string namespaceName,
        className,
        text;

    private MergeFileConversion(TextDocument file, string namespaceName, string className, string text) =>
        (this.file, this.namespaceName, this.className, this.text) = (file, namespaceName, className, text);

    /// <summary>Indicates whether the editor lets a refactoring remove the YAML file; where it does not, that is left to the user.</summary>
    private bool CanRemove => file.Project.Solution.Workspace.CanApplyChange(ApplyChangesKind.RemoveAdditionalDocument);

    public string Title =>
        $"Convert '{Path.GetFileName(MergeFileRefactoring.PathOf(file))}' to a C# declaration"
        + (CanRemove ? "" : ", then delete it yourself");

    /// <summary>Converts a file; null where it has errors.</summary>
    /// <param name="file">The YAML file.</param>
    /// <param name="user">The document in whose namespace the declaration will be; null for the namespace of the project.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<MergeFileConversion?> OfAsync(TextDocument file, Document? user, CancellationToken cancellationToken)
    {
        if (await file.Project.GetCompilationAsync(cancellationToken).ConfigureAwait(false) is not { } compilation)
            return null;
        string path = MergeFileRefactoring.PathOf(file);
        string source = (await file.GetTextAsync(cancellationToken).ConfigureAwait(false)).ToString();
        string namespaceName = await NamespaceOfAsync(file.Project, user, cancellationToken).ConfigureAwait(false);
        ProjectCheckpoints checkpoints = await ProjectCheckpoints
            .OfAsync(file.Project, compilation, namespaceName, cancellationToken)
            .ConfigureAwait(false);
        string[] taken = [.. TypesOf(compilation, namespaceName)];
        string className = CSharpIdentifier.Unique(MergeFile.NameOf(path), [.. taken, .. TakenNames.All], "Merge");
        CSharpWriteResult result = MergeCSharp.Convert(
            MergeYaml.Read(source, path),
            new()
            {
                FileName = path,
                Namespace = namespaceName.Length > 0 ? namespaceName : null,
                ClassName = className,
                Classes = checkpoints.Classes,
                Known = checkpoints.Manifests,
                Taken = taken,
            }
        );
        if (result.Text is null)
            return null;
        return new(file, namespaceName, className, source.Contains("\r\n") ? result.Text.Replace("\n", "\r\n") : result.Text);
    }

    public async Task<Solution> ApplyAsync(CancellationToken cancellationToken)
    {
        Solution solution = await ReplaceUsesAsync(file.Project, cancellationToken).ConfigureAwait(false);
        string name = FreeName();
        string? path = file.FilePath is { } beside ? Path.Combine(Path.GetDirectoryName(beside) ?? "", name) : null;
        solution = solution.AddDocument(
            DocumentId.CreateNewId(file.Project.Id, name),
            name,
            SourceText.From(text, Encoding.UTF8),
            file.Folders,
            path
        );
        return CanRemove ? solution.RemoveAdditionalDocument(file.Id) : solution;
    }

    /// <summary>Writes the class of the declaration wherever that of the file is named.</summary>
    private async Task<Solution> ReplaceUsesAsync(Project project, CancellationToken cancellationToken)
    {
        Solution solution = project.Solution;
        string name = MergeFile.NameOf(MergeFileRefactoring.PathOf(file));
        ExpressionSyntax meant = SyntaxFactory
            .ParseExpression("global::" + CSharpIdentifier.EscapedPath((namespaceName.Length > 0 ? namespaceName + "." : "") + className))
            .WithAdditionalAnnotations(Simplifier.Annotation);
        foreach (Document document in project.Documents)
        {
            if (
                await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root
                || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            )
                continue;
            SyntaxNode[] uses =
            [
                .. root.DescendantNodes()
                    .OfType<IdentifierNameSyntax>()
                    .Where(node =>
                        node.Identifier.ValueText == name
                        && model.GetSymbolInfo(node, cancellationToken).Symbol is INamedTypeSymbol type
                        && MergeFileRefactoring.IsOfFile(type)
                    )
                    .Select(node => node.Parent is MemberAccessExpressionSyntax access && access.Name == node ? (SyntaxNode)access : node),
            ];
            if (uses.Length > 0)
                solution = solution.WithDocumentSyntaxRoot(document.Id, root.ReplaceNodes(uses, (node, _) => meant.WithTriviaFrom(node)));
        }
        return solution;
    }

    private string FreeName()
    {
        string name = className + ".cs";
        for (int i = 2; file.Project.Documents.Any(document => document.Name == name && document.Folders.SequenceEqual(file.Folders)); i++)
            name = FormattableString.Invariant($"{className}{i}.cs");
        return name;
    }

    /// <summary>The namespace of the document that uses the merge, else that of the project.</summary>
    private static async Task<string> NamespaceOfAsync(Project project, Document? user, CancellationToken cancellationToken)
    {
        if (user is null)
            return project.DefaultNamespace ?? "";
        SyntaxNode? root = await user.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        // A program has no namespace, and the declaration stands in that of the project.
        return root?.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString()
            ?? project.DefaultNamespace
            ?? "";
    }

    private static IEnumerable<string> TypesOf(Compilation compilation, string namespaceName)
    {
        INamespaceSymbol? found = compilation.GlobalNamespace;
        foreach (string part in namespaceName.Split(['.'], StringSplitOptions.RemoveEmptyEntries))
            found = found?.GetNamespaceMembers().FirstOrDefault(member => member.Name == part);
        return found
                ?.GetTypeMembers()
                .Where(type => SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly))
                .Select(type => type.Name)
            ?? [];
    }
}
