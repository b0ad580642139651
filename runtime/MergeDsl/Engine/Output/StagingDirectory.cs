using System.Globalization;
using System.Security.Cryptography;

namespace MergeDsl.Engine;

/// <summary>The directory where an output grows until it is complete: beside the target, on the same disk. Disposed of before it is published, it takes everything with it.</summary>
internal sealed class StagingDirectory : IDisposable
{
    private const string Mark = ".mergedsl-";
    private const string LockName = ".mergedsl-lock";
    private readonly OutputTarget target;
    private readonly FileStream held;
    private readonly string? madeParent;
    private readonly bool isInside;
    private bool published;

    private StagingDirectory(OutputTarget target, string path, bool isInside, string? madeParent, FileStream held)
    {
        (this.target, Path, this.isInside, this.madeParent, this.held) = (target, path, isInside, madeParent, held);
    }

    /// <summary>Where to write the files.</summary>
    public string Path { get; }

    /// <summary>Makes the directory, and removes those that merges to the same target left when they were killed.</summary>
    /// <exception cref="MergeException"><c>MDSL0703</c>, <c>MDSL0704</c>.</exception>
    public static StagingDirectory Create(OutputTarget target)
    {
        string? madeParent = null;
        try
        {
            madeParent = MakeParent(target.Parent);
            // A directory that cannot be renamed away, or that others stand in, keeps its identity: the output then grows inside it.
            if (target.Exists && (IsMountPoint(target.FullPath) || IsWorkingDirectory(target.FullPath)))
                return Make(target, isInside: true, null);
            try
            {
                return Make(target, isInside: false, madeParent);
            }
            catch (Exception failure) when (target.Exists && failure is IOException or UnauthorizedAccessException)
            {
                return Make(target, isInside: true, null);
            }
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            RemoveEmpty(madeParent, target.Parent);
            throw OutputFault.CannotWrite(target.FullPath, failure);
        }
    }

    /// <summary>Whether a path is a staging directory that no running merge holds.</summary>
    public static bool IsAbandoned(string path)
    {
        string lockFile = System.IO.Path.Combine(path, LockName);
        if (!System.IO.Path.GetFileName(path).Contains(Mark, StringComparison.Ordinal) || !File.Exists(lockFile))
            return false;
        try
        {
            using var probe = new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Makes the complete output appear as the target.</summary>
    /// <param name="names">The names of its files, in the order in which they may appear.</param>
    /// <returns>A directory with the former output that could not be deleted, or null.</returns>
    /// <exception cref="MergeException"><c>MDSL0701</c>, <c>MDSL0704</c>; the target is then as it was.</exception>
    public string? Publish(IReadOnlyList<string> names)
    {
        try
        {
            held.Dispose();
            File.Delete(System.IO.Path.Combine(Path, LockName));
            DiskFlush.Directory(Path);
            string old = isInside
                ? Publication.Inside(target, Path, Fresh("", "old-"), names)
                : Publication.Beside(target, Path, Fresh(target.Name, "old-"));
            published = true;
            return Publication.Remove(old) ? null : old;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw OutputFault.CannotWrite(target.FullPath, failure);
        }
    }

    public void Dispose()
    {
        held.Dispose();
        if (published)
            return;
        Publication.Remove(Path);
        RemoveEmpty(madeParent, target.Parent);
    }

    private static StagingDirectory Make(OutputTarget target, bool isInside, string? madeParent)
    {
        string parent = isInside ? target.FullPath : target.Parent,
            name = isInside ? "" : target.Name;
        foreach (string left in Directory.EnumerateDirectories(parent, Prefix(name) + "*").Where(IsAbandoned).ToList())
            Publication.Remove(left);
        string path = System.IO.Path.Combine(parent, Fresh(name, ""));
        Directory.CreateDirectory(path);
        try
        {
            var held = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            return new(target, path, isInside, madeParent, held);
        }
        catch
        {
            Publication.Remove(path);
            throw;
        }
    }

    /// <summary>A name that is free; the name of the target is cut so that file systems accept the whole.</summary>
    private static string Fresh(string name, string kind) => Prefix(name) + kind + RandomNumberGenerator.GetHexString(8, lowercase: true);

    private static string Prefix(string name) =>
        (name.Length == 0 ? "" : "." + (name.Length > 40 ? new StringInfo(name).SubstringByTextElements(0, 10) : name)) + Mark;

    /// <summary>Makes a directory and those around it.</summary>
    /// <returns>The outermost one that was not there, or null.</returns>
    private static string? MakeParent(string path)
    {
        string? made = null;
        for (string? missing = path; missing is not null && !Directory.Exists(missing); missing = System.IO.Path.GetDirectoryName(missing))
            made = missing;
        if (made is not null)
            Directory.CreateDirectory(path);
        return made;
    }

    /// <summary>Removes directories that were made, from the innermost to the outermost, as far as they are empty.</summary>
    private static void RemoveEmpty(string? outermost, string innermost)
    {
        try
        {
            for (
                string? path = innermost;
                outermost is not null && path is not null && RealPath.IsWithin(path, outermost);
                path = System.IO.Path.GetDirectoryName(path)
            )
                Directory.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Somebody else has begun to use it.
        }
    }

    private static bool IsWorkingDirectory(string path) =>
        string.Equals(RealPath.Of(Environment.CurrentDirectory), path, RealPath.Comparison);

    private static bool IsMountPoint(string path)
    {
        try
        {
            return DriveInfo
                .GetDrives()
                .Any(drive =>
                    string.Equals(System.IO.Path.TrimEndingDirectorySeparator(drive.RootDirectory.FullName), path, RealPath.Comparison)
                );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
