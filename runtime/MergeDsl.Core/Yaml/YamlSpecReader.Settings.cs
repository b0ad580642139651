using System.Globalization;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Schemas;
using MergeDsl.Specs;

namespace MergeDsl.Yaml;

/// <content>Settings: a value, a gradient, a rule or a list of rules.</content>
internal sealed partial class YamlSpecReader
{
    /// <summary>Reads the setting of a parameter. Null where there is none: an empty list counts as not set.</summary>
    private EquatableArray<RuleSpec>? ReadSetting(YamlEntry entry, ParameterSchema parameter, SpecPath path)
    {
        Place place = PlaceOf(entry);
        switch (entry.Value)
        {
            case YamlList { Items.Count: 0 }:
                return null;
            case YamlList list when list.Items.Any(item => item is YamlMap):
                return ReadRules(list, parameter, path);
            case YamlMap map:
                RuleSpec? only = ReadRule(map, parameter, path, path.Element(0));
                return only is null ? Wrong(parameter, path) : [only];
            default:
                places.SetValue(path.Element(0), place);
                EquatableArray<double>? values = ReadValues(entry, parameter, path, path.Element(0).Member("value"));
                return values is null ? Wrong(parameter, path) : [new RuleSpec(null, values.Value)];
        }
    }

    /// <summary>mergekit takes an empty list for no setting at all and asks the next scope: a fault only where no scope has one.</summary>
    private void SettleEmptyLists()
    {
        foreach ((YamlEntry entry, ParameterSchema parameter, YamlLevel level) in emptyLists)
        {
            SpecPath path = level.Path.Member(parameter.Name);
            string name = Printable.Quote(parameter.Name);
            bool isMissing = parameter.Required && !level.IsCovered(parameter);
            AddAt(
                DiagnosticKinds.MalformedSetting,
                PlaceOf(entry),
                path,
                isMissing
                    ? $"{name} is an empty list, which counts as not set, and {schema!.Name} needs it: write a value such as '{parameter.Name}: {Example(parameter)}'"
                    : $"{name} is an empty list, which counts as not set: write a value or leave it out",
                isMissing ? null : Severity.Warning,
                null,
                false
            );
            if (isMissing)
                level.Settings[parameter.Name] = Wrong(parameter, path);
        }
    }

    private EquatableArray<RuleSpec>? ReadRules(YamlList list, ParameterSchema parameter, SpecPath path)
    {
        List<RuleSpec> rules = [];
        for (int i = 0; i < list.Items.Count; i++)
        {
            SpecPath at = path.Element(i);
            places.SetValue(at, PlaceOf(list.Items[i]));
            switch (list.Items[i])
            {
                case YamlMap map:
                    if (ReadRule(map, parameter, at, at) is not { } rule)
                        return Wrong(parameter, path);
                    rules.Add(rule);
                    break;
                case YamlScalar scalar:
                    Refuse(
                        DiagnosticKinds.MalformedSetting,
                        scalar,
                        at,
                        $"{Printable.Quote(parameter.Name)} mixes rules and plain values: write this one as a rule without a filter, '- value: {Printable.Line(scalar.Text)}'"
                    );
                    return Wrong(parameter, path);
                default:
                    Refuse(
                        DiagnosticKinds.MalformedSetting,
                        list.Items[i],
                        at,
                        $"{Printable.Quote(parameter.Name)} mixes rules and lists: every entry is a rule with 'value', and 'filter' if it is not for all tensors"
                    );
                    return Wrong(parameter, path);
            }
        }
        return rules.ToEquatableArray();
    }

    private RuleSpec? ReadRule(YamlMap map, ParameterSchema parameter, SpecPath at, SpecPath path)
    {
        Section section = Open(map, YamlScope.Rule, path);
        places.SetValue(path, PlaceOf(map));
        if (section["value"] is not { } value)
        {
            Refuse(DiagnosticKinds.MalformedSetting, map, at, $"this rule of {Printable.Quote(parameter.Name)} has no 'value'");
            return null;
        }
        string? filter = null;
        if (section["filter"] is { } filterEntry && !IsNull(filterEntry.Value))
        {
            filter = ReadText(filterEntry, path.Member("filter"), "a part of tensor names, such as 'mlp',");
            if (filter is null)
                return null;
            if (filter is "*" or "")
                filter = null;
        }
        EquatableArray<double>? values = ReadValues(value, parameter, at, path.Member("value"));
        return values is null ? null : new(filter, values.Value);
    }

