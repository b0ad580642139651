using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Incrementality;

/// <summary>A compilation, equal to another when no definition can mean something else in it: they differ in blanks and comments at most.</summary>
internal sealed class CompilationSurface : IEquatable<CompilationSurface>
{
    private readonly CompilationOutline outline;

    private CompilationSurface(Compilation compilation, CompilationOutline outline)
    {
        Compilation = compilation;
        this.outline = outline;
    }

    public Compilation Compilation { get; }

    public static CompilationSurface Of(Compilation compilation, CancellationToken cancellationToken) =>
        new(compilation, CompilationOutline.Of(compilation, static tree => tree.Enterable, cancellationToken));

    public bool Equals(CompilationSurface? other) => other is not null && outline.Equals(other.outline);

    public override bool Equals(object? obj) => Equals(obj as CompilationSurface);

    public override int GetHashCode() => outline.GetHashCode();
}
