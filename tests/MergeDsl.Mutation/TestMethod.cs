using System.Globalization;

namespace MergeDsl.Mutation;

/// <summary>A test method.</summary>
/// <param name="Class">The full name of its class.</param>
/// <param name="Name">Its name.</param>
internal sealed record TestMethod(string Class, string Name)
{
    public override string ToString() => $"{Class}.{Name}";
}

/// <summary>A mutant, and the tests that are to try it, in order.</summary>
/// <param name="Mutant">Its number.</param>
/// <param name="Tests">The tests.</param>
internal sealed record Trial(int Mutant, IReadOnlyList<TestMethod> Tests)
{
    /// <summary>Reads a line of <see cref="ToLine"/>.</summary>
    public static Trial Parse(string line)
    {
        string[] parts = line.Split('\t');
        return new(
            int.Parse(parts[0], CultureInfo.InvariantCulture),
            [.. parts[1..].Chunk(2).Select(pair => new TestMethod(pair[0], pair[1]))]
        );
    }

    /// <summary>Returns the trial as a line: the number, then class and method of every test, with tabulators between them.</summary>
    public string ToLine() =>
        string.Join('\t', Tests.SelectMany(test => new[] { test.Class, test.Name }).Prepend(Mutant.ToString(CultureInfo.InvariantCulture)));
}
