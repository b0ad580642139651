using MergeDsl.Files;

namespace MergeDsl.Engine;

/// <summary>The last step of a merge: renames, after everything is on the disk. Whatever fails, the target is as it was.</summary>
/// <param name="target">The output directory.</param>
/// <param name="held">Its lock.</param>
/// <param name="home">The directory in which the staging directory lies: the target itself, or the one around it.</param>
/// <param name="staging">The name of the staging directory.</param>
internal sealed class Publication(OutputTarget target, TargetLock held, string home, string staging)
{
    private readonly FileSystem files = target.Files;
    private readonly bool isInside = home == target.FullPath;
    private readonly string old = HiddenNames.FreshOld(home == target.FullPath ? "" : target.Name);

    private string StagingPath => Path.Combine(home, staging);

    private string OldPath => Path.Combine(home, old);

    /// <summary>Makes the complete output appear as the target.</summary>
    /// <param name="former">The record of the output that it replaces; null where the target is empty or not there.</param>
    /// <param name="names">The names of its files, in the order in which they may appear; the last is that without which nothing loads.</param>
    /// <returns>The directory with the former output, which is to be removed; null where there is none.</returns>
    /// <exception cref="IOException">It cannot be published; the target is then as it was.</exception>
    public string? Publish(OutputRecord? former, IReadOnlyList<string> names)
    {
        if (!isInside)
        {
            try
            {
                if (files.TryStat(target.FullPath) is { } facts)
                    files.TrySetAccess(StagingPath, facts);
                return former is null ? AsNew() : InPlaceOf();
            }
            catch (Exception failure) when (IsForbidden(failure) && files.IsDirectory(target.FullPath))
            {
                // Where a directory cannot change its name (a mount, a layer of a container), its files can.
            }
        }
        return OneByOne(former, names);
    }

    /// <summary>Undoes what a publication has done before it was killed, or finishes it where the output is complete.</summary>
    /// <param name="target">The output directory.</param>
    /// <param name="record">What the publication was about to do.</param>
    /// <exception cref="IOException">A name cannot be changed back.</exception>
    public static void Mend(OutputTarget target, PublicationRecord record)
    {
        string owner = record.IsInside ? "" : target.Name;
        if (!HiddenNames.IsDirectoryOf(record.Staging, owner) || !HiddenNames.IsDirectoryOf(record.Old, owner))
            return;
        FileSystem files = target.Files;
        string home = record.IsInside ? target.FullPath : target.Parent;
        string staging = Path.Combine(home, record.Staging),
            old = Path.Combine(home, record.Old);
        if (record.Files.Count == 0)
            MendWhole(files, target.FullPath, staging, old, record.Identity);
        else
            MendOneByOne(files, target.FullPath, staging, old, record);
    }

    private static void MendWhole(FileSystem files, string target, string staging, string old, FileIdentity? identity)
    {
        if (files.TryStat(target) is { } present)
        {
            // An exchange has put the former output where the new one grew.
            if (identity is not null && present.Identity == identity && files.TryStatLink(staging) is not null)
                files.Rename(staging, old);
        }
        else if (files.TryStat(old) is not null)
            files.Rename(old, target);
    }

    private static void MendOneByOne(FileSystem files, string target, string staging, string old, PublicationRecord record)
    {
        bool IsIn(string directory, string name) => files.TryStatLink(Path.Combine(directory, name)) is not null;
        // Nothing is left to move, or the last file has moved, and with it the output is complete.
        if (!files.IsDirectory(staging) || (!IsIn(staging, record.Files[^1]) && IsIn(target, record.Files[^1])))
            return;
        // Back in the opposite order, so that neither place loads before it is whole.
        foreach (string name in record.Files.Reverse())
        {
            // A name that only the former output has at this moment is still its file.
            bool isNew = !IsIn(staging, name) && (IsIn(old, name) || !record.OldFiles.Contains(name));
            if (isNew && IsIn(target, name))
                files.Rename(Path.Combine(target, name), Path.Combine(staging, name));
        }
        foreach (string name in record.OldFiles.Reverse())
        {
            if (IsIn(old, name))
                files.Rename(Path.Combine(old, name), Path.Combine(target, name));
        }
        files.FlushDirectory(target);
        if (files.IsDirectory(old))
            files.RemoveDirectory(old);
    }

