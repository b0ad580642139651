namespace MergeDsl.App;

/// <summary>A verb of a program with merges.</summary>
/// <param name="Name">The verb.</param>
/// <param name="Form">What follows it, in one line.</param>
/// <param name="Argument">What an argument without an option is; null where there is none.</param>
/// <param name="Options">Its options.</param>
/// <param name="Text">Its help, without the first line.</param>
internal sealed record AppVerb(string Name, string Form, string? Argument, IReadOnlyList<AppOption> Options, string Text)
{
    public static readonly AppVerb Plan = new(
        "plan",
        "[--merge NAME] [--models-dir DIR] [--json]",
        null,
        [
            AppOption.Merge,
            AppOption.ModelsDirectory,
            AppOption.Manifest,
            AppOption.ShardSize,
            AppOption.Threads,
            AppOption.Json,
            AppOption.Strict,
            AppOption.Lenient,
        ],
        """
        Proves the merges of this program from the headers or manifests of their models, and
        draws them. No weight is read, and models that are nowhere are no error: what they
        would say is left out.

          --merge NAME        the merge; without it, all of them
          --models-dir DIR    a directory with models by name
          --manifest FILE     a manifest of one of the models; may be given several times
          --shard-size SIZE   the most bytes of tensor data in one file: 500MB, 5GB (the
                              default), 0 for one file
          --threads N, -j N   for the estimate of memory
          --json              one JSON object on standard output, and nothing else
          --strict            warnings are errors
          --lenient           misspelt names are warnings

        """
    );

    public static readonly AppVerb Run = new(
        "run",
        "--out DIR [--merge NAME] [--models-dir DIR] [--overwrite]",
        "directory",
        [
            AppOption.Out,
            AppOption.Overwrite,
            AppOption.Merge,
            AppOption.ModelsDirectory,
            AppOption.Manifest,
            AppOption.ShardSize,
            AppOption.Threads,
            AppOption.Seed,
            AppOption.Quiet,
            AppOption.Json,
            AppOption.Strict,
            AppOption.Lenient,
        ],
        """
        Proves a merge of this program as plan does, then runs it, with the merges whose
        results it takes. The output grows beside DIR and appears there when all of it is
        on the disk: after a failure, or Ctrl-C, nothing is left behind.

          --out DIR, -o DIR   the output: not there yet, or an empty directory
          --overwrite         replace an output of an earlier merge, as a whole, at the end;
                              a directory with anything else in it is never replaced
          --merge NAME        the merge, where there are several
          --models-dir DIR    a directory with models by name
          --manifest FILE     a manifest that one of the models must agree with
          --shard-size SIZE   the most bytes of tensor data in one file: 500MB, 5GB (the
                              default), 0 for one file
          --threads N, -j N   0, the default, for as many as are useful
          --seed N            the seed of methods that draw at random
          --quiet, -q         neither the plan nor the progress, only what is wrong
          --json              one JSON object on standard output, and nothing else
          --strict            warnings are errors
          --lenient           misspelt names are warnings

        """
    );

    public static readonly AppVerb Yaml = new(
        "yaml",
        "[--merge NAME] [-o FILE]",
        null,
        [
            AppOption.Merge,
            AppOption.Output,
            AppOption.ModelsDirectory,
            AppOption.Manifest,
            AppOption.Json,
            AppOption.Strict,
            AppOption.Lenient,
        ],
        """
        Writes a merge of this program as YAML that mergekit reads with the same meaning.
        Where mergekit has no form for something, that is said, and nothing is written.

          --output FILE, -o FILE   the file to write; standard output without it
          --merge NAME             the merge, where there are several
          --models-dir DIR         a directory with models by name, to prove the merge against
          --manifest FILE          a manifest of one of the models; may be given several times
          --json                   one JSON object on standard output, and nothing else
          --strict                 warnings are errors
          --lenient                misspelt names are warnings

        """
    );

    public static IReadOnlyList<AppVerb> All { get; } = [Plan, Run, Yaml];

    /// <summary>The help of the verb.</summary>
    public string Help(string program) => $"{program} {Name} {Form}\n\n{Text}".ReplaceLineEndings("\n");

    /// <summary>The help of the program.</summary>
    public static string Help(string program, IReadOnlyList<string> merges)
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

            exit codes
              0    done
              1    the merge is wrong
              2    the command line is wrong
              3    a checkpoint cannot be used, or a file cannot be read or written
              4    a fault of MergeDsl
              130  cancelled; nothing is left behind

            """.ReplaceLineEndings("\n");
    }
}
