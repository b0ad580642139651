namespace MergeDsl.Benchmarks;

/// <summary>The time and memory of one way of doing it, in all runs.</summary>
/// <param name="Name">What was done.</param>
internal sealed record Result(string Name)
{
    public List<double> Seconds { get; } = [];

    /// <summary>The seconds, each divided by those of what it is compared with, measured right before.</summary>
    public List<double> Ratios { get; } = [];

    /// <summary>The least processor time of a run in seconds, all threads together.</summary>
    public double Processor { get; set; } = double.PositiveInfinity;

    /// <summary>The peak of resident memory; 0 where it was not measured.</summary>
    public long Kilobytes { get; set; }

    public double Best => Seconds.Min();

    public double Median => MedianOf(Seconds);

    public double MedianRatio => MedianOf(Ratios);

    public double BestRatio => Ratios.Min();

    private static double MedianOf(List<double> values)
    {
        List<double> sorted = [.. values.Order()];
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
