using MergeDsl.Testing;

namespace MergeDsl.Mutation;

/// <summary>Changes that no test can notice, each with the reason: <c>Equivalents.txt</c>, a line for each.</summary>
internal sealed class Equivalents
{
    private readonly Dictionary<string, string> reasons = new(StringComparer.Ordinal);

    /// <summary>Reads the file.</summary>
    public Equivalents()
    {
        foreach (string line in File.ReadLines(Repository.Path("tests", "MergeDsl.Mutation", "Equivalents.txt")))
        {
            if (line.Split(" — ", 2) is [string change, string reason])
                reasons[change] = reason;
        }
    }

    /// <summary>Returns the reason why a change makes no difference, or null.</summary>
    public string? Find(Mutant mutant) => reasons.GetValueOrDefault($"{mutant.File}: {mutant}");
}
