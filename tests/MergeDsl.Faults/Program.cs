using System.Globalization;
using MergeDsl.Faults;

// --count N (20): trials of each kind that is random · --seed N (1) · --only KIND · --directory DIR (the temporary directory): where to work
string Option(string name, string otherwise) =>
    Array.IndexOf(args, name) is >= 0 and int i && i + 1 < args.Length ? args[i + 1] : otherwise;

int count = int.Parse(Option("--count", "20"), CultureInfo.InvariantCulture);
int seed = int.Parse(Option("--seed", "1"), CultureInfo.InvariantCulture);
string only = Option("--only", "");
bool holds = true;
foreach (FaultKind kind in FaultKind.All.Where(kind => only.Length == 0 || kind.Name == only))
{
    FaultReport report = kind.Run(Option("--directory", Path.GetTempPath()), count, seed);
    Console.WriteLine(report);
    holds &= report.Failures.Count == 0;
}
return holds ? 0 : 1;
