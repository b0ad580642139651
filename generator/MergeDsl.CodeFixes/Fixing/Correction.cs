using Microsoft.CodeAnalysis;

namespace MergeDsl.CodeFixes;

/// <summary>A fix: its title in the menu, and the nodes that it changes.</summary>
/// <param name="Title">The title.</param>
/// <param name="Edits">The changes, which may be in several documents.</param>
internal sealed record Correction(string Title, IReadOnlyList<Edit> Edits)
{
    public Correction(string title, Edit edit)
        : this(title, [edit]) { }
}

/// <summary>A change of one node.</summary>
/// <param name="Document">The document that has it.</param>
/// <param name="Node">The node as it is.</param>
/// <param name="Change">The node as it will be, made of what other changes have left of it; null where it goes.</param>
internal sealed record Edit(Document Document, SyntaxNode Node, Func<SyntaxNode, SyntaxNode>? Change);
