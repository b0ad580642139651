using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Schemas;
using MergeDsl.Specs;

namespace MergeDsl.Yaml;

/// <content>Keys that are not read where they stand.</content>
internal sealed partial class YamlSpecReader
{
    private HashSet<int>? anchorHolders;

    private void RejectKey(Section section, YamlEntry entry, YamlScope scope, SpecPath path, YamlLevel? level)
    {
        string key = entry.Key.Text,
            quoted = Printable.Quote(key);
        if (scope == YamlScope.Top && HoldsAnchor(entry))
            return;
        if (scope.HasParameters && level is not null && schema?.Find(key) is { } parameter)
        {
            misplaced.Add(new(level, parameter, entry, false));
            return;
        }
        // The method is not known, and with it not which parameters belong here: one message is enough.
        if (scope.HasParameters && schema is null && methods.All.Any(method => method.Find(key) is not null))
            return;
        if (NearestName.Of(key, scope.Keys) is { } nearest)
        {
            Add(
                DiagnosticKinds.MisspeltKey,
                entry.Key,
                path.Member(key).Key,
                $"{scope.Name} has no key {quoted}; did you mean {Printable.Quote(nearest)}?",
                suggestion: nearest,
                isNearMiss: true
            );
            if (IsMeant(DiagnosticKinds.MisspeltKey, entry) && section[nearest] is null)
                Take(section, entry, nearest, path);
            return;
        }
        if (YamlScope.Elsewhere(key) is { } cure)
        {
            bool isSet =
                YamlScope.Top.Keys.Contains(key) && scope != YamlScope.Top && document.Root is YamlMap root && root[key] is not null;
            Add(
                DiagnosticKinds.MisplacedKey,
                entry.Key,
                path.Member(key).Key,
                $"{scope.Name} has no key {quoted}, it has no effect here: {cure}",
                isSet ? Severity.Warning : null
            );
            return;
        }
        Add(
            DiagnosticKinds.UnknownKey,
            entry.Key,
            path.Member(key).Key,
            YamlScope.Cure(key) is { } option
                ? $"{scope.Name} has no key {quoted}, it has no effect: {option}"
                : $"{scope.Name} has no key {quoted}, it has no effect: the keys are {string.Join(", ", scope.Keys)}"
        );
    }

    /// <summary>Indicates whether a misspelt name is read as the one that was meant, so that nothing more is reported about its absence. What is tolerated is ignored instead, as mergekit does.</summary>
    private bool IsMeant(DiagnosticKind kind, YamlEntry entry) => !lenient && !suppressions.Silences(kind.Id, PlaceOf(entry.Key));

    /// <summary>Indicates whether something in the document refers to an anchor in this entry: then that is what the entry is for.</summary>
    private bool HoldsAnchor(YamlEntry entry) => (anchorHolders ??= AnchorHolders()).Contains(entry.Key.Start);

    /// <summary>The keys of the top level that contain an anchor to which an alias refers.</summary>
    private HashSet<int> AnchorHolders()
    {
        int[] starts = [.. ((YamlMap)document.Root!).Entries.Select(entry => entry.Key.Start).OrderBy(start => start)];
        var holders = new HashSet<int>();
        foreach (int anchor in document.AliasedAnchors.Where(anchor => anchor < document.End))
        {
            int found = Array.BinarySearch(starts, anchor);
            int holder = found >= 0 ? found : ~found - 1;
            if (holder >= 0)
                holders.Add(starts[holder]);
        }
        return holders;
    }

    private void ReadParameters(YamlEntry? parameters, YamlLevel level)
    {
        if (parameters is null || IsNull(parameters.Value))
            return;
        if (parameters.Value is not YamlMap map)
        {
            Refuse(
                DiagnosticKinds.WrongNode,
                parameters,
                level.Path.Member("parameters"),
                $"'parameters' is {Describe(parameters.Value)}, but a mapping from names to settings is expected"
                    + (parameters.Value is YamlScalar text && text.Text.Contains(':') ? ": a blank belongs behind the ':'" : "")
            );
            foreach (ParameterSchema parameter in schema?.Parameters ?? [])
            {
                if (parameter.Required && level.Reads(parameter))
                    level.Settings[parameter.Name] = Placeholder(parameter);
            }
            return;
        }
        foreach (YamlEntry entry in map.Entries)
        {
            if (!IsDecimalComma(map, entry, level.Path))
                ReadParameter(entry, level);
        }
    }

    /// <summary>Reports a key that is the fraction of the number before it, as in <c>{weight: 0,5}</c>; indicates whether it is one.</summary>
    private bool IsDecimalComma(YamlMap map, YamlEntry entry, SpecPath path)
    {
        if (!entry.Key.Text.All(IsDigit) || entry.Value is not YamlScalar { Text: "" })
            return false;
        // The number before it ends right before the comma.
        YamlEntry? number = map.Entries.FirstOrDefault(other =>
            other.Value is YamlScalar value && value.End == entry.Key.Start - 1 && value.Text.TrimStart('-', '+').All(IsDigit)
        );
        if (number is not { Value: YamlScalar { Text.Length: > 0 } whole })
            return false;
        Poison(path.Member(number.Key.Text));
        AddAt(
            DiagnosticKinds.ValueType,
            text.At(whole.Start, entry.Key.End),
            path.Member(number.Key.Text),
            $"{Printable.Quote($"{whole.Text},{entry.Key.Text}")} is no number, for its comma ends the entry: write {whole.Text}.{entry.Key.Text}",
            null,
            null,
            false
        );
        return true;

        static bool IsDigit(char c) => c is >= '0' and <= '9';
    }

