using System.Globalization;

namespace MergeDsl.Benchmarks;

/// <summary>The options of the seed benchmark.</summary>
internal sealed record SeedSettings
{
    public required string Directory { get; init; }

    /// <summary>The part of the rows of every matrix: 1 is a checkpoint of 14.5 GB.</summary>
    public double Scale { get; init; } = 1;

    public int Runs { get; init; } = 3;

    public bool Warm { get; init; } = true;

    public bool Cold { get; init; }

    public IReadOnlyList<int> Threads { get; init; } = [0];

    public static int Help()
    {
        Console.WriteLine(
            """
            usage: dotnet run -c Release --project tests/MergeDsl.Benchmarks -- seed --dir DIR [options]

              --dir DIR         where to work; the files are deleted afterwards
              --scale 1.0       the size: 1.0 reads 14.5 GB and writes 18 GB
              --runs 3          how often everything is repeated, interleaved
              --cold            also after dropping the page cache (needs root)
              --only-cold       only that
              --threads 0       threads of the merge, or several numbers with commas; 0 leaves it to the engine

            usage: ... -- methods DIR GIGABYTES RUNS

              every method on two and three models of so many gigabytes each

            usage: ... -- tool TOOL DIR GIGABYTES RUNS

              whole processes of the tool that was published to TOOL, its images in turn with the host
            """
        );
        return 2;
    }

    public static SeedSettings? Parse(IReadOnlyList<string> args)
    {
        var settings = new SeedSettings { Directory = "" };
        for (int i = 0; i < args.Count; i++)
        {
            string? value = i + 1 < args.Count ? args[i + 1] : null;
            switch (args[i])
            {
                case "--cold":
                    settings = settings with { Cold = true };
                    continue;
                case "--only-cold":
                    settings = settings with { Cold = true, Warm = false };
                    continue;
                case "--dir" when value is not null:
                    settings = settings with { Directory = value };
                    break;
                case "--scale" when double.TryParse(value, CultureInfo.InvariantCulture, out double scale) && scale > 0:
                    settings = settings with { Scale = scale };
                    break;
                case "--runs" when int.TryParse(value, CultureInfo.InvariantCulture, out int runs) && runs > 0:
                    settings = settings with { Runs = runs };
                    break;
                case "--threads" when value is not null:
                    settings = settings with
                    {
                        Threads = [.. value.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))],
                    };
                    break;
                default:
                    return null;
            }
            i++;
        }
        return settings.Directory.Length == 0 ? null : settings;
    }
}
