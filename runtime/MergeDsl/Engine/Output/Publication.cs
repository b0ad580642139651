namespace MergeDsl.Engine;

/// <summary>The last step of a merge: renames, after everything is on the disk. Whatever fails, the target is as it was.</summary>
internal static class Publication
{
    /// <summary>Renames the staging directory to the target; a former output is renamed aside first.</summary>
    /// <returns>Where the former output is now; nothing is there if there was none.</returns>
    public static string Beside(OutputTarget target, string staging, string oldName)
    {
        string old = Path.Combine(target.Parent, oldName);
        bool hadOld = Directory.Exists(target.FullPath);
        if (
            hadOld
            && target.IsEmpty
            && Directory.EnumerateFileSystemEntries(target.FullPath).Any(entry => !StagingDirectory.IsAbandoned(entry))
        )
            throw FilledMeanwhile(target);
        if (hadOld)
            Directory.Move(target.FullPath, old);
        try
        {
            Directory.Move(staging, target.FullPath);
        }
        catch
        {
            if (hadOld && !Directory.Exists(target.FullPath))
                Directory.Move(old, target.FullPath);
            throw;
        }
        DiskFlush.Directory(target.Parent);
        return old;
    }

    /// <summary>Moves the files out of a staging directory that lies inside the target, in order; what was there is moved into a directory of its own first.</summary>
    /// <returns>Where the former output is now.</returns>
    public static string Inside(OutputTarget target, string staging, string oldName, IReadOnlyList<string> names)
    {
        string old = Path.Combine(target.FullPath, oldName);
        List<string> former =
        [
            .. Directory
                .EnumerateFileSystemEntries(target.FullPath)
                .Where(entry => entry != staging)
                .Select(entry => Path.GetFileName(entry)),
        ];
        if (target.IsEmpty && former.Exists(name => !StagingDirectory.IsAbandoned(Path.Combine(target.FullPath, name))))
            throw FilledMeanwhile(target);
        var moves = new Stack<(string From, string To)>();
        try
        {
            if (former.Count > 0)
                Directory.CreateDirectory(old);
            foreach (string name in former)
                Move(moves, Path.Combine(target.FullPath, name), Path.Combine(old, name));
            foreach (string name in names)
                Move(moves, Path.Combine(staging, name), Path.Combine(target.FullPath, name));
        }
        catch
        {
            while (moves.TryPop(out (string From, string To) move))
                Directory.Move(move.To, move.From);
            Remove(old);
            throw;
        }
        DiskFlush.Directory(target.FullPath);
        Remove(staging);
        return old;
    }

    /// <summary>Removes a directory with everything in it; links are removed, not followed.</summary>
    /// <returns>Whether nothing is left.</returns>
    public static bool Remove(string path)
    {
        try
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Move(Stack<(string From, string To)> moves, string from, string to)
    {
        Directory.Move(from, to);
        moves.Push((from, to));
    }

    private static MergeException FilledMeanwhile(OutputTarget target) =>
        OutputFault.Because(
            DiagnosticCatalogue.OutputNotEmpty.Says(
                $"the output directory {Printable.Quote(target.FullPath)} was filled by somebody else while the merge ran; choose another"
            ) with
            {
                Place = new(target.FullPath, 1, 1),
            }
        );
}
