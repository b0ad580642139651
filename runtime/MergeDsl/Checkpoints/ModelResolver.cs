using MergeDsl.Collections;
using MergeDsl.Diagnostics;

namespace MergeDsl.Checkpoints;

/// <summary>Finds the directory of a model: a path, then <c>--models-dir</c>, then the hub's local cache. Nothing is downloaded.</summary>
internal sealed class ModelResolver
{
    private readonly string? modelsDirectory;
    private readonly string[] bases;
    private readonly HubCache? cache;
    private readonly string? home;

    /// <summary>Ends the reading of the models that were found.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>A resolver.</summary>
    /// <param name="modelsDirectory">What <c>--models-dir</c> names, or null.</param>
    /// <param name="configurationDirectory">The directory of the configuration: paths may be relative to it.</param>
    /// <param name="workingDirectory">The directory that relative paths start from first; the process's own where it is not given.</param>
    /// <param name="environment">Reads an environment variable; the process's own where it is not given.</param>
    public ModelResolver(
        string? modelsDirectory = null,
        string? configurationDirectory = null,
        string? workingDirectory = null,
        Func<string, string?>? environment = null
    )
    {
        environment ??= Environment.GetEnvironmentVariable;
        this.modelsDirectory = modelsDirectory;
        bases = [workingDirectory ?? "", .. configurationDirectory is null ? (string[])[] : [configurationDirectory]];
        cache = HubCache.Find(environment);
        home = environment("HOME");
    }

    /// <summary>Finds a model, and its adapter where it names one.</summary>
    /// <param name="model">The reference.</param>
    /// <param name="path">The part of the spec that holds the reference.</param>
    /// <returns>The directory of the model, or what is wrong: <c>MDSL0501</c>, <c>MDSL0511</c>, and <c>MDSL0314</c> for every adapter that is there.</returns>
    public ModelResolution Resolve(Model model, SpecPath? path = null)
    {
        SpecPath at = path ?? SpecPath.Root;
        if (model.IsMalformed || model.Id.Length == 0)
        {
            return Fault(
                DiagnosticKinds.InvalidModelReference.At(
                    at,
                    $"{Printable.Quote(model.Id)} is no reference to a model; write path[@revision][+adapter[@revision]]"
                )
            );
        }
        if (model.Plan is not null)
            return Fault(
                DiagnosticKinds.NotSupported.At(
                    at,
                    $"the merge {Printable.Quote(model.Id)} as an input of another is not supported yet; run it first and name its output"
                )
            );
        string? directory = Find(model.Id, model.Revision);
        if (directory is null)
            return Fault(NotFound(DiagnosticKinds.ModelNotFound, "model", model.Id, model.Revision, at));
        return model.Adapter is null ? new(directory, []) : new(directory, [Adapter(model.Adapter, model.AdapterRevision, at)]);
    }

    /// <summary>Indicates whether an id is found as a path, and not by name in <c>--models-dir</c> or in the hub's cache.</summary>
    public bool IsPath(string id) => bases.Any(start => Directory.Exists(Path.Combine(start, Expand(id))));

    /// <summary>The model in <c>--models-dir</c> of which an id is a near miss; null where none is.</summary>
    public string? NearMiss(string id)
    {
        if (modelsDirectory is null)
            return null;
        string name = LastPart(id),
            parent = id[..^name.Length];
        return NearModel.Of(name, DirectoryNames.In(Path.Combine(modelsDirectory, parent))) is { } inner ? parent + inner
            : NearModel.Of(name, DirectoryNames.In(modelsDirectory)) is { } beside ? parent + beside
            : null;
    }

    private static ModelResolution Fault(MergeDiagnostic fault) => new(null, [fault]);

    private MergeDiagnostic Adapter(string id, string? revision, SpecPath at)
    {
        string name = Printable.Quote(id);
        string? directory = Find(id, revision);
        if (directory is null)
            return NotFound(DiagnosticKinds.AdapterNotFound, "adapter", id, revision, at);
        return File.Exists(Path.Combine(directory, CheckpointFiles.AdapterConfig))
            ? DiagnosticKinds.NotSupported.At(
                at,
                $"folding LoRA adapters is not supported yet; merge {name} into its model with PEFT first"
            )
            : DiagnosticKinds.AdapterNotFound.At(
                at,
                $"{name} is no adapter: {Printable.Quote(directory)} has no {CheckpointFiles.AdapterConfig}; name the directory that holds it"
            );
    }

