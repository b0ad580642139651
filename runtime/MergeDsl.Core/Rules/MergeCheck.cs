using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Schemas;
using MergeDsl.Specs;

namespace MergeDsl.Rules;

/// <summary>All rules over a plan, in their order: its own shape, its models, its tensors. What later rules would say about a part that is broken already is left out.</summary>
internal sealed record MergeCheck
{
    /// <summary>Everything that was found, in the order of the rules.</summary>
    public required IReadOnlyList<MergeDiagnostic> Diagnostics { get; init; }

    /// <summary>Indicates whether an error was found that is not tolerated.</summary>
    public required bool HasErrors { get; init; }

    /// <summary>The plan; null where the method is not known.</summary>
    public MergePlan? Plan { get; init; }

    /// <summary>The size of the plan's output.</summary>
    public PlanFacts Facts { get; init; } = new();

    /// <summary>The tensors of the output, where the manifests of all models are there and nothing is wrong.</summary>
    public CompletedMerge? Completed { get; init; }

    /// <summary>The manifest that the output will have; there where <see cref="Completed"/> is.</summary>
    public Manifest? Output { get; init; }

    /// <summary>Plans a spec and runs all rules.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="manifests">The manifests that are there.</param>
    /// <param name="found">What the front end found.</param>
    /// <param name="name">The name of the merge, where it has one.</param>
    /// <param name="tolerates">Errors that do not stop the merge: near misses that the user silenced, or has as warnings.</param>
    /// <param name="methods">The methods that there are; null for those of this program.</param>
    public static MergeCheck Run(
        MergeSpec spec,
        ManifestSet manifests,
        IEnumerable<MergeDiagnostic> found,
        string? name = null,
        Func<MergeDiagnostic, bool>? tolerates = null,
        MethodSet? methods = null
    )
    {
        if ((methods ?? MethodSet.OfProgram).Find(spec.Method) is not { } schema)
            return OfUnplanned(found);
        MergePlan plan = MergePlan.Of(spec, schema, name);
        return Run(plan with { Checkpoints = ExpectedCheckpoint.Of(plan, manifests) }, manifests, found, tolerates);
    }

    /// <summary>The check of a merge that has no plan: it cannot be read, or its method is not known.</summary>
    /// <param name="found">What the front end found.</param>
    public static MergeCheck OfUnplanned(IEnumerable<MergeDiagnostic> found)
    {
        var findings = new Findings(found, null);
        return new() { Diagnostics = findings.All, HasErrors = findings.HasErrors };
    }

    /// <summary>Runs all rules.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="manifests">The manifests that are there.</param>
    /// <param name="found">What was found before.</param>
    /// <param name="tolerates">Errors that do not stop the merge.</param>
    public static MergeCheck Run(
        MergePlan plan,
        ManifestSet manifests,
        IEnumerable<MergeDiagnostic> found,
        Func<MergeDiagnostic, bool>? tolerates = null
    )
    {
        var findings = new Findings(found, tolerates);
        findings.Add(FormRules.Check(plan.Spec));
        findings.Add(InputRules.Check(plan));
        findings.Add(ParameterRules.Check(plan, manifests));
        findings.Add(WeightRules.Check(plan));
        findings.Add(TokenizerRules.Check(plan, manifests));
        findings.Add(ScaleRules.Check(plan, manifests));
        findings.Add(AdviceRules.Check(plan));
        findings.Add(EffectRules.Check(plan));
        findings.Add(ModelRules.Check(plan, manifests));
        findings.Add(ConfigRules.Check(plan, manifests));
        HashSet<SpecPath> wrongRanges = [.. findings.All.Where(IsWrongRange).Select(diagnostic => diagnostic.Path)];
        findings.Add(FilterRules.Check(plan, manifests, wrongRanges));
        if (wrongRanges.Count > 0)
            findings.Add(TensorRules.Widths(plan, manifests));
        bool isKnown = plan.Models.Count > 0 && plan.Models.All(model => manifests.Find(model) is not null);
        (CompletedMerge Merge, Manifest Manifest)? output = isKnown && !findings.HasErrors ? Expand(plan, manifests, findings) : null;
        return new()
        {
            Diagnostics = findings.All,
            HasErrors = findings.HasErrors,
            Plan = plan,
            Facts = output is { Merge: var completed } ? PlanFacts.Of(completed) : PlanFacts.Of(plan, manifests),
            Completed = output?.Merge,
            Output = output?.Manifest,
        };
    }

    /// <summary>The plan completed from the manifests of all its models; null where something is wrong then.</summary>
    private static (CompletedMerge, Manifest)? Expand(MergePlan plan, ManifestSet manifests, Findings findings)
    {
        CompletedMerge completed = CompletedMerge.Of(plan, manifests);
        if (completed.Excess is { } excess)
        {
            findings.Add([
                DiagnosticKinds.OutputTooLarge.At(
                    SpecPath.Root.Member("merge_method"),
                    $"the merge comes to {excess}, which no model has; take fewer slices, or see that the models and their manifests are what they should be"
                ),
            ]);
            return null;
        }
        findings.Add(TensorRules.Check(completed));
        if (findings.HasErrors)
            return null;
        OutputConfig config = OutputConfig.Of(completed, completed.ManifestOf(plan.Donor!).Config);
        completed.Drop(config.DroppedTensors);
        findings.Add(config.Diagnostics);
        findings.Add(ScaleRules.Check(completed));
        findings.Add(AdviceRules.Check(completed));
        if (findings.HasErrors)
            return null;
        ManifestResult output = OutputManifest.Of(completed, config);
        findings.Add(output.Diagnostics);
        return output.Manifest is { } manifest ? (completed, manifest) : null;
    }

    private static bool IsWrongRange(MergeDiagnostic diagnostic) =>
        diagnostic.Severity == Severity.Error && diagnostic.Path.Text.EndsWith("layer_range", StringComparison.Ordinal);

    /// <summary>The findings so far, each fault once.</summary>
    private sealed class Findings
    {
        private readonly List<MergeDiagnostic> diagnostics;
        private readonly HashSet<string> broken;
        private readonly HashSet<SpecPath> wrong;
        private readonly HashSet<string?> nearMisses;
        private readonly Func<MergeDiagnostic, bool>? tolerates;

        public Findings(IEnumerable<MergeDiagnostic> found, Func<MergeDiagnostic, bool>? tolerates)
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

        public IReadOnlyList<MergeDiagnostic> All => diagnostics;

        public bool HasErrors =>
            diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error && tolerates?.Invoke(diagnostic) != true);

        public void Add(IEnumerable<MergeDiagnostic> found)
        {
            var ranges = new HashSet<SpecPath>();
            foreach (MergeDiagnostic diagnostic in found.ToArray())
            {
                // A misspelt name explains why the right one is missing, and a part that could not be read explains what follows from it.
                if (diagnostic.Kind == DiagnosticKinds.MissingParameter && nearMisses.Contains(diagnostic.Suggestion))
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
}
