using System.CommandLine;
using MergeDsl.Mutation;

if (args is [TestHost.Verb, string tests, string library, string plan, string result])
    return TestHost.Run(tests, library, plan, result);

Option<string[]> folders = new("--in")
{
    Description =
        "a folder or file below runtime whose code is changed, such as MergeDsl.Core/Rules; repeated for several, each with a sample of its own",
    HelpName = "FOLDER",
    DefaultValueFactory = _ => MutationRun.Folders,
};
Option<int> count = new("--count") { Description = "how many changes to try in each folder", DefaultValueFactory = _ => 40 },
    seed = new("--seed") { Description = "which of them: the same number gives the same changes", DefaultValueFactory = _ => 1 };
Option<double> minutes = new("--minutes") { Description = "no change is begun after this time", DefaultValueFactory = _ => 60 },
    seconds =
        new("--seconds")
        {
            Description = "how long tests are tried against one change; the slowest are left out first",
            DefaultValueFactory = _ => 60,
        };
Option<int[]> lines = new("--line")
{
    Description = "only changes on these lines: all of them, with one file after --in",
    HelpName = "LINE",
};
Option<string[]> without = new("--without")
{
    Description = "a part of the names of test classes that are left out",
    HelpName = "NAME",
    DefaultValueFactory = _ => MutationRun.SlowOrTimed,
};
foreach (Option option in (Option[])[folders, lines, without])
    option.AllowMultipleArgumentsPerToken = true;
var root = new RootCommand(
    """
    Changes the libraries in one small place after another, and says which changes no test notices.

    All changes of a library are compiled at once, each behind a switch. The tests run once to find what each of them reaches; then every change is switched on for the tests that reach it, until one fails. Build the solution first. Library Core is tried by MergeDsl.Core.Tests, the runtime by MergeDsl.Tests. Equivalents.txt lists changes that make no difference.
    """
)
{
    folders,
    count,
    seed,
    minutes,
    seconds,
    lines,
    without,
};
root.SetAction(parsed =>
    new MutationRun(Console.Out)
    {
        Count = parsed.GetValue(count),
        Seed = parsed.GetValue(seed),
        Minutes = parsed.GetValue(minutes),
        Seconds = parsed.GetValue(seconds),
        Lines = parsed.GetValue(lines) ?? [],
        Without = parsed.GetValue(without)!,
    }.Run(parsed.GetValue(folders)!)
);
return root.Parse(args).Invoke();
