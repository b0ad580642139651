using System.Globalization;

namespace MergeDsl.Tool;

/// <summary>Shows how far a merge is: one line that is written over on a terminal, a line now and then elsewhere.</summary>
internal sealed class ProgressDisplay : IProgress<MergeProgress>, IDisposable
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);
    private readonly bool terminal;
    private TimeSpan lastLine;
    private bool drawn;

    private ProgressDisplay(bool terminal) => this.terminal = terminal;

    public static ProgressDisplay Create() => new(!Console.IsErrorRedirected);

    public void Report(MergeProgress value)
    {
        lock (this)
        {
            if (terminal)
            {
                Console.Error.Write("\r" + Line(value) + "\u001b[K");
                drawn = true;
            }
            else if (value.Elapsed - lastLine >= PlainInterval)
            {
                lastLine = value.Elapsed;
                Console.Error.WriteLine(Line(value));
            }
        }
    }

    public void Dispose()
    {
        lock (this)
        {
            if (drawn) Console.Error.Write("\r\u001b[K");
        }
    }

    private static string Line(MergeProgress progress)
    {
        double seconds = progress.Elapsed.TotalSeconds;
        double rate = seconds > 0 ? progress.BytesWritten / seconds : 0;
        string left = rate > 0 ? TimeSpan.FromSeconds(Math.Ceiling((progress.BytesTotal - progress.BytesWritten) / rate)).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : "?";
        string share = progress.BytesTotal > 0 ? (progress.BytesWritten / (double)progress.BytesTotal).ToString("P0", CultureInfo.InvariantCulture) : "100 %";
        return $"{share} of {PlanDescription.Size(progress.BytesTotal)}, {PlanDescription.Size((long)rate)}/s, {left} left";
    }
}
