using System.CommandLine;
using System.CommandLine.Parsing;

namespace MergeDsl.App;

/// <summary>The options of all verbs, each written once: its names, what its value is called, how it is read, and what help says of it. The second long name of an option is mergekit's.</summary>
internal static class VerbOptions
{
    public static Option<string?> Merge(string help = "the merge, where there are several") => Text("--merge", "NAME", help);

    public static Option<string?> ModelsDirectory(string help = "a directory with models by name") => Text("--models-dir", "DIR", help);

    public static Option<string[]> Manifests(string help = "a manifest of one of the models; may be given several times") =>
        new("--manifest")
        {
            HelpName = "FILE",
            Description = help,
            AllowMultipleArgumentsPerToken = false,
        };

    public static Option<long?> ShardSize() =>
        new("--shard-size", "--out-shard-size")
        {
            HelpName = "SIZE",
            Description = "the most bytes of tensor data in one file: 500MB, 5GB (the default), 0 for one file",
            CustomParser = result => Read<long?>(result, OptionValues.Size),
        };

    public static Option<long?> Memory() =>
        new("--memory")
        {
            HelpName = "SIZE",
            Description = "the most bytes of memory for what karcher keeps of tensors: 256MB (the default); the rest is kept in a file",
            CustomParser = result => Read<long?>(result, OptionValues.Size),
        };

    public static Option<int> Threads(string help = "0, the default, for as many as are useful") =>
        new("--threads", "-j", "--num-threads")
        {
            HelpName = "N",
            Description = help,
            CustomParser = result => Read<int>(result, OptionValues.Threads),
        };

    public static Option<uint?> Seed() =>
        new("--seed", "--random-seed")
        {
            HelpName = "N",
            Description = "the seed of methods that draw at random",
            CustomParser = result => Read<uint?>(result, OptionValues.Seed),
        };

    public static Option<string?> OutputDirectory() => Text("--out", "DIR", "the output: not there yet, or an empty directory", "-o");

    public static Option<string?> OutputFile(string help = "the file to write; standard output without it", params string[] aliases) =>
        Text("--output", "FILE", help, ["-o", .. aliases]);

    public static Option<bool> Overwrite() => Flag("--overwrite", "replace an output that is not empty, as a whole, at the end");

    public static Option<bool> Quiet() => Flag("--quiet", "neither the plan nor the progress, only what is wrong", "-q");

    public static Option<bool> Json(string help = "one JSON object on standard output, and nothing else") => Flag("--json", help);

    public static Option<bool> Strict() => Flag("--strict", "warnings are errors");

    public static Option<bool> Lenient() => Flag("--lenient", "misspelt names are warnings without effect, as in mergekit");

    /// <summary>An option with a text as its value.</summary>
    public static Option<string?> Text(string name, string value, string help, params string[] aliases) =>
        new(name, aliases) { HelpName = value, Description = help };

    /// <summary>An option without a value.</summary>
    public static Option<bool> Flag(string name, string help, params string[] aliases) =>
        new(name, aliases) { Arity = ArgumentArity.Zero, Description = help };

    /// <summary>An argument; that it is there is checked in our own words.</summary>
    public static Argument<string?> Argument(string name) => new(name) { Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Reads the value of an option.</summary>
    /// <param name="result">What was written.</param>
    /// <param name="read">Reads it, given the option as it was written.</param>
    public static T? Read<T>(ArgumentResult result, ValueReader<T> read)
    {
        string name = result.Parent is OptionResult option ? option.IdentifierToken?.Value ?? option.Option.Name : result.Argument.Name;
        T? value = read(name, result.Tokens[0].Value, out string? fault);
        if (fault is not null)
            result.AddError(fault);
        return value;
    }

    /// <summary>Reads a value; says what is wrong with it where it is none.</summary>
    public delegate T? ValueReader<T>(string name, string text, out string? fault);
}
