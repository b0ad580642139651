using Xunit;

namespace MergeDsl.Testing;

/// <summary>The native compiler of this machine.</summary>
public static class NativeCompiler
{
    /// <summary>Why nothing can be compiled ahead of time here; null where it can.</summary>
    public static string? Missing { get; } =
        !OperatingSystem.IsLinux() ? "the images are tested on Linux"
        : !HasLinker() ? "needs gcc and ld"
        : null;

    private static bool HasLinker()
    {
        try
        {
            return ProcessRun.Of("gcc", ["-Wl,--version"]).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that compiles ahead of time.</summary>
public sealed class NativeFactAttribute : FactAttribute
{
    /// <summary>Skipped where there is no native compiler.</summary>
    public NativeFactAttribute() => Skip = NativeCompiler.Missing;
}

/// <summary>A data-driven test that compiles ahead of time.</summary>
public sealed class NativeTheoryAttribute : TheoryAttribute
{
    /// <summary>Skipped where there is no native compiler.</summary>
    public NativeTheoryAttribute() => Skip = NativeCompiler.Missing;
}
