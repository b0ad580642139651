using MergeDsl.Schemas;

namespace MergeDsl.Generator.Methods;

internal sealed partial class MethodReader
{
    private static partial bool IsBuiltIn(string name) => MethodSchemas.Find(name) is not null;
}
