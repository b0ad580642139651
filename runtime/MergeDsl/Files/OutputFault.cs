using MergeDsl.Diagnostics;

namespace MergeDsl.Files;

/// <summary>The messages about files that cannot be written.</summary>
internal static class OutputFault
{
    public static MergeException Because(MergeDiagnostic diagnostic) => new([diagnostic]);

    /// <summary>The exception about a file that cannot be written: <c>MDSL0703</c> where the disk is full, else <c>MDSL0704</c>.</summary>
    public static MergeException CannotWrite(string path, Exception failure) =>
        Because(
            (
                Errno.IsNoSpace(failure)
                    ? DiagnosticKinds.NoSpace.Says(
                        $"the disk or quota is full while writing {Printable.Quote(path)}; free some space or choose another disk"
                    )
                    : DiagnosticKinds.CannotWrite.Says($"cannot write {Printable.Quote(path)}: {Reason(failure)}")
            ) with
            {
                Place = new(path, 1, 1),
            }
        );

    /// <summary>The diagnostic about what a failed merge could not take away.</summary>
    public static MergeDiagnostic LeftBehind(string path) =>
        DiagnosticKinds.CannotWrite.Says(
            $"{Printable.Quote(path)}, which the merge has begun, could not be removed; the next merge to the same place removes it, or 'mergedsl clean'"
        ) with
        {
            Place = new(path, 1, 1),
        };

    private static string Reason(Exception failure) =>
        failure switch
        {
            UnauthorizedAccessException => "no permission, or a file system that is read-only; choose another output directory",
            PathTooLongException => "the name is too long; choose a shorter one",
            IOException when Errno.Of(failure) == Errno.FileTooLarge =>
                "the file would be larger than the limit of the shell (ulimit -f) or of the file system; raise the limit, or give a smaller --shard-size",
            IOException when Errno.Of(failure) == Errno.TooManyOpenFiles => "too many files are open; raise the limit (ulimit -n)",
            // The system says it of places where nothing can be made, about a name that the user has never seen.
            FileNotFoundException or DirectoryNotFoundException => "nothing can be made there; choose another output directory",
            _ => Printable.Line(failure.Message) + "; choose another output directory",
        };
}
