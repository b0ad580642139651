using System.Globalization;

namespace MergeDsl.Tool;

/// <summary>The command <c>dotnet</c> of this machine.</summary>
/// <param name="Path">Its path.</param>
internal sealed record DotnetCommand(string Path)
{
    /// <summary>Finds the command: on the PATH, then in <c>DOTNET_ROOT</c>; null where there is none.</summary>
    public static DotnetCommand? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator)
            .Append(Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "")
            .Where(System.IO.Path.IsPathRooted)
            .Select(directory => System.IO.Path.Combine(directory, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"))
            .Where(IsExecutable)
            .Select(path => new DotnetCommand(path))
            .FirstOrDefault();

    /// <summary>Indicates whether a part of .NET is installed with the command. Where the command is none of an installation but leads to one, this is not known, and true.</summary>
    /// <param name="part">The directory of the part, which has one for each version.</param>
    /// <param name="oldest">The oldest major version that will do.</param>
    public bool Has(string part, int oldest)
    {
        try
        {
            string command = new FileInfo(Path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path,
                root = System.IO.Path.GetDirectoryName(command)!;
            if (!Directory.Exists(System.IO.Path.Combine(root, "host", "fxr")))
                return true;
            string directory = System.IO.Path.Combine(root, part);
            return Directory.Exists(directory) && Directory.EnumerateDirectories(directory).Any(version => Major(version) >= oldest);
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            return true;
        }
    }

    private static int Major(string directory) =>
        int.TryParse(System.IO.Path.GetFileName(directory).Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            ? major
            : 0;

    private static bool IsExecutable(string path) =>
        File.Exists(path)
        && (
            OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0
        );
}
