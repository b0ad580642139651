using System.CommandLine;

namespace MergeDsl.Tool;

/// <summary>The arguments that <c>plan</c> and <c>run</c> share.</summary>
internal static class MergeArguments
{
    public static Argument<string> Merge() => new("merge") { Description = "a mergekit YAML file" };

    public static Option<string?> ModelsDirectory() => new("--models-dir") { Description = "a directory with models, by name", HelpName = "DIR" };

    public static Option<string[]> Manifest() => new("--manifest") { Description = "a manifest of one of the models; may be given several times", HelpName = "FILE", AllowMultipleArgumentsPerToken = false };

    public static Option<bool> Strict() => new("--strict") { Description = "warnings are errors" };

    public static Option<bool> Lenient() => new("--lenient") { Description = "misspelt names are warnings and have no effect, as in mergekit" };

    /// <summary>Says that two options cannot be given together.</summary>
    public static void RefuseBoth(this Command command, Option<bool> first, Option<bool> second) =>
        command.Validators.Add(result =>
        {
            if (result.GetValue(first) && result.GetValue(second)) result.AddError($"{first.Name} and {second.Name} contradict each other; give one of them");
        });
}
