using System.Globalization;
using MergeDsl.Fuzz;

// --minutes N (1), --seed N (1), --out DIR (where an input that fails is kept; the current directory)
string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and int i && i + 1 < args.Length ? args[i + 1] : otherwise;

double minutes = double.Parse(Option("--minutes", "1"), CultureInfo.InvariantCulture);
int seed = int.Parse(Option("--seed", "1"), CultureInfo.InvariantCulture);
FuzzReport report = FuzzRun.Run(TimeSpan.FromMinutes(minutes), seed, Console.Error.WriteLine);
Console.WriteLine(FormattableString.Invariant($"{report.Inputs} inputs, {report.Converted} converted, slowest {report.Slowest.TotalMilliseconds:F0} ms, seed {seed}"));
if (report.Failure is not { } failure) return 0;
string file = Path.Combine(Option("--out", "."), FormattableString.Invariant($"fuzz-{seed}-{report.Inputs}.yml"));
File.WriteAllText(file, failure.Input);
Console.Error.WriteLine($"{file}: {failure.Reason}");
return 1;
