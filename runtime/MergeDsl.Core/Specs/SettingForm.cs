using MergeDsl.Collections;

namespace MergeDsl.Specs;

/// <summary>The one grammar of settings: a value; a list of values, which is a gradient; a list of rules that one value may close.</summary>
internal static class SettingForm
{
    /// <summary>Reads what was written.</summary>
    /// <param name="items">The elements, in order.</param>
    /// <returns>The rules, or null; the problem, or null; and the element that has it, or -1 for the whole.</returns>
    public static (EquatableArray<RuleSpec>? Rules, string? Problem, int Item) Read(IReadOnlyList<SettingItem> items)
    {
        if (items.Count == 0)
            return (null, "an empty list sets nothing; give a value, or leave the setting out", -1);
        for (int i = 0; i < items.Count; i++)
        {
            if (items[i].Values.IsEmpty)
                return (null, "an empty gradient has no value; give at least one", i);
        }
        if (items.All(item => !item.IsRule && !item.IsGradient))
        {
            return ([new(null, items.Select(item => item.Values[0]).ToEquatableArray())], null, -1);
        }
        int plain = items.Count(item => !item.IsRule);
        if (plain > 1)
        {
            int second = items.Select((item, i) => (item, i)).Where(pair => !pair.item.IsRule).Skip(1).First().i;
            return (
                null,
                "values and rules are mixed; write a list of numbers (a gradient), or rules (filter, value) of which one value may be the last",
                second
            );
        }
        return ([.. items.Select(item => new RuleSpec(item.Filter is null or "" or "*" ? null : item.Filter, item.Values))], null, -1);
    }
}
