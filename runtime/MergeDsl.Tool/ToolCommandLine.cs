using System.Reflection;

namespace MergeDsl.Tool;

/// <summary>The command line of <c>mergedsl</c>.</summary>
internal static class ToolCommandLine
{
    /// <summary>The name of the program.</summary>
    public const string Program = "mergedsl";

    /// <summary>Runs the command line of the process.</summary>
    /// <param name="args">The words behind the name of the program.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var signals = new Signals();
        using TextWriter output = Terminal.OpenOutput();
        return await Make().RunAsync(args, output, Console.Error, signals.Cancel);
    }

    private const string Help = $"""
        mergedsl: merges language models. A merge is planned and proved from headers
        alone, then run at the speed of the disk. Nothing is downloaded.

          mergedsl plan MERGE                      prove a merge and draw it
          mergedsl run MERGE --out DIR             prove it, then run it
          mergedsl manifest DIR -o FILE            keep the facts of a checkpoint in a file
          mergedsl inspect DIR|FILE.safetensors    look at a checkpoint
          mergedsl convert MERGE [-o FILE]         turn YAML into C#, and C# into YAML
          mergedsl clean DIR                       remove what killed merges have left

        mergedsl VERB --help has the options and examples of a verb; mergedsl --version.

        A merge is YAML as mergekit reads it, or a declaration in C#: a file, a project, or
        the assembly of one. A model is found as a path (from the working directory, then
        from the directory of the merge), in --models-dir, then in the local cache of the
        hub (HF_HOME, HF_HUB_CACHE).

        {ExitCode.Help}

        """;

    /// <summary>Returns the command line. It can be run once.</summary>
    public static CommandLine Make() =>
        new(
            Program,
            Help.ReplaceLineEndings("\n"),
            [
                new PlanVerb(
                    new MergeFileSource(),
                    "mergedsl plan merge.yml --models-dir models",
                    "mergedsl plan Merges.csproj --merge Expansion",
                    "mergedsl plan merge.yml --models-dir models --json | jq .parameters"
                ),
                new RunCommand(),
                new ManifestCommand(),
                new InspectCommand(),
                new ConvertCommand(),
                new CleanCommand(),
            ]
        )
        {
            Version = typeof(ToolCommandLine)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion.Split('+')[0],
            Elsewhere = CSharpHost.IsThisProcess ? null : CSharpHost.Of,
            VerbsOf = file => $"mergedsl plan {file}, or mergedsl run {file} --out DIR",
        };
}