    private void ReadParameter(YamlEntry entry, YamlLevel level)
    {
        if (schema is null)
            return;
        string name = entry.Key.Text,
            quoted = Printable.Quote(name);
        SpecPath path = level.Path.Member(name);
        ParameterSchema? parameter = schema.Find(name);
        if (parameter is null)
        {
            bool isOfOthers = methods.All.Any(method => method.Find(name) is not null);
            string? nearest = isOfOthers ? null : NearestName.Of(name, schema.Parameters.Select(known => known.Name));
            if (nearest is not null)
            {
                Add(
                    DiagnosticKinds.UnknownParameter,
                    entry.Key,
                    path.Key,
                    $"{schema.Name} has no parameter {quoted}; did you mean {Printable.Quote(nearest)}?",
                    suggestion: nearest,
                    isNearMiss: true
                );
                parameter = schema.Find(nearest)!;
                if (
                    IsMeant(DiagnosticKinds.UnknownParameter, entry)
                    && !level.Settings.ContainsKey(nearest)
                    && level.Home(parameter) == level
                )
                    SetParameter(entry, parameter, level);
            }
            else if (!isOfOthers && YamlScope.Elsewhere(name) is { } cure)
            {
                bool isSet = document.Root is YamlMap root && YamlScope.Top.Keys.Contains(name) && root[name] is not null;
                Add(
                    DiagnosticKinds.MisplacedKey,
                    entry.Key,
                    path.Key,
                    $"{quoted} is no parameter, it has no effect here: {cure}",
                    isSet ? Severity.Warning : null
                );
            }
            else
            {
                Add(
                    DiagnosticKinds.UnreadParameter,
                    entry.Key,
                    path.Key,
                    $"{schema.Name} does not read {quoted}, it has no effect: "
                        + (
                            YamlScope.Cure(name)
                            ?? (
                                schema.Parameters.IsEmpty
                                    ? $"{schema.Name} has no parameters"
                                    : "its parameters are " + string.Join(", ", schema.Parameters.Select(known => known.Name))
                            )
                        )
                );
            }
            return;
        }
        if (level.Home(parameter) != level)
        {
            places.SetKey(path, PlaceOf(entry.Key));
            misplaced.Add(new(level, parameter, entry, true));
            return;
        }
        if (!level.Reads(parameter))
        {
            Add(
                DiagnosticKinds.ParameterOnBaseModel,
                entry.Key,
                path.Key,
                $"{quoted} on the base model has no effect: {schema.Name} reads it only for the other models"
            );
            return;
        }
        SetParameter(entry, parameter, level);
    }

    private void SetParameter(YamlEntry entry, ParameterSchema parameter, YamlLevel level)
    {
        SpecPath path = level.Path.Member(parameter.Name);
        SetPlaces(path, entry);
        if (entry.Value is YamlList { Items.Count: 0 })
            emptyLists.Add((entry, parameter, level));
        else if (ReadSetting(entry, parameter, path) is { } setting)
            level.Settings[parameter.Name] = setting;
    }

    /// <summary>Indicates whether a parameter that nothing reads is a fault or only idle depends on whether it is set elsewhere, which is known at the end.</summary>
    private void SettleMisplaced()
    {
        foreach (Misplaced item in misplaced)
            Settle(item, item.Level.IsCovered(item.Parameter));
        foreach (Misplaced item in misplaced)
        {
            // Read it where it was meant, so that nothing more is reported about its absence.
            YamlLevel home = item.Level.Home(item.Parameter);
            SpecPath path = home.Path.Member(item.Parameter.Name);
            if (
                home.IsCovered(item.Parameter)
                || !home.Reads(item.Parameter)
                || suppressions.Silences(DiagnosticKinds.MisplacedKey.Id, PlaceOf(item.Entry.Key))
            )
                continue;
            SetPlaces(path, item.Entry);
            home.Settings[item.Parameter.Name] = ReadQuietly(item.Entry, item.Parameter, path) ?? Placeholder(item.Parameter);
        }
    }

    private void Settle(Misplaced item, bool isCovered)
    {
        string name = Printable.Quote(item.Parameter.Name);
        string cure =
            item.IsUnderParameters
                ? $"{schema!.Name} reads one {name} for all models: write it under 'parameters' of {(item.Level.Kind == YamlLevelKind.Source ? "the slice or of the top level" : "the top level")}"
            : item.Level.Home(item.Parameter) == item.Level ? $"it belongs under 'parameters'"
            : $"it belongs under 'parameters' of {(item.Level.Kind == YamlLevelKind.Source ? "the slice or of the top level" : "the top level")}";
        Add(
            DiagnosticKinds.MisplacedKey,
            item.Entry.Key,
            item.Level.Path.Member(item.Parameter.Name).Key,
            $"{name} has no effect here: {cure}" + (isCovered ? "; what counts is set elsewhere" : ""),
            isCovered ? Severity.Warning : null
        );
    }

    private EquatableArray<RuleSpec>? ReadQuietly(YamlEntry entry, ParameterSchema parameter, SpecPath path)
    {
        isQuiet = true;
        EquatableArray<RuleSpec>? setting = ReadSetting(entry, parameter, path);
        isQuiet = false;
        return setting;
    }

    /// <summary>A harmless setting in the place of one that cannot be read.</summary>
    private static EquatableArray<RuleSpec> Placeholder(ParameterSchema parameter) =>
        [new RuleSpec(null, [parameter.Default ?? (parameter.Natural.Maximum <= 1 && parameter.Type == ParameterType.Number ? 0.5 : 1)])];
}
