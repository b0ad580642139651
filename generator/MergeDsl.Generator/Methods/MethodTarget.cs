using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Methods;

/// <summary>A merge method of the program's own that can be completed.</summary>
/// <param name="Name">The record.</param>
/// <param name="Space">Its namespace; empty for the global one.</param>
/// <param name="Schema">Its schema.</param>
internal sealed record MethodTarget(string Name, string Space, MethodSchema Schema) : ClassTarget(Name, Space)
{
    public static MethodTarget? Of(INamedTypeSymbol type) =>
        MethodReader.CanComplete(type) ? new(type.Name, SpaceOf(type), MethodReader.Read(type).Schema) : null;
}
