using MergeDsl.Checkpoints;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Execution;
using MergeDsl.Graph;
using MergeDsl.Manifests;

namespace MergeDsl.App;

/// <summary>The options that decide how merges are checked.</summary>
internal sealed record LoadOptions
{
    /// <summary>The merge that is meant, where it was named.</summary>
    public string? Merge { get; init; }

    /// <summary>A directory with models by name.</summary>
    public string? ModelsDirectory { get; init; }

    /// <summary>The files of manifests.</summary>
    public IReadOnlyList<string> Manifests { get; init; } = [];

    /// <summary>Manifests that lie among the files of a program: those of models that the merges name are used, and nothing is reported about the others.</summary>
    public IReadOnlyList<string> FoundManifests { get; init; } = [];

    /// <summary>Indicates whether warnings are errors.</summary>
    public bool Strict { get; init; }

    /// <summary>Indicates whether near misses are warnings.</summary>
    public bool Lenient { get; init; }

    /// <summary>Indicates whether one merge is meant, even where none is named: then it must be clear which.</summary>
    public bool One { get; init; }

    /// <summary>Indicates whether one merge is to run: then it must be clear which, and its models must be on the disk.</summary>
    public bool ToRun { get; init; }

    /// <summary>Ends the loading.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>The file that is named where a diagnostic has no better place; null for none.</summary>
    public string? File { get; init; }

    /// <summary>The paths that no output may replace.</summary>
    public EquatableArray<Engine.InputPath> Inputs =>
        [
            .. Manifests.Concat(FoundManifests).Select(path => new Engine.InputPath("the manifest", path)),
            .. ModelsDirectory is { } models ? [new Engine.InputPath("--models-dir", models)] : Array.Empty<Engine.InputPath>(),
        ];

    /// <summary>Completes diagnostics: their places, and the severities that the user wants.</summary>
    public IReadOnlyList<MergeDiagnostic> Finish(IEnumerable<MergeDiagnostic> diagnostics) =>
        Report.WithSeverities(File is null ? diagnostics : Report.WithPlaces(diagnostics, File), Strict, Lenient);
}

/// <summary>Checks the merges that a front end has read.</summary>
internal static class MergeLoader
{
    /// <summary>Checks merges.</summary>
    /// <param name="graph">The merges.</param>
    /// <param name="read">What was found in reading them that concerns none of them alone.</param>
    /// <param name="options">How.</param>
    /// <exception cref="WrongCommandLineException">It is not clear which merge is meant, or it is not there.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LoadedMerges Load(MergeGraph graph, IEnumerable<MergeDiagnostic> read, LoadOptions options)
    {
        var found = new List<MergeDiagnostic>(read);
        int result = graph.Nodes.Count == 0 ? 0 : Choose(graph, options);
        GivenManifests given = GivenManifests.Read(options.Manifests);
        found.AddRange(given.Diagnostics);
        (string File, Manifest Manifest)[] around = [.. GivenManifests.Read(options.FoundManifests).NamedBy(graph)];
        found.AddRange(GivenManifests.Conflicts([.. around, .. given.Files]));
        string? models = options.ModelsDirectory;
        if (models is not null && !Directory.Exists(models))
        {
            string what = File.Exists(models) ? "is a file" : "is not there";
            found.Add(
                DiagnosticKinds.CannotRead.Says(
                    $"--models-dir {Printable.Quote(models)} {what}; name the directory that holds the models"
                ) with
                {
                    Place = new(models, 1, 1),
                }
            );
            models = null;
        }
        // A model that is missing because of a fault that is reported already is not reported again.
        bool mustBind = options.ToRun && !found.Any(diagnostic => diagnostic.Severity == Severity.Error);
        var resolver = new ModelResolver(models, options.File is { } file ? Path.GetDirectoryName(Path.GetFullPath(file)) : null)
        {
            CancellationToken = options.Cancel,
        };
        LoadedMerges loaded = LoadedMerges.Of(
            Tolerant(graph, options.Lenient),
            result,
            [.. around.Select(pair => pair.Manifest), .. given.Manifests],
            resolver,
            mustBind,
            options.Finish
        );
        found.AddRange(given.Unused(graph));
        loaded = loaded with { Found = options.Finish(found) };
        return options.Merge is null && !options.One ? loaded : loaded.Narrow();
    }

    /// <summary>The merge that is meant.</summary>
    /// <exception cref="WrongCommandLineException">It is not clear which, or it is not there.</exception>
    public static int Choose(MergeGraph graph, LoadOptions options)
    {
        string? fault;
        if (options.Merge is { } name)
            return MergeChoice.Find(graph, name, out fault) ?? throw new WrongCommandLineException(fault!);
        return MergeChoice.Only(graph, out fault)
            ?? (options.ToRun || options.One ? throw new WrongCommandLineException(fault!) : graph.Ends[^1]);
    }

    private static MergeGraph Tolerant(MergeGraph graph, bool lenient) =>
        lenient
            ? graph with
            {
                Nodes =
                [
                    .. graph.Nodes.Select(node => node with { Tolerates = node.Tolerates ?? (static diagnostic => diagnostic.IsNearMiss) }),
                ],
            }
            : graph;
}
