using System.Collections.Immutable;
using System.Composition;
using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace MergeDsl.CodeFixes;

/// <summary>Makes a class that generated code completes static and partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CompletableClassFix)), Shared]
internal sealed class CompletableClassFix : MergeFix
{
    public override string TitleOfAll => "Make all classes static and partial";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticKinds.NotStaticPartial.Id];

    protected override Correction? Find(FixTarget target, CancellationToken cancellationToken)
    {
        if (
            target.Node.FirstAncestorOrSelf<ClassDeclarationSyntax>() is not { } declaration
            || target.Model.GetDeclaredSymbol(declaration, cancellationToken) is not { } type
        )
            return null;
        // Another place in the program, or another class, is more than a keyword.
        if (
            type.ContainingType is not null
            || type.IsGenericType
            || type.BaseType?.SpecialType != SpecialType.System_Object
            || !type.Interfaces.IsEmpty
        )
            return null;
        SyntaxGenerator generator = SyntaxGenerator.GetGenerator(target.Document);
        var edits = new List<Edit>();
        foreach (SyntaxReference reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancellationToken) is not ClassDeclarationSyntax part || target.DocumentOf(part) is not { } document)
                return null;
            edits.Add(new(document, part, node => Completable(node, generator)));
        }
        string missing =
            type.IsStatic ? "partial"
            : declaration.Modifiers.Any(SyntaxKind.PartialKeyword) ? "static"
            : "static and partial";
        return new($"Make '{type.Name}' {missing}", edits);
    }

    private static SyntaxNode Completable(SyntaxNode node, SyntaxGenerator generator) =>
        generator.WithModifiers(
            node,
            generator.GetModifiers(node).WithIsSealed(false).WithIsAbstract(false).WithIsStatic(true).WithPartial(true)
        );
}
