using System.CommandLine;

namespace MergeDsl.Tool;

/// <summary>The flags that users of mergekit have in their fingers: accepted, and explained in one line each.</summary>
internal sealed class MergekitFlags
{
    private const string OnProcessor = "the merge runs on the processor as fast as the disk can write";
    private const string Streamed = "no tensor is ever held whole in memory";

    private static readonly (string Name, string[] Aliases, string? Value, string Note)[] Known =
    [
        ("--cuda", [], null, $"is not needed: {OnProcessor}"),
        ("--device", [], "NAME", $"is not needed: {OnProcessor}"),
        ("--low-cpu-memory", [], null, $"is not needed: {Streamed}"),
        ("--read-to-gpu", [], null, $"is not needed: {OnProcessor}"),
        ("--multi-gpu", [], null, $"is not needed: {OnProcessor}"),
        ("--gpu-rich", [], null, $"is not needed: {OnProcessor}"),
        ("--lazy-unpickle", ["--no-lazy-unpickle"], null, "is not needed: only safetensors are read, never pickle"),
        ("--clone-tensors", ["--no-clone-tensors"], null, $"is not needed: {Streamed}"),
        ("--trust-remote-code", ["--no-trust-remote-code"], null, "is not needed: no code of a model is ever run"),
        ("--allow-crimes", ["--no-allow-crimes"], null, "has no effect: models that do not fit each other stay an error"),
        ("--unsafe-truncate-embeddings", [], null, "has no effect: vocabularies of different sizes stay an error"),
        ("--copy-tokenizer", [], null, "is not needed: the tokenizer of the base model, or of the first model, is always copied"),
        ("--no-copy-tokenizer", [], null, "has no effect: the tokenizer is always copied; remove its files from the output"),
        ("--write-model-card", [], null, "is not needed: README.md and mergekit_config.yml are always written"),
        (
            "--no-write-model-card",
            [],
            null,
            "has no effect: README.md and mergekit_config.yml are always written; remove them from the output"
        ),
        ("--safe-serialization", [], null, "is not needed: the output is always safetensors"),
        ("--async-write", ["--no-async-write"], null, "is not needed: all threads write at once"),
        ("--write-threads", [], "N", "is not needed: --threads says how many threads read and write"),
        ("--lora-merge-cache", [], "DIR", "is not needed: nothing is cached"),
        ("--lora-merge-dtype", [], "NAME", "has no effect: adapters are not folded yet"),
        ("--verbose", ["-v"], null, "is not needed: everything of interest is printed"),
    ];

    private readonly List<(Option Option, string Note)> options = [];

    private readonly Option<string?> cache = VerbOptions.Text("--transformers-cache", "DIR", "");
    private readonly Option<bool> pickle = VerbOptions.Flag("--no-safe-serialization", "");

    /// <summary>Adds the flags to a verb; help does not list them.</summary>
    public void AddTo(Command command)
    {
        foreach ((string name, string[] aliases, string? value, string note) in Known)
        {
            Option option = value is null ? VerbOptions.Flag(name, "", aliases) : VerbOptions.Text(name, value, "", aliases);
            option.Hidden = true;
            options.Add((option, note));
            command.Options.Add(option);
        }
        foreach (Option option in (Option[])[cache, pickle])
        {
            option.Hidden = true;
            command.Options.Add(option);
        }
    }

    public string? Fault(ParseResult parsed) =>
        parsed.GetValue(pickle)
            ? "--no-safe-serialization cannot be had: pickle is never written; leave it out, and the output is safetensors"
            : null;

    /// <summary>Returns the directory that mergekit would have for its cache: models are found there.</summary>
    public string? ModelsDirectory(ParseResult parsed) => parsed.GetValue(cache);

    /// <summary>Returns a line about each flag that was given.</summary>
    public IEnumerable<string> Notes(ParseResult parsed)
    {
        foreach ((Option option, string note) in options)
        {
            if (parsed.GetResult(option) is { Implicit: false } given)
                yield return $"mergedsl: {given.IdentifierToken?.Value ?? option.Name} {note}";
        }
        if (parsed.GetValue(cache) is not null)
            yield return "mergedsl: --transformers-cache is taken as --models-dir: nothing is downloaded";
    }
}
