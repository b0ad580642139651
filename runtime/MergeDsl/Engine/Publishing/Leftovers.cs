using MergeDsl.Files;

namespace MergeDsl.Engine;

/// <summary>The entries that killed merges, or merges that could not publish, have left at their targets.</summary>
internal static class Leftovers
{
    /// <summary>Indicates whether there is anything of a merge at a target, running or not.</summary>
    public static bool AreAt(OutputTarget target) =>
        Homes(target)
            .Any(home =>
                target
                    .Files.List(home.Path)
                    .Any(name => name == HiddenNames.Lock(home.Owner) || HiddenNames.IsDirectoryOf(name, home.Owner))
            );

    /// <summary>Removes what is at a target, of which the lock is held.</summary>
    /// <param name="target">The target.</param>
    /// <param name="plan">The plan that is about to run; null to keep complete outputs of all plans.</param>
    /// <returns>Complete outputs of other plans, and what holds files that no merge wrote: both are left alone.</returns>
    /// <exception cref="IOException">Something cannot be removed.</exception>
    public static IReadOnlyList<string> RemoveOf(OutputTarget target, string? plan)
    {
        var kept = new List<string>();
        foreach ((string home, string owner) in Homes(target))
        {
            foreach (string name in target.Files.List(home).Where(name => HiddenNames.IsDirectoryOf(name, owner)))
            {
                string path = Path.Combine(home, name);
                if (!TryRemove(target.Files, path, name, plan))
                    kept.Add(path);
            }
        }
        return kept;
    }

    /// <summary>Finds what merges have left in and beside a directory.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="directory">The directory: a target, or one in which targets lie.</param>
    /// <param name="removeComplete">Whether complete outputs are removed, too.</param>
    /// <param name="remove">Whether anything is removed.</param>
    /// <exception cref="IOException">Something cannot be read.</exception>
    public static IReadOnlyList<Leftover> Clean(FileSystem files, string directory, bool remove, bool removeComplete)
    {
        string real = RealPath.Of(files, directory);
        var found = new List<Leftover>();
        // Below a directory lie the leftovers of all targets in it; beside it only its own are asked for.
        if (files.IsDirectory(real))
            found.AddRange(CleanIn(files, real, _ => true, remove, removeComplete));
        string own = HiddenNames.Prefix(Path.GetFileName(real));
        if (Path.GetDirectoryName(real) is { } parent && Path.GetFileName(real).Length > 0 && files.IsDirectory(parent))
            found.AddRange(CleanIn(files, parent, name => HiddenNames.PrefixOf(name) == own, remove, removeComplete));
        return found;
    }

    private static List<Leftover> CleanIn(FileSystem files, string home, Func<string, bool> isWanted, bool remove, bool removeComplete)
    {
        var found = new List<Leftover>();
        IEnumerable<IGrouping<string, string>> targets = files
            .List(home)
            .Where(name => HiddenNames.IsAny(name) && isWanted(name))
            .GroupBy(HiddenNames.PrefixOf, StringComparer.Ordinal);
        foreach (IGrouping<string, string> names in targets)
        {
            TargetLock held;
            try
            {
                held = TargetLock.Take(files, Path.Combine(home, names.Key + HiddenNames.LockEnd), Path.Combine(home, names.Key));
            }
            catch (MergeException)
            {
                found.AddRange(names.Select(name => new Leftover(Path.Combine(home, name), LeftoverState.InUse, false)));
                continue;
            }
            if (remove && held.Left is { } record && HiddenNames.TargetOf(names.Key) is { } target)
                Publication.Mend(new(files, target, Path.TrimEndingDirectorySeparator(Path.Combine(home, target))), record);
            foreach (
                string name in files
                    .List(home)
                    .Where(name => HiddenNames.IsAny(name) && !HiddenNames.IsLock(name) && HiddenNames.PrefixOf(name) == names.Key)
            )
            {
                string path = Path.Combine(home, name);
                LeftoverState state =
                    HiddenNames.IsOld(name) ? LeftoverState.Replaced
                    : OutputRecord.TryRead(files, path)?.IsComplete(files, path) == true ? LeftoverState.Complete
                    : LeftoverState.Unfinished;
                bool isRemoved =
                    remove
                    && (state != LeftoverState.Complete || removeComplete)
                    && TryRemove(files, path, name, plan: null, removeComplete);
                found.Add(new(path, state, isRemoved));
            }
            held.Remove();
        }
        return found;
    }

    /// <summary>Removes a directory that a merge has left, unless it is worth keeping.</summary>
    private static bool TryRemove(FileSystem files, string path, string name, string? plan, bool removeComplete = false)
    {
        OutputRecord? output = OutputRecord.TryRead(files, path);
        if (HiddenNames.IsOld(name))
        {
            // A former output: nothing but its files goes, as if it were replaced now.
            try
            {
                if (output is not null)
                    output.Remove(files, path);
                else
                    files.RemoveDirectory(path);
                return true;
            }
            catch (IOException failure) when (Errno.Of(failure) == Errno.NotEmpty)
            {
                return false;
            }
        }
        if (output is not null && output.Plan != plan && !removeComplete && output.IsComplete(files, path))
            return false;
        files.RemoveTree(path);
        return true;
    }

    private static IEnumerable<(string Path, string Owner)> Homes(OutputTarget target)
    {
        if (target.Name.Length > 0 && target.Files.IsDirectory(target.Parent))
            yield return (target.Parent, target.Name);
        if (target.Files.IsDirectory(target.FullPath))
            yield return (target.FullPath, "");
    }
}

/// <summary>Something that a merge has left.</summary>
/// <param name="Path">Its path.</param>
/// <param name="State">What it is.</param>
/// <param name="IsRemoved">Whether it is removed now.</param>
internal sealed record Leftover(string Path, LeftoverState State, bool IsRemoved);

internal enum LeftoverState
{
    /// <summary>A merge that runs now needs it.</summary>
    InUse,

    /// <summary>An output that was not complete when its merge was killed.</summary>
    Unfinished,

    /// <summary>A complete output that could not be published.</summary>
    Complete,

    /// <summary>An output that another has replaced.</summary>
    Replaced,
}
