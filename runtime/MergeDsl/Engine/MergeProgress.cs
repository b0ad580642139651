namespace MergeDsl;

/// <summary>The progress of a merge.</summary>
/// <param name="BytesWritten">Bytes written so far.</param>
/// <param name="BytesTotal">Bytes to write in all; known from the start.</param>
/// <param name="BytesRead">Bytes read so far.</param>
/// <param name="Elapsed">The time since the first byte.</param>
public readonly record struct MergeProgress(long BytesWritten, long BytesTotal, long BytesRead, TimeSpan Elapsed)
{
    /// <summary>The part that is written, from 0 to 1.</summary>
    public double Fraction => BytesTotal == 0 ? 1 : (double)BytesWritten / BytesTotal;

    /// <summary>Bytes written per second.</summary>
    public double BytesPerSecond => Elapsed > TimeSpan.Zero ? BytesWritten / Elapsed.TotalSeconds : 0;

    /// <summary>The time that is left at this rate, or null before anything is written.</summary>
    public TimeSpan? Remaining => BytesPerSecond > 0 ? TimeSpan.FromSeconds((BytesTotal - BytesWritten) / BytesPerSecond) : null;
}
