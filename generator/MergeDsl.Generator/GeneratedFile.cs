namespace MergeDsl.Generator;

/// <summary>A generated file.</summary>
/// <param name="HintName">Its name among the generated files.</param>
/// <param name="Text">Its text.</param>
internal sealed record GeneratedFile(string HintName, string Text)
{
    /// <summary>The line of C# that tells other projects of it; null where there is none.</summary>
    public string? Export { get; init; }

    /// <summary>Indicates whether a file is generated, by its name.</summary>
    public static bool IsName(string path) => path.EndsWith(".g.cs", StringComparison.Ordinal);
}
