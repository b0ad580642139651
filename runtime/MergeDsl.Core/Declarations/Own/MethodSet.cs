namespace MergeDsl;

/// <summary>The methods that a reader and the rules know: the built-in ones, and those of a program's own.</summary>
internal sealed class MethodSet(IReadOnlyList<MethodSchema> own)
{
    /// <summary>The built-in methods.</summary>
    public static MethodSet BuiltIn { get; } = new([]);

    /// <summary>The methods of this program.</summary>
    public static MethodSet OfProgram => OwnMethods.All is { Count: > 0 } own ? new(own) : BuiltIn;

    /// <summary>All methods, those of the program's own last.</summary>
    public IReadOnlyList<MethodSchema> All { get; } = [.. MethodSchemas.All, .. own];

    /// <summary>The method of a name, or null.</summary>
    public MethodSchema? Find(string name) => All.FirstOrDefault(schema => schema.Name == name);
}
