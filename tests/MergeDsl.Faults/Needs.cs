namespace MergeDsl.Faults;

/// <summary>The needs of a kind of faults.</summary>
internal static class Needs
{
    public static string? Linux => OperatingSystem.IsLinux() ? null : "it needs Linux";

    public static string? Root => Linux ?? (Environment.IsPrivilegedProcess ? null : "it needs root");

    public static string? Program(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Append("/usr/sbin")
            .Append("/sbin")
            .Any(directory => File.Exists(Path.Combine(directory, name)))
            ? null
            : $"it needs {name}";
}
