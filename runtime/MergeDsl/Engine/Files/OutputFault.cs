namespace MergeDsl.Engine;

/// <summary>What is said when something cannot be written.</summary>
internal static class OutputFault
{
    /// <summary>The error numbers of Linux and Windows for a full disk and an exhausted quota.</summary>
    private static readonly int[] NoSpace = [28, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    public static MergeException Because(MergeDiagnostic diagnostic) => new([diagnostic]);

    /// <summary>The exception about a file that cannot be written: <c>MDSL0703</c> where the disk is full, else <c>MDSL0704</c>.</summary>
    public static MergeException CannotWrite(string path, Exception failure) =>
        Because(
            (
                NoSpace.Contains(failure.HResult)
                    ? DiagnosticCatalogue.NoSpace.Says(
                        $"the disk or quota is full while writing {Printable.Quote(path)}; free some space or choose another disk"
                    )
                    : DiagnosticCatalogue.CannotWrite.Says($"cannot write {Printable.Quote(path)}: {Reason(failure)}")
            ) with
            {
                Place = new(path, 1, 1),
            }
        );

    private static string Reason(Exception failure) =>
        failure switch
        {
            UnauthorizedAccessException => "no permission, or a file system that is read-only; choose another output directory",
            PathTooLongException => "the name is too long; choose a shorter one",
            // The system says it of places where nothing can be made, about a name that the user has never seen.
            FileNotFoundException or DirectoryNotFoundException => "nothing can be made there; choose another output directory",
            _ => Printable.Line(failure.Message) + "; choose another output directory",
        };
}
