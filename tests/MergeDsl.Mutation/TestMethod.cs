namespace MergeDsl.Mutation;

/// <summary>A test method.</summary>
/// <param name="Class">The full name of its class.</param>
/// <param name="Name">Its name.</param>
internal sealed record TestMethod(string Class, string Name)
{
    /// <summary>Reads a line of <see cref="ToLine"/>.</summary>
    public static TestMethod Parse(string line)
    {
        string[] parts = line.Split('\t');
        return new(parts[0], parts[1]);
    }

    /// <summary>Returns whether the method is meant by a part of a class's name.</summary>
    public bool IsOf(TestMethod part) => Class.Contains(part.Class, StringComparison.Ordinal);

    /// <summary>Returns the method as a line of a file.</summary>
    public string ToLine() => $"{Class}\t{Name}";

    public override string ToString() => $"{Class}.{Name}";
}
