using System.Globalization;
using System.Text;
using MergeDsl.Fuzz;

// bounds [TEXT]: time and memory of all readers, or of those with the text in their names.
// --minutes N (1), --seed N (1), --what merges|checkpoints (both, a quarter of the time for merges),
// --out DIR (where inputs that fail are kept, and the merge that is tried: should it end the process, it is there; the current directory)
string Option(string name, string otherwise) =>
    Array.IndexOf(args, name) is >= 0 and int i && i + 1 < args.Length ? args[i + 1] : otherwise;

if (args is ["bounds", ..])
    return BoundsRun.Run(args.Length > 1 ? args[1] : "", Console.Out) ? 0 : 1;

double minutes = double.Parse(Option("--minutes", "1"), CultureInfo.InvariantCulture);
int seed = int.Parse(Option("--seed", "1"), CultureInfo.InvariantCulture);
string what = Option("--what", ""),
    directory = Option("--out", ".");
Directory.CreateDirectory(directory);
int failures = 0;
if (what != "checkpoints")
    failures += Merges(TimeSpan.FromMinutes(what == "merges" ? minutes : minutes / 4));
if (what != "merges")
    failures += Checkpoints(TimeSpan.FromMinutes(what == "checkpoints" ? minutes : minutes * 3 / 4));
return failures == 0 ? 0 : 1;

int Merges(TimeSpan duration)
{
    // A lone surrogate is no text of a file: it is replaced where an input is kept.
    var encoding = new UTF8Encoding(false);
    string current = Path.Combine(directory, FormattableString.Invariant($"fuzz-{seed}-current.yml"));
    FuzzReport report = FuzzRun.Run(
        duration,
        seed,
        Console.Error.WriteLine,
        (failure, number) =>
        {
            string file = Path.Combine(directory, FormattableString.Invariant($"fuzz-{seed}-{number}.yml"));
            File.WriteAllText(file, failure.Input, encoding);
            Console.Error.WriteLine($"{file}: {failure.Reason}");
        },
        input => File.WriteAllText(current, input, encoding)
    );
    File.Delete(current);
    Console.WriteLine(
        FormattableString.Invariant(
            $"{report.Inputs} merges, {report.Converted} converted, {report.Compiled} compiled, slowest {report.Slowest.TotalMilliseconds:F0} ms, seed {seed}, {report.Failures.Count} failures"
        )
    );
    return report.Failures.Count;
}

int Checkpoints(TimeSpan duration)
{
    CheckpointReport report = CheckpointFuzz.Run(duration, seed, directory, Console.Error.WriteLine);
    Console.WriteLine(
        FormattableString.Invariant(
            $"{report.Inputs} checkpoints, {report.Planned} planned, {report.Run} run, slowest {report.Slowest.TotalMilliseconds:F0} ms, most {report.Most} bytes allocated, seed {seed}, {report.Failures.Count} failures"
        )
    );
    return report.Failures.Count;
}
