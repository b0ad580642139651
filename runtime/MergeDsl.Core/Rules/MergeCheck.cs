namespace MergeDsl;

/// <summary>All rules over a spec, in their order: its own shape, its models, its tensors. What later rules would say about a part that is broken already is left out.</summary>
internal sealed class MergeCheck
{
    private readonly List<MergeDiagnostic> diagnostics;
    private readonly HashSet<string> broken;
    private readonly HashSet<SpecPath> wrong;
    private readonly HashSet<string?> nearMisses;
    private readonly Func<MergeDiagnostic, bool>? tolerates;

    private MergeCheck(IEnumerable<MergeDiagnostic> found, Func<MergeDiagnostic, bool>? tolerates)
    {
        this.tolerates = tolerates;
        diagnostics = [.. found];
        broken = new(
            diagnostics
                .Where(diagnostic => diagnostic.Severity == Severity.Error && diagnostic.Path.Text.Length > 0 && !diagnostic.Path.OfKey)
                .Select(diagnostic => diagnostic.Path.Text),
            StringComparer.Ordinal
        );
        wrong = [.. diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => diagnostic.Path)];
        nearMisses = [.. diagnostics.Where(diagnostic => diagnostic.IsNearMiss).Select(diagnostic => diagnostic.Suggestion)];
    }

    /// <summary>Everything that was found, in the order of the rules.</summary>
    public IReadOnlyList<MergeDiagnostic> Diagnostics => diagnostics;

    /// <summary>Whether an error was found that is not tolerated.</summary>
    public bool HasErrors => diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error && tolerates?.Invoke(diagnostic) != true);

    /// <summary>The schema of the method; null where it is not known.</summary>
    public MethodSchema? Schema { get; private set; }

    /// <summary>The plan; null where the method is not known.</summary>
    public MergePlan? Plan { get; private set; }

    /// <summary>What the plan comes to.</summary>
    public PlanFacts Facts { get; private set; } = new();

    /// <summary>The tensors of the output, where the manifests of all models are there and nothing is wrong so far.</summary>
    public ExpandedMerge? Expanded { get; private set; }

    /// <summary>The configuration of the output, as far as the manifests know it; there where <see cref="Expanded"/> is.</summary>
    public OutputConfig? Config { get; private set; }

    /// <summary>Runs all rules.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="manifests">The manifests that are there.</param>
    /// <param name="found">What the front end found.</param>
    /// <param name="name">The name of the merge, where it has one.</param>
    /// <param name="methods">The methods that there are; null for those of this program.</param>
    /// <param name="tolerates">Errors that do not stop the merge: near misses that the user silenced, or has as warnings.</param>
    public static MergeCheck Run(
        MergeSpec spec,
        ManifestSet manifests,
        IEnumerable<MergeDiagnostic> found,
        string? name = null,
        Func<MergeDiagnostic, bool>? tolerates = null,
        MethodSet? methods = null
    )
    {
        var check = new MergeCheck(found, tolerates);
        if ((methods ?? MethodSet.OfProgram).Find(spec.Method) is not { } schema)
            return check;
        check.Schema = schema;
        check.AddAll(FormRules.Check(spec));
        ResolvedMerge merge = ResolvedMerge.Of(spec, schema);
        check.AddAll(InputRules.Check(merge));
        check.AddAll(ParameterRules.Check(merge));
        check.AddAll(WeightRules.Check(merge));
        check.AddAll(TokenizerRules.Check(merge));
        check.AddAll(ScaleRules.Check(merge, manifests));
        check.AddAll(AdviceRules.Check(merge));
        check.Plan = MergePlanner.Plan(merge, name) with { Checkpoints = ExpectedCheckpoint.Of(merge, manifests) };
        check.AddAll(ModelRules.Check(merge, manifests));
        check.AddAll(ConfigRules.Check(merge, manifests));
        check.Facts = PlanFacts.Of(merge, manifests);
        HashSet<SpecPath> wrongRanges = [.. check.diagnostics.Where(IsWrongRange).Select(diagnostic => diagnostic.Path)];
        check.AddAll(FilterRules.Check(merge, manifests, wrongRanges));
        if (wrongRanges.Count > 0)
            check.AddAll(ExpandedRules.Widths(merge, manifests));
        if (!check.HasErrors && merge.Models.Count > 0 && merge.Models.All(model => manifests.Find(model) is not null))
            check.Expand(merge, manifests);
        return check;
    }

    private void Expand(ResolvedMerge merge, ManifestSet manifests)
    {
        ExpandedMerge expanded = ExpandedMerge.Of(merge, manifests);
        if (expanded.Excess is { } excess)
        {
            AddAll([
                DiagnosticCatalogue.OutputTooLarge.At(
                    SpecPath.Root.Member("merge_method"),
                    $"the merge comes to {excess}, which no model has; take fewer slices, or see that the models and their manifests are what they should be"
                ),
            ]);
            return;
        }
        AddAll(ExpandedRules.Check(expanded));
        if (HasErrors)
            return;
        OutputConfig config = OutputConfig.Of(expanded, expanded.ManifestOf(merge.Donor!).Config);
        expanded.Drop(config.DroppedTensors);
        AddAll(config.Diagnostics);
        AddAll(ScaleRules.Check(expanded));
        AddAll(AdviceRules.Check(expanded));
        if (HasErrors)
            return;
        Facts = PlanFacts.Of(expanded);
        Expanded = expanded;
        Config = config;
    }

    private static bool IsWrongRange(MergeDiagnostic diagnostic) =>
        diagnostic.Severity == Severity.Error && diagnostic.Path.Text.EndsWith("layer_range", StringComparison.Ordinal);

    private void AddAll(IEnumerable<MergeDiagnostic> found)
    {
        var ranges = new HashSet<SpecPath>();
        foreach (MergeDiagnostic diagnostic in found.ToArray())
        {
            // A misspelt name explains why the right one is missing, and a part that could not be read explains what follows from it.
            if (diagnostic.Kind == DiagnosticCatalogue.MissingParameter && nearMisses.Contains(diagnostic.Suggestion))
                continue;
            if (IsBroken(diagnostic.Path))
                continue;
            if (IsWrongRange(diagnostic))
            {
                // A range that is wrong is wrong once, and what is noted about it is noise.
                if (wrong.Contains(diagnostic.Path))
                    continue;
                ranges.Add(diagnostic.Path);
            }
            diagnostics.Add(diagnostic);
            if (diagnostic.Severity == Severity.Error)
                wrong.Add(diagnostic.Path);
            if (diagnostic.IsNearMiss)
                nearMisses.Add(diagnostic.Suggestion);
        }
        if (ranges.Count > 0)
            diagnostics.RemoveAll(other => other.Severity == Severity.Note && ranges.Contains(other.Path));
    }

    private bool IsBroken(SpecPath path)
    {
        for (; broken.Count > 0 && !string.IsNullOrEmpty(path.Text); path = path.Parent)
        {
            if (broken.Contains(path.Text))
                return true;
        }
        return false;
    }
}
