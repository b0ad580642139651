using System.Globalization;
using MergeDsl.Reporting;

namespace MergeDsl.App;

/// <summary>Shows how far a merge is: one line that is written over on a terminal, a line now and then elsewhere.</summary>
internal sealed class ProgressDisplay : IProgress<MergeProgress>, IDisposable
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);
    private readonly TextWriter error;
    private readonly bool interactive;
    private TimeSpan lastLine;
    private bool drawn;

    public ProgressDisplay(TextWriter error)
    {
        this.error = error;
        interactive = Terminal.IsInteractive(error);
    }

    public void Report(MergeProgress value)
    {
        lock (error)
        {
            if (interactive)
            {
                error.Write("\r" + Line(value) + "\u001b[K");
                drawn = true;
            }
            else if (value.Elapsed - lastLine >= PlainInterval)
            {
                lastLine = value.Elapsed;
                error.WriteLine(Line(value));
            }
        }
    }

    public void Dispose()
    {
        lock (error)
        {
            if (drawn)
                error.Write("\r\u001b[K");
        }
    }

    internal static string Line(MergeProgress progress)
    {
        double seconds = progress.Elapsed.TotalSeconds;
        double rate = seconds > 0 ? progress.BytesWritten / seconds : 0;
        string left =
            rate > 0
                ? Left(
                    TimeSpan.FromSeconds(
                        Math.Min(
                            Math.Ceiling(Math.Max(0, progress.BytesTotal - progress.BytesWritten) / rate),
                            TimeSpan.FromDays(999).TotalSeconds
                        )
                    )
                )
                : "?";
        long share = progress.BytesTotal > 0 ? (long)(100.0 * progress.BytesWritten / progress.BytesTotal) : 100;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{share} %, {PlanDescription.Size(progress.BytesWritten)} of {PlanDescription.Size(progress.BytesTotal)}, {rate / 1e6:0} MB/s, {left} left"
        );
    }

    private static string Left(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
}
