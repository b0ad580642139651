using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MergeDsl.Collections;
using MergeDsl.Generator.Incrementality;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Checking;

/// <summary>Results for merges of earlier compilations, each with all that it depends on; a result holds where none of that has changed. It is kept as long as the file of the merge is, and keeps no compilation.</summary>
internal sealed class Memo<T>
    where T : class
{
    private readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<string, Entry>> entries = new();

    /// <summary>The kept result for a merge, where evaluation would give it again.</summary>
    public T? Find(INamedTypeSymbol merge, MergeSession session, CancellationToken cancellationToken) =>
        entries.TryGetValue(FileOf(merge), out ConcurrentDictionary<string, Entry>? kept)
        && kept.TryGetValue(NameOf(merge), out Entry? entry)
        && entry.HoldsIn(session, cancellationToken)
            ? entry.Value
            : null;

    /// <summary>Keeps what was made of a merge.</summary>
    /// <param name="merge">The merge.</param>
    /// <param name="session">In what it was evaluated.</param>
    /// <param name="entered">The files that its evaluation has looked into.</param>
    /// <param name="value">What was made.</param>
    /// <param name="held">The files that it holds: it holds in no compilation with others in their place, even if these say the same.</param>
    /// <param name="cancellationToken">Ends the reading of the outline.</param>
    public void Keep(
        INamedTypeSymbol merge,
        MergeSession session,
        IReadOnlyCollection<SyntaxTree> entered,
        T value,
        IReadOnlyCollection<SyntaxTree> held,
        CancellationToken cancellationToken
    )
    {
        (int, string)[] files =
        [
            .. session
                .Trees.Select((tree, at) => (tree, at))
                .Where(file => entered.Contains(file.tree))
                .Select(file => (file.at, TreeOutline.Of(file.tree, cancellationToken).Enterable)),
        ];
        entries.GetValue(FileOf(merge), static _ => new(StringComparer.Ordinal))[NameOf(merge)] = new(
            session.Outline(cancellationToken),
            session.Files,
            files,
            held,
            value
        );
    }

    private static SyntaxTree FileOf(INamedTypeSymbol merge) => merge.DeclaringSyntaxReferences[0].SyntaxTree;

    private static string NameOf(INamedTypeSymbol merge) => merge.ToDisplayString();

    private sealed class Entry(
        CompilationOutline outline,
        EquatableArray<(string Path, string Hash)> beside,
        (int At, string Hash)[] entered,
        IReadOnlyCollection<SyntaxTree> held,
        T value
    )
    {
        public T Value => value;

        // Compilations with one outline have their files in one order.
        public bool HoldsIn(MergeSession session, CancellationToken cancellationToken) =>
            held.All(session.Contains)
            && beside == session.Files
            && outline.Equals(session.Outline(cancellationToken))
            && entered.All(file => TreeOutline.Of(session.Trees[file.At], cancellationToken).Enterable == file.Hash);
    }
}
