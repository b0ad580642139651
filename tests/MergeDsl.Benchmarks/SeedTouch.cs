namespace MergeDsl.Benchmarks;

/// <summary>A process that touches all free memory and ends, so that the memory is free again but belongs to the machine.</summary>
internal static class SeedTouch
{
    public const string Verb = "touch";

    public static int Run(string bytes)
    {
        Machine.TouchFreeMemory(long.Parse(bytes, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    }
}
