using System.Globalization;
using System.Text;
using MergeDsl.Fuzz;

// bounds [TEXT]: time and memory of all readers, or of those with the text in their names.
// --minutes N (1), --seed N (1), --out DIR (where inputs that fail are kept, and the one that is tried: should it end the process, it is there; the current directory)
string Option(string name, string otherwise) =>
    Array.IndexOf(args, name) is >= 0 and int i && i + 1 < args.Length ? args[i + 1] : otherwise;

if (args is ["bounds", ..])
    return BoundsRun.Run(args.Length > 1 ? args[1] : "", Console.Out) ? 0 : 1;

double minutes = double.Parse(Option("--minutes", "1"), CultureInfo.InvariantCulture);
int seed = int.Parse(Option("--seed", "1"), CultureInfo.InvariantCulture);

// A lone surrogate is no text of a file: it is replaced where an input is kept.
var encoding = new UTF8Encoding(false);
string directory = Option("--out", ".");
Directory.CreateDirectory(directory);
string current = Path.Combine(directory, FormattableString.Invariant($"fuzz-{seed}-current.yml"));
FuzzReport report = FuzzRun.Run(
    TimeSpan.FromMinutes(minutes),
    seed,
    Console.Error.WriteLine,
    Found,
    input => File.WriteAllText(current, input, encoding)
);
File.Delete(current);
Console.WriteLine(
    FormattableString.Invariant(
        $"{report.Inputs} inputs, {report.Converted} converted, {report.Compiled} compiled, slowest {report.Slowest.TotalMilliseconds:F0} ms, seed {seed}, {report.Failures.Count} failures"
    )
);
return report.Failures.Count == 0 ? 0 : 1;

void Found(FuzzFailure failure, int number)
{
    string file = Path.Combine(directory, FormattableString.Invariant($"fuzz-{seed}-{number}.yml"));
    File.WriteAllText(file, failure.Input, encoding);
    Console.Error.WriteLine($"{file}: {failure.Reason}");
}
