using MergeDsl.App;
using MergeDsl.Json;

namespace MergeDsl;

/// <summary>Turns a program into a tool for its merges, with the verbs <c>plan</c>, <c>run</c> and <c>yaml</c>.</summary>
/// <example><c>return await MergeApp.RunAsync(args, First.Plan, Second.Plan);</c></example>
public static class MergeApp
{
    /// <summary>Runs a command line. It writes to the console, and ends what runs at Ctrl-C.</summary>
    /// <param name="args">The words: a verb and its options. <c>--help</c> says what there is.</param>
    /// <param name="plans">The merges of the program. Merges whose results they take need not be named.</param>
    /// <returns>The exit code: 0 done, 1 the merge is wrong, 2 the command line is wrong, 3 a checkpoint or file cannot be used, 4 a fault of MergeDsl, 130 cancelled.</returns>
    public static async Task<int> RunAsync(string[] args, params IReadOnlyList<MergePlan> plans)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(plans);
        using var signals = new Signals();
        using TextWriter output = Terminal.OpenOutput();
        return await RunAsync(args, plans, AppDomain.CurrentDomain.FriendlyName, output, Console.Error, signals.Cancel)
            .ConfigureAwait(false);
    }

    /// <summary>Runs a command line with given streams.</summary>
    internal static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        IReadOnlyList<MergePlan> plans,
        string program,
        TextWriter output,
        TextWriter error,
        CancellationToken cancel = default
    )
    {
        MergeGraph graph = MergeGraph.Of(plans);
        if (args is ["help", ..])
            args = [.. args.Skip(1), "--help"];
        if (args is ["--help" or "-h" or "-?", ..])
        {
            await output
                .WriteAsync(AppVerb.Help(program, [.. graph.Nodes.Select(node => node.Name).OfType<string>()]))
                .ConfigureAwait(false);
            return ExitCode.Done;
        }
        AppVerb? verb = args.Count == 0 ? null : AppVerb.All.FirstOrDefault(verb => verb.Name == args[0]);
        string hint = $"{program} {(verb is null ? "" : verb.Name + " ")}--help";
        string? fault;
        AppWords? words = null;
        if (verb is null)
            fault = NoVerb(args);
        else
            words = AppWords.Parse(verb, [.. args.Skip(1)], out fault);
        fault ??= words!.IsHelp ? null : Fault(words, plans);
        if (fault is not null)
        {
            await error.WriteLineAsync(Failures.WrongCommandLine(fault, hint)).ConfigureAwait(false);
            return ExitCode.WrongCommandLine;
        }
        if (words!.IsHelp)
        {
            await output.WriteAsync(verb!.Help(program)).ConfigureAwait(false);
            return ExitCode.Done;
        }
        return await Failures
            .GuardAsync(() => Task.Run(() => Execute(words, graph, output, error, cancel), CancellationToken.None), Fail, hint, error)
            .ConfigureAwait(false);

        void Fail(IReadOnlyList<MergeDiagnostic> diagnostics)
        {
            if (words.Has(AppOption.Json))
                output.WriteLine(JsonWriter.Indented(JsonObject.Of(("diagnostics", Report.ToJson(diagnostics)))));
            else
                Report.Print(diagnostics, error);
        }
    }

    private static string NoVerb(IReadOnlyList<string> args)
    {
        string[] verbs = [.. AppVerb.All.Select(verb => verb.Name)];
        string known = "the verbs are " + string.Join(", ", verbs);
        if (args.Count == 0)
            return "say what to do; " + known;
        if (args[0].StartsWith('-'))
            return $"there is no option {Printable.Quote(args[0])} before the verb; {known}";
        return $"there is no verb {Printable.Quote(args[0])}; {(NearestName.Of(args[0], verbs) is { } near ? $"did you mean {Printable.Quote(near)}?" : known)}";
    }

    private static string? Fault(AppWords words, IReadOnlyList<MergePlan> plans)
    {
        if (plans.Count == 0)
            return "this program has no merge: give plans to MergeApp.RunAsync";
        if (words.Has(AppOption.Strict) && words.Has(AppOption.Lenient))
            return OptionValues.Contradiction;
        if (words.Verb != AppVerb.Run)
            return null;
        string? named = words[AppOption.Out];
        if (named is null && words.Argument is null)
            return "the output is missing: run --out DIR";
        return named is not null && words.Argument is { } other ? OptionValues.OutputTwice(named, other) : null;
    }

    private static async Task<int> Execute(AppWords words, MergeGraph graph, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        long shardSize = words.Read<long?>(AppOption.ShardSize, OptionValues.Size, null) ?? MergeOptions.DefaultShardSize;
        int threads = words.Read(AppOption.Threads, OptionValues.Threads, 0);
        uint? seed = words.Read<uint?>(
            AppOption.Seed,
            static (string name, string text, out string? fault) => OptionValues.Number(name, text, OptionValues.SeedMeaning, out fault),
            null
        );
        LoadOptions options = new()
        {
            Merge = words[AppOption.Merge],
            ModelsDirectory = words[AppOption.ModelsDirectory],
            Manifests = words.All(AppOption.Manifest),
            Strict = words.Has(AppOption.Strict),
            Lenient = words.Has(AppOption.Lenient),
        };
        bool json = words.Has(AppOption.Json);
        if (words.Verb == AppVerb.Yaml)
        {
            return Verbs.Yaml(
                MergeLoader.Load(graph, [], options with { One = true }),
                words[AppOption.Output],
                json,
                options,
                output,
                error
            );
        }
        LoadedMerges loaded = MergeLoader.Load(graph, [], options with { ToRun = words.Verb == AppVerb.Run });
        cancel.ThrowIfCancellationRequested();
        if (words.Verb == AppVerb.Plan)
            return Verbs.Plan(loaded, json, shardSize, threads, output, error);
        MergeOptions run = new()
        {
            ShardSize = shardSize,
            Threads = threads,
            Seed = seed,
            Overwrite = words.Has(AppOption.Overwrite),
            ModelsDirectory = options.ModelsDirectory,
            Inputs = options.Inputs,
        };
        return await Verbs
            .RunAsync(
                loaded,
                words[AppOption.Out] ?? words.Argument!,
                run,
                new(json, words.Has(AppOption.Quiet), options.Strict),
                output,
                error,
                cancel
            )
            .ConfigureAwait(false);
    }
}
