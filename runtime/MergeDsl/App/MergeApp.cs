using MergeDsl.App;
using MergeDsl.Graph;

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
        return await Of(plans, AppDomain.CurrentDomain.FriendlyName)
            .RunAsync(args, output, Console.Error, signals.Cancel)
            .ConfigureAwait(false);
    }

    /// <summary>Returns the command line of a program.</summary>
    /// <param name="plans">Its merges.</param>
    /// <param name="program">Its name.</param>
    internal static CommandLine Of(IReadOnlyList<MergePlan> plans, string program)
    {
        MergeGraph graph = MergeGraph.Of(plans);
        var source = new ProgramSource(graph, program);
        return new(
            program,
            Help(program, [.. graph.Nodes.Select(node => node.Name).OfType<string>()]),
            [new PlanVerb(source), new RunVerb(source), new YamlVerb(source)]
        );
    }

    private static string Help(string program, IReadOnlyList<string> merges)
    {
        string list = merges.Count switch
        {
            0 => "no merge",
            1 => "the merge " + merges[0],
            _ => "the merges " + string.Join(", ", merges),
        };
        return $"""
            {program}: {list}

              {program} plan             prove the merges and draw them
              {program} run --out DIR    prove a merge, then run it
              {program} yaml [-o FILE]   write a merge as YAML for mergekit

            {program} VERB --help has the options of a verb.

            {ExitCode.Help}

            """.ReplaceLineEndings("\n");
    }
}
