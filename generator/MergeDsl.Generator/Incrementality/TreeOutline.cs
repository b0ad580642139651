using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MergeDsl.Generator.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace MergeDsl.Generator.Incrementality;

/// <summary>The content of a file as hashes of its tokens: comments and blanks do not count.</summary>
internal sealed class TreeOutline
{
    // By text: the compiler parses a generated file anew in every compilation.
    private static readonly ConditionalWeakTable<SourceText, ConcurrentDictionary<ParseOptions, TreeOutline>> Known = new();

    private TreeOutline(string declared, string enterable)
    {
        Declared = declared;
        Enterable = enterable;
    }

    /// <summary>The part that other files can see: everything but bodies and the values of initializers, and the names that bodies assign to.</summary>
    public string Declared { get; }

    /// <summary>The part that a definition can depend on, from wherever: the visible part, and all bodies that an evaluation may enter.</summary>
    public string Enterable { get; }

    public static TreeOutline Of(SyntaxTree tree, CancellationToken cancellationToken)
    {
        ConcurrentDictionary<ParseOptions, TreeOutline> known = Known.GetOrCreateValue(tree.GetText(cancellationToken));
        if (!known.TryGetValue(tree.Options, out TreeOutline? outline))
            known[tree.Options] = outline = Read(tree, cancellationToken);
        return outline;
    }

    private static TreeOutline Read(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot(cancellationToken);
        TokenHash declared = new(),
            entered = new();
        // In a script, the type of a variable can come from its value.
        if (tree.Options.Kind != SourceCodeKind.Regular)
            declared.Add(root, static _ => false);
        else if (ExportsOutline.IsOnly(root)) { }
        else if (GeneratedPlanOutline.Head(root) is { } head)
        {
            foreach (SyntaxNodeOrToken part in head)
                declared.Add(part);
            entered.Add(root, static _ => false);
        }
        else
        {
            foreach (SyntaxNode body in declared.Add(root, HiddenSyntax.IsHidden))
                entered.Add(body, static _ => false);
            // What a body assigns to may be a static field that a definition reads.
            foreach (string name in StaticWrites.NamesIn(tree, cancellationToken))
                declared.Add(name);
        }
        string outline = declared.ToString();
        return new(outline, outline + entered);
    }
}
