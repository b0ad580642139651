namespace MergeDsl.Schemas;

/// <summary>The methods that a reader and the rules know: the built-in ones and custom ones.</summary>
internal sealed class MethodSet(IReadOnlyList<MethodSchema> custom)
{
    /// <summary>The built-in methods.</summary>
    public static MethodSet BuiltIn { get; } = new([]);

    /// <summary>The methods of this program.</summary>
    public static MethodSet OfProgram => CustomMethods.All is { Count: > 0 } custom ? new(custom) : BuiltIn;

    /// <summary>All methods, the custom ones last.</summary>
    public IReadOnlyList<MethodSchema> All { get; } = [.. MethodSchemas.All, .. custom];

    /// <summary>The method of a name, or null.</summary>
    public MethodSchema? Find(string name) => All.FirstOrDefault(schema => schema.Name == name);
}
