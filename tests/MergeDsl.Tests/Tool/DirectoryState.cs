using System.Security.Cryptography;

namespace MergeDsl.Tests.Tool;

/// <summary>Everything in a directory as text, to see that nothing was made, changed or left behind.</summary>
internal static class DirectoryState
{
    public static string Of(string directory)
    {
        var entries = new List<string>();
        foreach (
            FileSystemInfo entry in new DirectoryInfo(directory).EnumerateFileSystemInfos(
                "*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }
            )
        )
        {
            string state =
                entry.LinkTarget is { } target ? "-> " + target
                : entry is FileInfo ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(entry.FullName)))
                : "/";
            entries.Add($"{Path.GetRelativePath(directory, entry.FullName)} {state}");
        }
        return string.Join("\n", entries.Order(StringComparer.Ordinal));
    }
}
