using System.Runtime.InteropServices;

namespace MergeDsl.Files;

/// <summary>Turns the signal by which systems end a process that exceeds its file size limit into an error of the write.</summary>
internal sealed class FileSizeSignal : IDisposable
{
    /// <summary>The number of SIGXFSZ on Linux and macOS.</summary>
    private const PosixSignal FileSizeExceeded = (PosixSignal)25;

    private readonly PosixSignalRegistration? registration = OperatingSystem.IsWindows()
        ? null
        : PosixSignalRegistration.Create(FileSizeExceeded, context => context.Cancel = true);

    public void Dispose() => registration?.Dispose();
}
