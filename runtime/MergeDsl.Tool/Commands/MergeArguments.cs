using System.CommandLine;
using System.CommandLine.Parsing;
using MergeDsl.Engine;

namespace MergeDsl.Tool;

/// <summary>The arguments that <c>plan</c> and <c>run</c> share.</summary>
internal sealed class MergeArguments
{
    public Argument<string?> Merge { get; } = MergeFile();

    public Option<string?> Name { get; } = MergeName();

    public Option<string?> ModelsDirectory { get; } = new("--models-dir") { HelpName = "DIR" };

    public Option<string[]> Manifests { get; } = ManifestFiles();

    public Option<long?> ShardSize { get; } = new("--shard-size", "--out-shard-size") { HelpName = "SIZE", CustomParser = ReadSize };

    public Option<int> Threads { get; } = new("--threads", "-j", "--num-threads") { HelpName = "N", CustomParser = ReadThreads };

    public Option<bool> Json { get; } = Flag("--json");

    public Option<bool> Strict { get; } = Flag("--strict");

    public Option<bool> Lenient { get; } = Flag("--lenient");

    /// <summary>The merge; that it is there is checked in our own words.</summary>
    public static Argument<string?> MergeFile() => new("merge") { Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Which of several merges is meant.</summary>
    public static Option<string?> MergeName() => new("--merge") { HelpName = "NAME" };

    /// <summary>Manifests, each with the name of the option.</summary>
    public static Option<string[]> ManifestFiles() => new("--manifest") { HelpName = "FILE", AllowMultipleArgumentsPerToken = false };

    /// <summary>An option without a value.</summary>
    public static Option<bool> Flag(string name, params string[] aliases) => new(name, aliases) { Arity = ArgumentArity.Zero };

    public void AddTo(Command command)
    {
        command.Arguments.Add(Merge);
        foreach (Option option in (Option[])[Name, ModelsDirectory, Manifests, ShardSize, Threads, Json, Strict, Lenient])
            command.Options.Add(option);
    }

    public string? Fault(ParseResult parsed, string usage)
    {
        if (parsed.GetValue(Merge) is null)
            return $"the merge is missing: {usage}";
        if (parsed.GetValue(Strict) && parsed.GetValue(Lenient))
            return OptionValues.Contradiction;
        if (parsed.GetValue(Name) is "")
            return "--merge is an empty text";
        if (parsed.GetValue(ModelsDirectory) is "")
            return "--models-dir is an empty text";
        return parsed.GetValue(Manifests)?.Contains("") == true ? "--manifest is an empty text" : null;
    }

    /// <summary>Reports why a verb failed as a whole, in the form that it was asked for.</summary>
    public void Fail(ParseResult parsed, IReadOnlyList<MergeDiagnostic> diagnostics, TextWriter output, TextWriter error)
    {
        if (parsed.GetValue(Json))
            output.WriteLine(PlanJson.Write(new([], 0, diagnostics), MergeOptions.DefaultShardSize, 0));
        else
            Report.Print(diagnostics, error);
    }

    /// <summary>Reads and checks the merges of the file.</summary>
    public Task<LoadedMerges> LoadAsync(ParseResult parsed, bool toRun, CancellationToken cancel, string? modelsDirectory = null) =>
        Tool.MergeFile.LoadAsync(parsed.GetValue(Merge)!, Options(parsed, modelsDirectory) with { ToRun = toRun }, cancel);

    /// <summary>The paths that no output may replace.</summary>
    public EquatableArray<InputPath> Inputs(ParseResult parsed) =>
        [new("the merge file", parsed.GetValue(Merge)!), .. Options(parsed, null).Inputs];

    private LoadOptions Options(ParseResult parsed, string? modelsDirectory) =>
        new()
        {
            Merge = parsed.GetValue(Name),
            ModelsDirectory = parsed.GetValue(ModelsDirectory) ?? modelsDirectory,
            Manifests = parsed.GetValue(Manifests) ?? [],
            Strict = parsed.GetValue(Strict),
            Lenient = parsed.GetValue(Lenient),
        };

    /// <summary>An unsigned number that fits 32 bits.</summary>
    public static uint? ReadNumber(ArgumentResult result, string meaning)
    {
        uint? number = OptionValues.Number(NameOf(result), result.Tokens[0].Value, meaning, out string? fault);
        if (fault is not null)
            result.AddError(fault);
        return number;
    }

    private static int ReadThreads(ArgumentResult result)
    {
        int threads = OptionValues.Threads(NameOf(result), result.Tokens[0].Value, out string? fault);
        if (fault is not null)
            result.AddError(fault);
        return threads;
    }

    private static long? ReadSize(ArgumentResult result)
    {
        long? size = OptionValues.Size(NameOf(result), result.Tokens[0].Value, out string? fault);
        if (fault is not null)
            result.AddError(fault);
        return size;
    }

    private static string NameOf(ArgumentResult result) =>
        result.Parent is OptionResult option ? option.IdentifierToken?.Value ?? option.Option.Name : result.Argument.Name;
}
