using System.CommandLine;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Engine;
using MergeDsl.Files;
using MergeDsl.Json;

namespace MergeDsl.Tool;

/// <summary><c>mergedsl clean</c>: removes what killed merges have left in and beside a directory.</summary>
internal sealed class CleanCommand : Verb
{
    private readonly Argument<string?> path = VerbOptions.Argument("directory");
    private readonly Option<bool> all = VerbOptions.Flag("--all", "remove complete outputs, too"),
        dryRun = VerbOptions.Flag("--dry-run", "list only"),
        json = VerbOptions.Json();

    public CleanCommand()
        : base(ToolCommandLine.Program, "clean DIR [--all] [--dry-run] [--json]")
    {
        Arguments.Add(path);
        foreach (Option option in (Option[])[all, dryRun, json])
            Options.Add(option);
    }

    public override string Text =>
        """
            Lists what merges that were killed have left in DIR and beside it, and removes it:
            outputs that were not complete, outputs that others had replaced, locks. A publication
            that was interrupted is undone or finished first. What a running merge uses is left
            alone, and so is a complete output that could not take its place, unless --all is
            given.
            """;

    public override IReadOnlyList<string> Examples => ["mergedsl clean merged", "mergedsl clean . --dry-run"];

    public override string? Fault(ParseResult parsed) =>
        string.IsNullOrEmpty(parsed.GetValue(path)) ? $"the directory to clean is missing: {Usage}" : null;

    protected override string Subject(ParseResult parsed) => parsed.GetValue(path)!;

    protected override Task<int> ExecuteAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        string directory = parsed.GetValue(path)!;
        IReadOnlyList<Leftover> found;
        try
        {
            found = Leftovers.Clean(FileSystem.OfSystem, directory, !parsed.GetValue(dryRun), parsed.GetValue(all));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw OutputFault.CannotWrite(directory, failure);
        }
        if (parsed.GetValue(json))
            output.WriteLine(JsonWriter.Indented(JsonObject.Of(("leftovers", new JsonArray(found.Select(Json).ToEquatableArray())))));
        else if (found.Count == 0)
            output.WriteLine($"{Printable.Line(directory)}: nothing is left of a killed merge");
        foreach (Leftover leftover in parsed.GetValue(json) ? [] : found)
            output.WriteLine($"{Printable.Line(leftover.Path)}: {Meaning(leftover.State)}{(leftover.IsRemoved ? ", removed" : "")}");
        return Task.FromResult(ExitCode.Done);
    }

    private static string Meaning(LeftoverState state) =>
        state switch
        {
            LeftoverState.InUse => "in use by a merge that runs",
            LeftoverState.Unfinished => "an output that is not complete",
            LeftoverState.Complete => "a complete output that could not take its place (--all removes it)",
            _ => "an output that was replaced",
        };

    private static JsonValue Json(Leftover leftover) =>
        JsonObject.Of(("path", leftover.Path), ("state", JsonNamingState(leftover.State)), ("removed", leftover.IsRemoved));

    private static string JsonNamingState(LeftoverState state) => char.ToLowerInvariant(state.ToString()[0]) + state.ToString()[1..];
}
