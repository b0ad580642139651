namespace MergeDsl.Kernels;

/// <summary>One generator that feeds all threads: it runs ahead to where a sequence begins, and keeps the places it passes for those who come later.</summary>
internal sealed class RandomSequences
{
    private readonly Lock gate = new();
    private readonly MersenneTwister generator;
    private readonly List<long> starts = [];
    private readonly List<MersenneTwister?> places = [];
    private long position;
    private int passed;

    /// <param name="seed">The seed.</param>
    /// <param name="lengths">The lengths of the sequences, in the order in which they are drawn.</param>
    public RandomSequences(uint seed, IEnumerable<long> lengths)
    {
        generator = new(seed);
        long start = 0;
        foreach (long length in lengths)
        {
            starts.Add(start);
            places.Add(null);
            start += length;
        }
    }

    /// <summary>A generator at the beginning of a sequence.</summary>
    public MersenneTwister At(int sequence)
    {
        lock (gate)
        {
            for (; passed <= sequence; passed++)
            {
                generator.Skip(starts[passed] - position);
                position = starts[passed];
                places[passed] = generator.Clone();
            }
            return places[sequence]!.Clone();
        }
    }

    /// <summary>Forgets a sequence that is not needed any more.</summary>
    public void Forget(int sequence)
    {
        lock (gate)
            places[sequence] = null;
    }
}
