using System.Runtime.CompilerServices;
using MergeDsl.Collections;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Incrementality;

/// <summary>The parts of a compilation that another can share, by value: it can be kept for long, and keeps no compilation.</summary>
internal sealed class CompilationOutline : IEquatable<CompilationOutline>
{
    private static readonly ConditionalWeakTable<object, object> Identities = new();

    private readonly EquatableArray<(string Path, string Hash, ParseOptions Options)> trees;
    private readonly EquatableArray<(object Identity, MetadataReferenceProperties Properties)> references;
    private readonly CompilationOptions options;
    private readonly string? assembly;

    private CompilationOutline(Compilation compilation, EquatableArray<(string, string, ParseOptions)> trees)
    {
        this.trees = trees;
        references = compilation.References.Select(reference => (Identity(reference), reference.Properties)).ToEquatableArray();
        options = compilation.Options;
        assembly = compilation.AssemblyName;
    }

    /// <param name="compilation">The compilation.</param>
    /// <param name="hash">What of a file counts.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static CompilationOutline Of(Compilation compilation, Func<TreeOutline, string> hash, CancellationToken cancellationToken) =>
        new(
            compilation,
            compilation
                .SyntaxTrees.Select(tree => (tree.FilePath, hash(TreeOutline.Of(tree, cancellationToken)), tree.Options))
                .ToEquatableArray()
        );

    public bool Equals(CompilationOutline? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && trees == other.trees
            && references == other.references
            && options.Equals(other.options)
            && assembly == other.assembly
        );

    public override bool Equals(object? obj) => Equals(obj as CompilationOutline);

    public override int GetHashCode() => trees.GetHashCode();

    /// <summary>Stands for a reference without holding it, which may be the whole compilation of another project.</summary>
    private static object Identity(MetadataReference reference) =>
        Identities.GetOrCreateValue(reference is CompilationReference project ? project.Compilation : reference);
}
