using System.CommandLine;
using System.Text;
using MergeDsl.Fuzz;

Option<double> minutes = new("--minutes") { Description = "how long, for both kinds of input together", DefaultValueFactory = _ => 1 };
Option<int> seed = new("--seed") { Description = "which inputs: the same number gives the same", DefaultValueFactory = _ => 1 };
Option<string?> what = new("--what") { Description = "only this kind of input; otherwise merges take a quarter of the time" };
what.AcceptOnlyFromAmong("merges", "checkpoints");
Option<string> directory = new("--out")
{
    Description = "where inputs that fail are kept, and the merge that is being tried: it is there if it ends the process",
    HelpName = "DIR",
    DefaultValueFactory = _ => ".",
};
Argument<string> filter = new("TEXT") { Description = "a part of the names of the readers", DefaultValueFactory = _ => "" };
var bounds = new Command("bounds", "Prints time and memory of the readers over inputs that grow tenfold.") { filter };
bounds.SetAction(parsed => BoundsRun.Run(parsed.GetValue(filter)!, Console.Out) ? 0 : 1);
var root = new RootCommand("Gives mutated merges to the reader, the rules and the converter, and mutated checkpoints to the tool.")
{
    minutes,
    seed,
    what,
    directory,
    bounds,
};
root.SetAction(parsed =>
{
    TimeSpan all = TimeSpan.FromMinutes(parsed.GetValue(minutes));
    (TimeSpan merges, TimeSpan checkpoints) = parsed.GetValue(what) switch
    {
        "merges" => (all, TimeSpan.Zero),
        "checkpoints" => (TimeSpan.Zero, all),
        _ => (all / 4, all * 3 / 4),
    };
    string kept = Directory.CreateDirectory(parsed.GetValue(directory)!).ToString();
    int failures = 0;
    if (merges > TimeSpan.Zero)
        failures += Merges(merges, parsed.GetValue(seed), kept);
    if (checkpoints > TimeSpan.Zero)
        failures += Checkpoints(checkpoints, parsed.GetValue(seed), kept);
    return failures == 0 ? 0 : 1;
});
return root.Parse(args).Invoke();

static int Merges(TimeSpan duration, int seed, string directory)
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

static int Checkpoints(TimeSpan duration, int seed, string directory)
{
    CheckpointReport report = CheckpointFuzz.Run(duration, seed, directory, Console.Error.WriteLine);
    Console.WriteLine(
        FormattableString.Invariant(
            $"{report.Inputs} checkpoints, {report.Planned} planned, {report.Run} run, slowest {report.Slowest.TotalMilliseconds:F0} ms, most {report.Most} bytes allocated, seed {seed}, {report.Failures.Count} failures"
        )
    );
    return report.Failures.Count;
}
