using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MergeDsl.Tool;

/// <summary>Another program in the place of this one.</summary>
internal static partial class OtherProgram
{
    /// <summary>Becomes another program, with the same streams, directory and variables. Where the system has it, it is the same process, so signals and the exit code are the program's; elsewhere this waits for it.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Its exit code, where it was another process.</returns>
    /// <exception cref="IOException">It could not be started.</exception>
    public static int Become(string path, IReadOnlyList<string> arguments)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Execute(path, [path, .. arguments, null]);
            throw new IOException($"{path} cannot be started: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        using Process process = Process.Start(new ProcessStartInfo(path, arguments) { UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Execute(string path, [In] string?[] arguments);
}