    private string? Find(string id, string? revision)
    {
        string name = LastPart(id);
        IEnumerable<string> candidates = bases.Select(start => Path.Combine(start, Expand(id)));
        if (modelsDirectory is not null && !Path.IsPathRooted(Expand(id)))
        {
            candidates = candidates.Concat([
                Path.Combine(modelsDirectory, id),
                Path.Combine(modelsDirectory, name),
                Path.Combine(modelsDirectory, id.Replace("/", "--", StringComparison.Ordinal)),
            ]);
        }
        if (candidates.FirstOrDefault(Directory.Exists) is string directory)
            return directory;
        return Repository(id) is string repository ? HubCache.Snapshot(repository, revision ?? "main") : null;
    }

    private MergeDiagnostic NotFound(DiagnosticKind kind, string thing, string id, string? revision, SpecPath at)
    {
        string name = Printable.Quote(id);
        if (Repository(id) is string repository)
        {
            IReadOnlyList<string> revisions = HubCache.Revisions(repository);
            string has = revisions.Count == 0 ? "no revision of it is complete" : $"it has {CheckpointFiles.Some(revisions)}";
            return kind.At(
                at,
                $"the {thing} {name} is in the hub's cache, but not its revision {Printable.Quote(revision ?? "main")}; {has}: name one of these, or download it"
            );
        }
        if (bases.Select(start => Path.Combine(start, Expand(id))).FirstOrDefault(File.Exists) is string file)
        {
            return kind.At(at, $"the {thing} {name} is a file; name the directory that holds it");
        }
        string? nearest = Nearest(id);
        string cure =
            nearest is not null ? $"did you mean {Printable.Quote(nearest)}?"
            : HubCache.IsHubId(id)
                ? $"download it (hf download {Printable.Line(id)}), or name the directory that holds it{(modelsDirectory is null ? " with --models-dir" : "")}"
            : "correct the path";
        return kind.At(at, $"the {thing} {name} is not found: {Places(id)}; {cure}") with { Suggestion = nearest };
    }

    /// <summary>The model in the hub's cache, or in a copy of it that <c>--models-dir</c> names.</summary>
    private string? Repository(string id) =>
        (modelsDirectory is null ? null : new HubCache(modelsDirectory).Repository(id)) ?? cache?.Repository(id);

    private string Places(string id)
    {
        var places = new List<string> { "no directory of that name" };
        if (modelsDirectory is not null && !Path.IsPathRooted(Expand(id)))
            places.Add(
                Directory.Exists(modelsDirectory)
                    ? $"none in --models-dir {Printable.Quote(modelsDirectory)}"
                    : $"--models-dir {Printable.Quote(modelsDirectory)} is not there either"
            );
        if (cache is not null && HubCache.IsHubId(id))
            places.Add($"none in the hub's cache {Printable.Quote(cache.Directory)}");
        return string.Join(", ", places);
    }

    /// <summary>The directory or cached model whose name is closest: what was probably meant.</summary>
    private string? Nearest(string id)
    {
        string name = LastPart(id),
            parent = id[..^name.Length];
        foreach (string start in bases)
        {
            // An empty start is the working directory.
            string around = Path.Combine(start, Expand(parent));
            if (NearestName.Of(name, DirectoryNames.In(around.Length == 0 ? "." : around)) is string beside)
                return parent + beside;
        }
        if (cache is not null && NearestName.Of(id, cache.Ids()) is string cached)
            return cached;
        if (modelsDirectory is null)
            return null;
        return NearestName.Of(name, DirectoryNames.In(Path.Combine(modelsDirectory, parent))) is string inner
            ? parent + inner
            : NearestName.Of(name, DirectoryNames.In(modelsDirectory))
                ?? NearestName.Of(id.Replace("/", "--", StringComparison.Ordinal), DirectoryNames.In(modelsDirectory));
    }

    private static string LastPart(string id) => id[(id.TrimEnd('/').LastIndexOf('/') + 1)..];

    private string Expand(string path) =>
        home is not null && (path == "~" || path.StartsWith("~/", StringComparison.Ordinal)) ? home + path[1..] : path;
}

/// <summary>The result of <see cref="ModelResolver"/>.</summary>
/// <param name="Directory">The directory of the model; null where there is none. It can be used only where there is no error.</param>
/// <param name="Diagnostics">What is wrong with the reference.</param>
internal sealed record ModelResolution(string? Directory, EquatableArray<MergeDiagnostic> Diagnostics);
