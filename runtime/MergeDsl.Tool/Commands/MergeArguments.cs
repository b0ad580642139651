using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MergeDsl.Tool;

/// <summary>The arguments that <c>plan</c> and <c>run</c> share.</summary>
internal sealed class MergeArguments
{
    public Argument<string?> Merge { get; } = MergeFile();

    public Option<string?> ModelsDirectory { get; } = new("--models-dir") { HelpName = "DIR" };

    public Option<string[]> Manifests { get; } = ManifestFiles();

    public Option<long?> ShardSize { get; } = new("--shard-size", "--out-shard-size") { HelpName = "SIZE", CustomParser = ReadSize };

    public Option<int> Threads { get; } = new("--threads", "-j", "--num-threads") { HelpName = "N", CustomParser = ReadThreads };

    public Option<bool> Strict { get; } = Flag("--strict");

    public Option<bool> Lenient { get; } = Flag("--lenient");

    /// <summary>The merge; that it is there is checked in our own words.</summary>
    public static Argument<string?> MergeFile() => new("merge") { Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Manifests, each with the name of the option.</summary>
    public static Option<string[]> ManifestFiles() => new("--manifest") { HelpName = "FILE", AllowMultipleArgumentsPerToken = false };

    /// <summary>An option without a value.</summary>
    public static Option<bool> Flag(string name, params string[] aliases) => new(name, aliases) { Arity = ArgumentArity.Zero };

    public void AddTo(Command command)
    {
        command.Arguments.Add(Merge);
        foreach (Option option in (Option[])[ModelsDirectory, Manifests, ShardSize, Threads, Strict, Lenient]) command.Options.Add(option);
    }

    public string? Fault(ParseResult parsed, string usage)
    {
        if (parsed.GetValue(Merge) is null) return $"the merge is missing: {usage}";
        if (parsed.GetValue(Strict) && parsed.GetValue(Lenient)) return "--strict and --lenient contradict each other; give one of them";
        if (parsed.GetValue(ModelsDirectory) is "") return "--models-dir is an empty text";
        return parsed.GetValue(Manifests)?.Contains("") == true ? "--manifest is an empty text" : null;
    }

    public LoadedMerge Load(ParseResult parsed, bool toRun, string? modelsDirectory = null) => LoadedMerge.Load(
        parsed.GetValue(Merge)!, parsed.GetValue(ModelsDirectory) ?? modelsDirectory, parsed.GetValue(Manifests) ?? [], parsed.GetValue(Strict), parsed.GetValue(Lenient), toRun);

    /// <summary>An unsigned number that fits 32 bits.</summary>
    public static uint? ReadNumber(ArgumentResult result, string meaning)
    {
        if (uint.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)) return number;
        result.AddError($"{Name(result)} {Printable.Quote(result.Tokens[0].Value)} is not {meaning}");
        return null;
    }

    private static int ReadThreads(ArgumentResult result) =>
        (int)Math.Min(ReadNumber(result, "a number of threads; give 1, 2, 3 ..., or 0 to leave it to the engine") ?? 0, int.MaxValue);

    private static long? ReadSize(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (ByteSize.TryParse(text, out long size, out string? fault)) return size;
        result.AddError($"{Name(result)} {Printable.Quote(text)} {fault}");
        return null;
    }

    private static string Name(ArgumentResult result) => result.Parent is OptionResult option ? option.IdentifierToken?.Value ?? option.Option.Name : result.Argument.Name;
}