    /// <summary>A value or a gradient.</summary>
    private EquatableArray<double>? ReadValues(YamlEntry entry, ParameterSchema parameter, SpecPath reported, SpecPath path)
    {
        string name = Printable.Quote(parameter.Name);
        places.SetValue(path, PlaceOf(entry));
        switch (entry.Value)
        {
            case YamlScalar scalar:
                return ReadNumber(scalar, entry, parameter, reported) is { } number ? [number] : null;
            case YamlList { Items.Count: > 0 } list:
                double[] values = new double[list.Items.Count];
                for (int i = 0; i < values.Length; i++)
                {
                    places.SetValue(path.Element(i), PlaceOf(list.Items[i]));
                    if (list.Items[i] is not YamlScalar item)
                    {
                        Refuse(
                            DiagnosticKinds.MalformedSetting,
                            list.Items[i],
                            reported,
                            list.Items[i] is YamlMap
                                ? $"a rule cannot stand inside a rule: the value of {name} is a number or a list of numbers"
                                : $"a list inside a list: {name} is a number, a list of numbers or a list of rules"
                        );
                        return null;
                    }
                    if (ReadNumber(item, null, parameter, reported) is not { } element)
                        return null;
                    values[i] = element;
                }
                return EquatableArray.Create(values);
            case YamlList:
                Refuse(
                    DiagnosticKinds.MalformedSetting,
                    entry,
                    reported,
                    $"the value of this rule of {name} is an empty list: write a value, or leave the rule out"
                );
                return null;
            default:
                Refuse(
                    DiagnosticKinds.MalformedSetting,
                    entry,
                    reported,
                    $"a rule cannot stand inside a rule: the value of {name} is a number or a list of numbers"
                );
                return null;
        }
    }

    private double? ReadNumber(YamlScalar scalar, YamlEntry? entry, ParameterSchema parameter, SpecPath path)
    {
        YamlEntry at = entry ?? new(scalar, scalar);
        string name = Printable.Quote(parameter.Name),
            quoted = Printable.Quote(scalar.Text);
        YamlScalarValue value = YamlScalarValue.Of(scalar);
        if (value.Kind == YamlScalarKind.Null)
        {
            Refuse(DiagnosticKinds.MalformedSetting, at, path, $"{name} has no value: write one, or leave it out");
            return null;
        }
        double number = value.Number;
        bool isNumber =
            value.Kind is YamlScalarKind.Number or YamlScalarKind.Boolean
            || (value.Kind == YamlScalarKind.Text && YamlScalarValue.TryDecimal(scalar.Text, out number));
        if (parameter.Type == ParameterType.Boolean)
        {
            if (value.Kind == YamlScalarKind.Text && BooleanText(scalar.Text) is { } flag)
                return flag;
            if (isNumber && number is 0 or 1)
                return number + 0;
            Refuse(DiagnosticKinds.ValueType, at, path, $"{name} must be true or false (or 1 or 0), not {quoted}");
            return null;
        }
        if (!isNumber)
        {
            string hint =
                value.Kind == YamlScalarKind.Impossible ? $": its tag {Printable.Quote(ShortTag(scalar.Tag!))} does not fit"
                : YamlScalarValue.TryDecimal(scalar.Text.Replace(',', '.'), out _)
                    ? $": write {Printable.Line(scalar.Text.Trim().Replace(',', '.'))}"
                : scalar.Text.Split('/') is [var upper, var lower]
                && YamlScalarValue.TryDecimal(upper, out double dividend)
                && YamlScalarValue.TryDecimal(lower, out double divisor)
                && divisor != 0
                    ? $": write {Numbers.Format(dividend / divisor)}"
                : scalar.Text.EndsWith("%", StringComparison.Ordinal)
                && YamlScalarValue.TryDecimal(scalar.Text.TrimEnd('%'), out double percent)
                    ? $": write {Numbers.Format(percent / 100)}"
                : "";
            Refuse(
                DiagnosticKinds.ValueType,
                at,
                path,
                $"{name} must be a {(parameter.Type == ParameterType.Integer ? "whole " : "")}number, not {quoted}{hint}"
            );
            return null;
        }
        if (
            parameter.Type == ParameterType.Integer
            && (double.IsNaN(number) || double.IsInfinity(number) || number != Math.Truncate(number))
        )
        {
            Refuse(DiagnosticKinds.ValueType, at, path, $"{name} must be a whole number, not {quoted}");
            return null;
        }
        if (value.IsSurprising)
            AddSurprise(scalar, number, path);
        return number;
    }

    private void AddSurprise(YamlScalar scalar, double number, SpecPath path) =>
        Add(
            DiagnosticKinds.SurprisingNumber,
            scalar,
            path,
            $"{Printable.Quote(scalar.Text)} is {number.ToString("R", CultureInfo.InvariantCulture)} in YAML 1.1, which mergekit reads: "
                + (scalar.Text.Contains(':') ? "numbers with ':' count in sixties" : "a leading 0 makes a number octal")
        );

    private static double? BooleanText(string text) =>
        text.Trim().ToLowerInvariant() switch
        {
            "true" or "t" or "yes" or "y" or "on" or "1" => 1,
            "false" or "f" or "no" or "n" or "off" or "0" => 0,
            _ => null,
        };

    private static string ShortTag(string tag) =>
        tag.StartsWith("tag:yaml.org,2002:", StringComparison.Ordinal) ? "!!" + tag.Substring(18) : tag;

    private static string Example(ParameterSchema parameter) => parameter.Type == ParameterType.Boolean ? "true" : "0.5";

    /// <summary>The setting of a value that was refused.</summary>
    private EquatableArray<RuleSpec> Wrong(ParameterSchema parameter, SpecPath path)
    {
        Poison(path);
        return Placeholder(parameter);
    }
}
