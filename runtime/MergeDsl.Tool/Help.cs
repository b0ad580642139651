using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace MergeDsl.Tool;

/// <summary>The help of a verb, or of the whole tool.</summary>
internal sealed class HelpText : SynchronousCommandLineAction
{
    private const string Root = """
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

        exit codes
          0    done
          1    the merge is wrong
          2    the command line is wrong
          3    a checkpoint cannot be used, or a file cannot be read or written
          4    a fault of mergedsl
          130  cancelled; nothing is left behind

        """;

    public override bool ClearsParseErrors => true;

    public string Of(ParseResult parsed) => parsed.CommandResult.Command is ToolCommand command ? command.Help : Root;

    public override int Invoke(ParseResult parseResult) => ExitCode.Done;
}

/// <summary>The version.</summary>
internal sealed class VersionText : SynchronousCommandLineAction
{
    public static string Text { get; } =
        "mergedsl "
        + (
            typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? ""
        )
        + "\n";

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult) => ExitCode.Done;
}
