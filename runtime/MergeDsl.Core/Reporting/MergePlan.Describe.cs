using MergeDsl.Manifests;
using MergeDsl.Reporting;

namespace MergeDsl;

public sealed partial record MergePlan
{
    /// <summary>The plan drawn for people: what stands where in the output, under which settings. What only its models say (sizes, transparent layers) is in the description of the bound merge.</summary>
    public string Describe() => PlanDescription.Write(this, PlanFacts.Of(this, ManifestSet.Empty), static _ => null);
}
