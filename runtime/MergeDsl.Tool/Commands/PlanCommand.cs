using System.CommandLine;

namespace MergeDsl.Tool;

/// <summary><c>mergedsl plan</c>: proves a merge from headers or manifests, and draws it.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        Argument<string> merge = MergeArguments.Merge();
        Option<string?> models = MergeArguments.ModelsDirectory();
        Option<string[]> manifests = MergeArguments.Manifest();
        Option<bool> strict = MergeArguments.Strict(), lenient = MergeArguments.Lenient();
        Option<bool> json = new("--json") { Description = "one JSON object on standard output, and nothing else" };
        Command command = new("plan", "Proves a merge from the headers or manifests of its models, and draws it. No weights are read.") { merge, models, manifests, json, strict, lenient };
        command.RefuseBoth(strict, lenient);
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            LoadedMerge loaded = LoadedMerge.Load(parsed.GetRequiredValue(merge), parsed.GetValue(models), parsed.GetValue(manifests) ?? [], parsed.GetValue(strict), parsed.GetValue(lenient), toRun: false);
            cancel.ThrowIfCancellationRequested();
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(PlanJson.Write(loaded));
                return ExitCode.Of(loaded.Diagnostics);
            }
            foreach (LoadedDocument document in loaded.Documents)
            {
                if (document.Description is { } description) Console.Out.Write(description);
            }
            Report.Print(loaded.Diagnostics);
            return ExitCode.Of(loaded.Diagnostics);
        }, cancel));
        return command;
    }
}
