using MergeDsl.Diagnostics;

namespace MergeDsl.App;

/// <summary>The exit codes, stable for scripts.</summary>
internal static class ExitCode
{
    public const int Done = 0,
        WrongMerge = 1,
        WrongCommandLine = 2,
        CannotReadOrWrite = 3,
        InternalError = 4,
        Cancelled = 130;

    /// <summary>The text of the help about them.</summary>
    public const string Help = """
        exit codes
          0    done
          1    the merge is wrong
          2    the command line is wrong
          3    a checkpoint cannot be used, or a file cannot be read or written
          4    a fault of MergeDsl
          130  cancelled; nothing is left behind
        """;

    /// <summary>0 without errors; 3 where all errors are about checkpoints, reading or writing; 4 for a fault of ours; else 1.</summary>
    public static int Of(IEnumerable<MergeDiagnostic> diagnostics)
    {
        string[] errors =
        [
            .. diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => Range(diagnostic.Id)),
        ];
        if (errors.Length == 0)
            return Done;
        if (errors.Contains("09"))
            return InternalError;
        return errors.All(range => range is "05" or "07") ? CannotReadOrWrite : WrongMerge;
    }

    /// <summary>The first two digits of an id; none of what a compiler says in its own name.</summary>
    private static string Range(string id) => id.StartsWith("MDSL", StringComparison.Ordinal) ? id.Substring(4, 2) : "";
}
