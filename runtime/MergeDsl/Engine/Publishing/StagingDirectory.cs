using MergeDsl.Diagnostics;
using MergeDsl.Files;

namespace MergeDsl.Engine;

/// <summary>The directory where an output grows until it is complete, beside the target or in it, on the same disk, under the lock of the target. Disposed of before it is published, it takes everything with it.</summary>
internal sealed class StagingDirectory
{
    private readonly OutputTarget target;
    private readonly TargetLock held;
    private readonly string? madeParent;
    private readonly string home;
    private readonly string name;
    private readonly bool overwrite;
    private readonly IReadOnlyList<InputPath> inputs;

    private StagingDirectory(OutputTarget target, TargetLock held, string? madeParent, string home, string name, OutputRequest request)
    {
        (this.target, this.held, this.madeParent, this.home, this.name) = (target, held, madeParent, home, name);
        (overwrite, inputs) = (request.Overwrite, request.Inputs);
    }

    /// <summary>The path of the directory in which files are written.</summary>
    public string Path => System.IO.Path.Combine(home, name);

    /// <summary>Complete outputs of other plans that a merge to this target could not publish, and that are left alone.</summary>
    public required IReadOnlyList<string> Kept { get; init; }

    private FileSystem Files => target.Files;

    /// <summary>Locks the target, mends and removes what killed merges left there, checks that the output may take the place and has room, and makes the directory.</summary>
    /// <exception cref="MergeException"><c>MDSL0701</c>, <c>MDSL0703</c>, <c>MDSL0704</c>, <c>MDSL0709</c>, <c>MDSL0710</c>.</exception>
    public static StagingDirectory Create(OutputTarget target, OutputRequest request)
    {
        FileSystem files = target.Files;
        var locks = new List<TargetLock>();
        string? madeParent = null;
        try
        {
            // Refused before a lock is made beside what is somebody else's, unless there is something to mend first.
            if (!Leftovers.AreAt(target))
                target.CheckContent(request.Overwrite, request.Inputs);
            madeParent = MakeParent(files, target.Parent);
            Lock(target, locks);
            foreach (PublicationRecord left in locks.Select(held => held.Left).OfType<PublicationRecord>())
                Publication.Mend(target, left);
            while (locks.Count > 1)
            {
                // One in the target that a killed merge has left would move with it.
                locks[^1].Remove();
                locks.RemoveAt(locks.Count - 1);
            }
            IReadOnlyList<string> kept = Leftovers.RemoveOf(target, request.Plan);
            target.CheckContent(request.Overwrite, request.Inputs);
            FreeSpace.Check(target, request.Space);
            bool isInside = target.KeepsIdentity || RealPath.IsWithin(locks[0].Path, target.FullPath);
            string home = isInside ? target.FullPath : target.Parent;
            string name = HiddenNames.FreshStaging(isInside ? "" : target.Name);
            try
            {
                files.MakeDirectory(System.IO.Path.Combine(home, name));
            }
            catch (UnauthorizedAccessException) when (!isInside && files.IsDirectory(target.FullPath))
            {
                (home, name) = (target.FullPath, HiddenNames.FreshStaging(""));
                files.MakeDirectory(System.IO.Path.Combine(home, name));
            }
            return new(target, locks[0], madeParent, home, name, request) { Kept = kept };
        }
        catch (Exception failure)
        {
            Unlock(locks);
            RemoveEmpty(files, madeParent, target.Parent);
            if (FileFault.IsExpected(failure))
                throw OutputFault.CannotWrite(target.Given, failure);
            throw;
        }
    }

    /// <summary>Makes the complete output appear as the target, and removes the former one and the lock.</summary>
    /// <param name="names">The names of its files, in the order in which they may appear.</param>
    /// <returns>What could not be removed afterwards.</returns>
    /// <exception cref="MergeException"><c>MDSL0711</c>: the target is as it was, and the complete output is kept.</exception>
    public IReadOnlyList<string> Publish(IReadOnlyList<string> names)
    {
        string? oldPath;
        OutputRecord? former;
        try
        {
            Files.FlushDirectory(Path);
            former = target.CheckContent(overwrite, inputs);
            oldPath = new Publication(target, held, home, name).Publish(former, names);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or MergeException)
        {
            Unlock([held]);
            throw NotPublished(failure);
        }
        var left = new List<string>();
        if (oldPath is not null)
            Leave(left, oldPath, () => former!.Remove(Files, oldPath));
        Leave(left, Path, () => Files.RemoveTree(Path));
        Leave(left, held.Path, held.Remove);
        try
        {
            FlushParents();
        }
        catch (IOException failure)
        {
            throw OutputFault.CannotWrite(target.Given, failure);
        }
        return left;
    }

