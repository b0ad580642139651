using System.Runtime.InteropServices;

namespace MergeDsl.App;

/// <summary>Turns Ctrl-C, SIGTERM and the end of the terminal into a cancellation, so that a merge takes away what it has begun.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    public Signals()
    {
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            registrations.Add(PosixSignalRegistration.Create(signal, Handle));
        }
    }

    public CancellationToken Cancel => source.Token;

    public void Dispose() => registrations.ForEach(registration => registration.Dispose());

    private void Handle(PosixSignalContext context)
    {
        // The second time the user means it: the process ends at once, and the next merge to the same place cleans up.
        context.Cancel = !source.IsCancellationRequested;
        source.Cancel();
    }
}
