using System.CommandLine;
using MergeDsl.Faults;

Option<int> count = new("--count") { Description = "trials of each kind that is random", DefaultValueFactory = _ => 20 },
    seed = new("--seed") { Description = "which trials: the same number gives the same", DefaultValueFactory = _ => 1 };
Option<string?> only = new("--only") { Description = "the one kind of fault to try", HelpName = "KIND" };
only.AcceptOnlyFromAmong([.. FaultKind.All.Select(kind => kind.Name)]);
Option<string> directory = new("--directory") { Description = "where to work", DefaultValueFactory = _ => Path.GetTempPath() };
var root = new RootCommand("Runs the tool while a real kernel fails, kills it and runs out of space, and checks what is left.")
{
    count,
    seed,
    only,
    directory,
};
root.SetAction(parsed =>
{
    bool holds = true;
    foreach (FaultKind kind in FaultKind.All.Where(kind => parsed.GetValue(only) is not string name || kind.Name == name))
    {
        FaultReport report = kind.Run(parsed.GetValue(directory)!, parsed.GetValue(count), parsed.GetValue(seed));
        Console.WriteLine(report);
        holds &= report.Failures.Count == 0;
    }
    return holds ? 0 : 1;
});
return root.Parse(args).Invoke();