    /// <summary>Removes everything that was written, and the lock.</summary>
    /// <returns>What could not be removed; null where nothing is left.</returns>
    public string? Abandon()
    {
        var left = new List<string>();
        Leave(left, Path, () => Files.RemoveTree(Path));
        Leave(left, held.Path, held.Remove);
        RemoveEmpty(Files, madeParent, target.Parent);
        return left.FirstOrDefault();
    }

    /// <summary>The parents that were made have names that must reach the disk, too.</summary>
    private void FlushParents()
    {
        for (string? path = target.Parent; madeParent is not null && path is not null && RealPath.IsWithin(path, madeParent); )
        {
            path = System.IO.Path.GetDirectoryName(path);
            if (path is not null)
                Files.FlushDirectory(path);
        }
    }

    private MergeException NotPublished(Exception failure)
    {
        string reason = failure is MergeException refused
            ? refused.Diagnostics[0].Message
            : OutputFault.CannotWrite(target.FullPath, failure).Diagnostics[0].Message;
        return OutputTarget.Refuse(
            DiagnosticKinds.NotPublished,
            target.Given,
            $"the merge is complete, but could not take its place: {reason}; it is kept in {Printable.Quote(Path)}: move that directory to where it is wanted"
        );
    }

    /// <summary>Takes the lock beside the target, or in it where nothing can be made beside it; and the other one, too, where a merge has left it.</summary>
    private static void Lock(OutputTarget target, List<TargetLock> locks)
    {
        FileSystem files = target.Files;
        string inside = System.IO.Path.Combine(target.FullPath, HiddenNames.Lock(""));
        bool hasInside = files.TryStatLink(inside) is not null;
        if (target.Name.Length > 0)
        {
            try
            {
                locks.Add(TargetLock.Take(files, System.IO.Path.Combine(target.Parent, HiddenNames.Lock(target.Name)), target.Given));
            }
            catch (UnauthorizedAccessException) when (files.IsDirectory(target.FullPath))
            {
                hasInside = true;
            }
        }
        if (hasInside || target.Name.Length == 0)
            locks.Add(TargetLock.Take(files, inside, target.Given));
    }

    /// <summary>Gives locks up after a failure; a file that cannot be removed holds nothing.</summary>
    private static void Unlock(IEnumerable<TargetLock> locks)
    {
        foreach (TargetLock held in locks)
        {
            try
            {
                held.Remove();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                held.Dispose();
            }
        }
    }

    private static void Leave(List<string> left, string path, Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            left.Add(path);
        }
    }

    /// <summary>Makes a directory and those around it.</summary>
    /// <returns>The outermost one that was not there, or null.</returns>
    private static string? MakeParent(FileSystem files, string path)
    {
        var missing = new Stack<string>();
        for (
            string? ancestor = path;
            ancestor is not null && files.TryStat(ancestor) is null;
            ancestor = System.IO.Path.GetDirectoryName(ancestor)
        )
            missing.Push(ancestor);
        string? outermost = missing.Count > 0 ? missing.Peek() : null;
        try
        {
            foreach (string directory in missing)
                files.MakeDirectory(directory);
        }
        catch
        {
            RemoveEmpty(files, outermost, path);
            throw;
        }
        return outermost;
    }

    /// <summary>Removes directories that were made, from the innermost to the outermost, as far as they are empty.</summary>
    private static void RemoveEmpty(FileSystem files, string? outermost, string innermost)
    {
        try
        {
            for (
                string? path = innermost;
                outermost is not null && path is not null && RealPath.IsWithin(path, outermost);
                path = System.IO.Path.GetDirectoryName(path)
            )
                files.RemoveDirectory(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Somebody else has begun to use it.
        }
    }
}

/// <summary>The facts about an output that the engine needs besides its path.</summary>
/// <param name="Plan">The hash of the plan.</param>
/// <param name="Overwrite">Whether an output that is there may be replaced.</param>
/// <param name="Inputs">What the user gave besides the sources and must not be replaced.</param>
/// <param name="Space">The bytes to write.</param>
internal sealed record OutputRequest(string Plan, bool Overwrite, IReadOnlyList<InputPath> Inputs, long Space);
