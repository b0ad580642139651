using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Methods;

/// <summary>A merge method of the program's own that can be completed, as plain data.</summary>
/// <param name="Name">The record.</param>
/// <param name="Space">Its namespace; empty for the global one.</param>
/// <param name="Schema">Its schema.</param>
internal sealed record MethodTarget(string Name, string Space, MethodSchema Schema)
{
    public string HintName => (Space.Length > 0 ? Space + "." : "") + Name + ".Method.g.cs";

    public static MethodTarget? Of(INamedTypeSymbol type) =>
        MethodReader.CanComplete(type) ? new(type.Name, type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : "", MethodReader.Read(type).Schema) : null;
}
