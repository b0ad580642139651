using System.Text;
using MergeDsl.Diagnostics;

namespace MergeDsl.App;

/// <summary>Writes a text file as a whole or not at all.</summary>
internal static class OutputText
{
    /// <summary>Writes a file.</summary>
    /// <param name="file">The path.</param>
    /// <param name="text">The text, in UTF-8.</param>
    /// <param name="choice">What to choose where it cannot be written, for messages.</param>
    /// <param name="refusal">Why a file that is there is not written over, or null.</param>
    /// <exception cref="MergeException"><c>MDSL0704</c>.</exception>
    public static void Write(string file, string text, string choice, Func<string?> refusal)
    {
        byte[] bytes = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text);
        try
        {
            if (Directory.Exists(file))
                throw Refuse(file, "it is a directory; name a file");
            if (File.Exists(file) && !IsOrdinary(file))
                File.WriteAllBytes(file, bytes);
            else if (File.Exists(file) && refusal() is { } reason)
                throw Refuse(file, $"{reason}; choose {choice}");
            else
                Replace(file, bytes);
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            throw Refuse(
                file,
                failure is UnauthorizedAccessException
                    ? $"no permission; choose {choice}"
                    : $"{Printable.Line(failure.Message)}; choose {choice}"
            );
        }
    }

    /// <summary>Indicates whether two paths lead to the same file.</summary>
    public static bool IsSame(string one, string other) =>
        string.Equals(Files.RealPath.Of(one), Files.RealPath.Of(other), Files.RealPath.Comparison);

    private static void Replace(string file, byte[] bytes)
    {
        string target = Files.RealPath.Of(file),
            name = Path.GetFileName(target),
            directory = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(directory))
            throw Refuse(file, $"{Printable.Quote(Path.GetDirectoryName(file)!)} is no directory; make it first");
        string temporary = Path.Combine(
            directory,
            "." + name[..Math.Min(name.Length, 40)] + ".mergedsl-" + Guid.NewGuid().ToString("n")[..8]
        );
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Indicates whether a file is one on a disk, not a device or a pipe.</summary>
    private static bool IsOrdinary(string file)
    {
        FileSystemInfo target = new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true) ?? new FileInfo(file);
        return (target.Attributes & FileAttributes.Device) == 0
            && !target.FullName.StartsWith("/dev/", StringComparison.Ordinal)
            && !target.FullName.StartsWith("/proc/", StringComparison.Ordinal);
    }

    private static MergeException Refuse(string file, string reason) =>
        new([DiagnosticKinds.CannotWrite.Says($"cannot write {Printable.Quote(file)}: {reason}") with { Place = new(file, 1, 1) }]);
}
