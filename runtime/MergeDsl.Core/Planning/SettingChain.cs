using MergeDsl.Diagnostics;
using MergeDsl.Schemas;
using MergeDsl.Specs;

namespace MergeDsl.Planning;

/// <summary>A rule and where it was written.</summary>
internal sealed record PlacedRule(RuleSpec Rule, SpecPath Path);

/// <summary>The rules of one parameter over all scopes, innermost first: a scope whose rules match nothing gives way to the next, so the first match of the whole chain decides.</summary>
internal sealed class SettingChain(ParameterSchema parameter, IReadOnlyList<PlacedRule> rules)
{
    public ParameterSchema Parameter { get; } = parameter;

    public IReadOnlyList<PlacedRule> Rules { get; } = rules;

    /// <summary>The rule for the tensor of a name, or null.</summary>
    public PlacedRule? Find(string tensorName)
    {
        foreach (PlacedRule rule in Rules)
        {
            if (rule.Rule.Matches(tensorName))
                return rule;
        }
        return null;
    }

    /// <summary>The value for a tensor at a position in its slice; the default where no rule matches.</summary>
    public double? ValueFor(string tensorName, double position) =>
        Find(tensorName) is { } rule ? Gradients.ValueAt(rule.Rule.Values, position, Parameter.Type) : Parameter.Default;

    /// <summary>Indicates whether every tensor has a rule.</summary>
    public bool IsComplete => Rules.Any(rule => rule.Rule.Filter is null);

    /// <summary>The rules that can apply: those up to the first that matches everything.</summary>
    public IEnumerable<RuleSpec> Effective
    {
        get
        {
            foreach (PlacedRule rule in Rules)
            {
                yield return rule.Rule;
                if (rule.Rule.Filter is null)
                    yield break;
            }
        }
    }
}