    /// <summary>Renames the output to a name that is free, or that of an empty directory, which a rename replaces.</summary>
    private string? AsNew()
    {
        FileFacts? empty = files.TryStat(target.FullPath);
        files.Rename(StagingPath, target.FullPath);
        Settle(() =>
        {
            files.Rename(target.FullPath, StagingPath);
            if (empty is not { } facts)
                return;
            files.MakeDirectory(target.FullPath);
            files.TrySetAccess(target.FullPath, facts);
        });
        return null;
    }

    /// <summary>Exchanges the former output for the new one: in one step where the system has it, else in two.</summary>
    private string InPlaceOf()
    {
        held.Record(new(isInside, staging, old, files.TryStat(StagingPath)?.Identity, [], []));
        if (files.TryExchange(StagingPath, target.FullPath))
        {
            Settle(() => files.TryExchange(StagingPath, target.FullPath));
            return StagingPath;
        }
        files.Rename(target.FullPath, OldPath);
        try
        {
            files.Rename(StagingPath, target.FullPath);
        }
        catch
        {
            files.Rename(OldPath, target.FullPath);
            throw;
        }
        Settle(() =>
        {
            files.Rename(target.FullPath, StagingPath);
            files.Rename(OldPath, target.FullPath);
        });
        return OldPath;
    }

    /// <summary>Waits until the new names are on the disk; where that fails, the former state is the one to go back to.</summary>
    private void Settle(Action undo)
    {
        try
        {
            files.FlushDirectory(target.Parent);
        }
        catch
        {
            undo();
            throw;
        }
    }

    /// <summary>Moves the former files out, that without which nothing loads first and the weights last, and the new files in, the other way round: at no moment does a place load that is not whole.</summary>
    private string? OneByOne(OutputRecord? former, IReadOnlyList<string> names)
    {
        string last = names[^1];
        IReadOnlyList<string> entries = target.Entries();
        if (former is null && entries.Count > 0)
            throw new IOException("somebody else has put files there meanwhile", Errno.NotEmpty);
        string[] oldNames =
        [
            .. entries.OrderBy(name =>
                name == last ? 0
                : name.EndsWith(".safetensors", StringComparison.Ordinal) ? 2
                : 1
            ),
        ];
        var record = new PublicationRecord(isInside, staging, old, null, [.. names], [.. oldNames]);
        held.Record(record);
        try
        {
            if (former is not null)
            {
                files.MakeDirectory(OldPath);
                for (int i = 0; i < oldNames.Length; i++)
                {
                    Move(oldNames[i], target.FullPath, OldPath);
                    if (i == 0)
                        FlushBoth(OldPath);
                }
                FlushBoth(OldPath);
            }
            foreach (string name in names)
            {
                if (name == last)
                    FlushBoth(StagingPath);
                Move(name, StagingPath, target.FullPath);
            }
            FlushBoth(StagingPath);
        }
        catch
        {
            Mend(target, record);
            throw;
        }
        return former is null ? null : OldPath;
    }

    private void Move(string name, string from, string to) => files.Rename(Path.Combine(from, name), Path.Combine(to, name));

    private void FlushBoth(string other)
    {
        files.FlushDirectory(target.FullPath);
        files.FlushDirectory(other);
    }

    private static bool IsForbidden(Exception failure) =>
        failure is UnauthorizedAccessException
        || (failure is IOException && Errno.Of(failure) is Errno.CrossDevice or Errno.Busy or Errno.InvalidArgument or Errno.NotEmpty);
}
