using System.CommandLine;

namespace MergeDsl.Tool;

/// <summary><c>mergedsl plan</c>: proves a merge from headers or manifests, and draws it.</summary>
internal sealed class PlanCommand : ToolCommand
{
    private const string Form = "mergedsl plan MERGE [--merge NAME] [--models-dir DIR] [--manifest FILE]... [--json]";
    private const string Text = $"""
        {Form}

        Proves a merge from the headers or manifests of its models, and draws it. No weight
        is read, and models that are nowhere are no error: what they would say is left out.

          --merge NAME        the merge, where there are several; without it, all of them
          --models-dir DIR    a directory with models by name
          --manifest FILE     a manifest of one of the models; may be given several times
          --shard-size SIZE   the most bytes of tensor data in one file: 500MB, 5GB (the
                              default), 0 for one file
          --threads N, -j N   for the estimate of memory
          --json              one JSON object on standard output, and nothing else
          --strict            warnings are errors
          --lenient           misspelt names are warnings without effect, as in mergekit

        A plan has the layers of the output and where they come from, tensors, parameters,
        bytes, what every filter matched, files, free disk and memory that a run needs. Its
        hash is the same for merges that mean the same.

        examples
          mergedsl plan merge.yml --models-dir models
          mergedsl plan Merges.csproj --merge Expansion
          mergedsl plan merge.yml --models-dir models --json | jq .parameters

        """;

    private readonly MergeArguments arguments = new();

    public PlanCommand()
        : base("plan", Form, Text)
    {
        arguments.AddTo(this);
    }

    public override string? Fault(ParseResult parsed) => arguments.Fault(parsed, Form);

    protected override string Subject(ParseResult parsed) => parsed.GetValue(arguments.Merge)!;

    protected override void Fail(ParseResult parsed, IReadOnlyList<MergeDiagnostic> diagnostics, TextWriter output, TextWriter error) =>
        arguments.Fail(parsed, diagnostics, output, error);

    protected override Task<int> ExecuteAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken cancel) =>
        Task.Run(
            async () =>
            {
                LoadedMerges loaded = await arguments.LoadAsync(parsed, toRun: false, cancel);
                cancel.ThrowIfCancellationRequested();
                return Verbs.Plan(
                    loaded,
                    parsed.GetValue(arguments.Json),
                    parsed.GetValue(arguments.ShardSize) ?? MergeOptions.DefaultShardSize,
                    parsed.GetValue(arguments.Threads),
                    output,
                    error
                );
            },
            CancellationToken.None
        );
}
