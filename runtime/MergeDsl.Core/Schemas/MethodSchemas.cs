namespace MergeDsl.Schemas;

/// <summary>The built-in methods: generated code lists the records with <see cref="MergeMethodAttribute"/>.</summary>
public static partial class MethodSchemas
{
    /// <summary>All built-in methods, sorted by name.</summary>
    public static partial IReadOnlyList<MethodSchema> All { get; }

    /// <summary>The method of mergekit's name, or null.</summary>
    public static MethodSchema? Find(string name) => All.FirstOrDefault(schema => schema.Name == name);
}
