using System.Runtime.InteropServices;
using MergeDsl.Diagnostics;

namespace MergeDsl.Files;

/// <summary>Fits a merge into the number of files that the process may have open.</summary>
/// <param name="Threads">The number of threads; 0 to leave it to the engine.</param>
/// <param name="PerThread">The source files that each may keep open.</param>
internal readonly partial record struct OpenFiles(int Threads, int PerThread)
{
    /// <summary>The number of files that a thread keeps open where nothing limits it.</summary>
    private const int Enough = 16;

    /// <summary>The number of files that the runtime and the other parts of a program may open meanwhile.</summary>
    private const int Reserve = 24;

    private const int MostThreads = 8;
    private const int OpenFileLimit = 7;

    /// <summary>Shares out what is left.</summary>
    /// <param name="threads">The number of threads requested; 0 to leave it to the engine.</param>
    /// <param name="outputs">The files that are written side by side.</param>
    /// <param name="sources">The most sources that one tensor has.</param>
    /// <exception cref="MergeException"><c>MDSL0704</c>: there is not enough for one thread.</exception>
    public static OpenFiles Share(int threads, int outputs, int sources) => Share(threads, outputs, sources, Free());

    /// <summary>Shares out what is left.</summary>
    /// <param name="threads">The number of threads requested; 0 to leave it to the engine.</param>
    /// <param name="outputs">The files that are written side by side.</param>
    /// <param name="sources">The most sources that one tensor has.</param>
    /// <param name="free">The files that the process may still open; null where there is no limit that is known.</param>
    public static OpenFiles Share(int threads, int outputs, int sources, long? free)
    {
        long wanted = threads > 0 ? threads : MostThreads;
        if (free is not { } limit || limit - Reserve - outputs >= wanted * Math.Max(Enough, sources))
            return new(threads, Math.Max(Enough, sources));
        long left = limit - Reserve - outputs;
        if (left < sources)
            throw OutputFault.Because(
                DiagnosticKinds.CannotWrite.Says(
                    FormattableString.Invariant(
                        $"the merge has {outputs} output files and up to {sources} sources of a tensor open at once, and this process may open {Math.Max(limit, 0)} more files; raise the limit with 'ulimit -n 4096', or give a larger --shard-size"
                    )
                )
            );
        long fitting = Math.Min(wanted, left / Math.Max(sources, 1));
        return new((int)fitting, (int)(left / fitting));
    }

    /// <summary>The files that the process may still open; null where the system does not say.</summary>
    private static long? Free()
    {
        if (!OperatingSystem.IsLinux() || getrlimit(OpenFileLimit, out Limit limit) != 0 || limit.Current > int.MaxValue)
            return null;
        try
        {
            return (long)limit.Current - Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private struct Limit
    {
        public nuint Current;
        public nuint Most;
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limit limit);
}
