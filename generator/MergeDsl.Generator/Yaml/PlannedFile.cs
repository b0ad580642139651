namespace MergeDsl.Generator.Yaml;

/// <summary>A YAML file with all its merges checked: each may have those before it as inputs, and the last one is the result.</summary>
internal sealed class PlannedFile
{
    private readonly List<MergeDiagnostic> diagnostics = [];

    private PlannedFile(MergeFile file, IReadOnlyList<Manifest> manifests)
    {
        File = file;
        diagnostics.AddRange(file.Merge.Diagnostics.Except(file.Merge.Documents.SelectMany(document => document.Diagnostics)));
        var checks = new List<MergeCheck>();
        var plans = new Dictionary<string, MergePlan>(StringComparer.Ordinal);
        foreach (YamlDocument document in file.Merge.Documents)
        {
            Check = null;
            if (document.Spec is not { } spec)
            {
                diagnostics.AddRange(document.Diagnostics);
                continue;
            }
            MergeSpec chained = SpecModels.Map(spec, model => plans.TryGetValue(model.Id, out MergePlan? input) ? (Model)input : model);
            Manifests = OutputManifest.With(
                chained,
                manifests,
                input => checks.FirstOrDefault(check => ReferenceEquals(check.Plan, input))
            );
            Check = MergeCheck.Run(
                chained,
                Manifests,
                document.Diagnostics,
                document.Name ?? file.Name,
                diagnostic => diagnostic.IsNearMiss && document.IsSilenced(diagnostic),
                new(file.Methods)
            );
            diagnostics.AddRange(document.Report(Check.Diagnostics));
            if (document.Name is not { } name || Check.HasErrors || Check.Plan is not { } plan)
                continue;
            plans[name] = plan;
            checks.Add(Check);
        }
    }

    public MergeFile File { get; }

    /// <summary>The last merge; null where it cannot be read.</summary>
    public MergeCheck? Check { get; private set; }

    /// <summary>The manifests that the last merge was checked against.</summary>
    public ManifestSet? Manifests { get; private set; }

    /// <summary>Everything that is wrong, with places.</summary>
    public IReadOnlyList<MergeDiagnostic> Diagnostics => diagnostics;

    /// <summary>The plan, where nothing is wrong.</summary>
    public MergePlan? Plan => diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error) ? null : Check?.Plan;

    public static PlannedFile Of(MergeFile file, IReadOnlyList<Manifest> manifests) => new(file, manifests);
}
