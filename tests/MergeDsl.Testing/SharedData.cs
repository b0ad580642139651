using Xunit;

namespace MergeDsl.Testing;

/// <summary>Reference data that lies beside the checkout, in a directory named <c>shared</c>; tests that need it are skipped where it is absent.</summary>
public static class SharedData
{
    /// <summary>The directory, or null.</summary>
    public static string? Root { get; } = Find();

    /// <summary>A path below the directory.</summary>
    public static string Path(params string[] parts) =>
        System.IO.Path.Combine([Root ?? throw new InvalidOperationException("the reference data is not there"), .. parts]);

    private static string? Find()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            string candidate = System.IO.Path.Combine(directory.FullName, "shared");
            if (File.Exists(System.IO.Path.Combine(candidate, "design.md")))
                return candidate;
        }
        return null;
    }
}

/// <summary>A test that needs the reference data.</summary>
public sealed class SharedFactAttribute : FactAttribute
{
    /// <summary>Skipped where the data is absent.</summary>
    public SharedFactAttribute() => Skip = SharedData.Root is null ? "needs the reference data beside the checkout" : null;
}

/// <summary>A data-driven test that needs the reference data.</summary>
public sealed class SharedTheoryAttribute : TheoryAttribute
{
    /// <summary>Skipped where the data is absent.</summary>
    public SharedTheoryAttribute() => Skip = SharedData.Root is null ? "needs the reference data beside the checkout" : null;
}
