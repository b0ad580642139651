using System.Globalization;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Specs;

namespace MergeDsl.Yaml;

/// <content>Models, slices, sources, layer ranges and modules.</content>
internal sealed partial class YamlSpecReader
{
    private void ReadInputs(YamlEntry? models, YamlLevel parent)
    {
        foreach ((YamlNode item, SpecPath path) in Items(models, parent.Path.Member("models"), "a list of models, each '- model: name',"))
        {
            YamlLevel level = new(YamlLevelKind.Input, path, parent);
            parent.Children.Add(level);
            ReadMember(item, level, YamlScope.Input, "- model: name");
        }
    }

    private void ReadSlices(YamlEntry? slices, YamlLevel parent)
    {
        foreach ((YamlNode item, SpecPath path) in Items(slices, parent.Path.Member("slices"), "a list of slices, each '- sources: ...',"))
        {
            YamlLevel level = new(YamlLevelKind.Slice, path, parent);
            parent.Children.Add(level);
            if (item is not YamlMap map)
            {
                Refuse(DiagnosticKinds.WrongNode, item, path, $"a slice is {Describe(item)}, but a mapping with 'sources' is expected");
                isUsable = false;
                continue;
            }
            Section section = Open(map, YamlScope.Slice, path, level);
            if (section["base_model"] is { } baseModel && !IsNull(baseModel.Value))
                level.BaseModel = ReadModel(baseModel, path.Member("base_model"));
            if (section["residual_weight"] is { } residual)
            {
                Add(
                    DiagnosticKinds.UnknownKey,
                    residual.Key,
                    path.Member("residual_weight").Key,
                    "'residual_weight' has no effect: mergekit accepts it and never reads it"
                );
            }
            ReadParameters(section["parameters"], level);
            if (section["sources"] is not { } sources)
            {
                Refuse(
                    DiagnosticKinds.MissingKey,
                    item,
                    path.Member("sources"),
                    "this slice has no 'sources': it needs a list, each '- model: name' with a 'layer_range'"
                );
                Poison(path);
                continue;
            }
            foreach (
                (YamlNode source, SpecPath at) in Items(
                    sources,
                    path.Member("sources"),
                    "a list of sources, each '- model: name' with a 'layer_range',"
                )
            )
            {
                YamlLevel leaf = new(YamlLevelKind.Source, at, level);
                level.Children.Add(leaf);
                ReadMember(source, leaf, YamlScope.Source, "- model: name");
            }
        }
    }

    private void ReadModules(YamlEntry? modules, YamlLevel top)
    {
        if (modules is null || IsNull(modules.Value))
            return;
        if (modules.Value is not YamlMap map)
        {
            Refuse(
                DiagnosticKinds.WrongNode,
                modules,
                new("modules"),
                $"'modules' is {Describe(modules.Value)}, but a mapping from module names to modules is expected"
            );
            isUsable = false;
            return;
        }
        bool isFlat =
            map.Entries.Count == 1 && map.Entries[0].Key.Text == "default" && top.Children.Count == 0 && IsFlat(map.Entries[0].Value, top);
        foreach (YamlEntry entry in map.Entries)
        {
            SpecPath path = isFlat ? SpecPath.Root : new SpecPath("modules").Member(entry.Key.Text);
            if (!isFlat)
                SetPlaces(path, entry);
            if (entry.Value is not YamlMap body)
            {
                Refuse(
                    DiagnosticKinds.WrongNode,
                    entry,
                    path,
                    $"the module {Printable.Quote(entry.Key.Text)} is {Describe(entry.Value)}, but a mapping with 'models' or 'slices' is expected"
                );
                isUsable = false;
                continue;
            }
            YamlLevel level = isFlat ? top : new(YamlLevelKind.Module, path, top) { Name = entry.Key.Text };
            if (!isFlat)
                top.Children.Add(level);
            Section section = Open(body, YamlScope.Module, path, level);
            ReadParameters(section["parameters"], level);
            ReadInputs(section["models"], level);
            ReadSlices(section["slices"], level);
        }
    }

    /// <summary>The only module of a checkpoint with one stack is the merge itself, unless a parameter is set for both.</summary>
    private static bool IsFlat(YamlNode module, YamlLevel top) =>
        module is YamlMap map
        && !(map["parameters"]?.Value is YamlMap parameters && parameters.Entries.Any(entry => top.Settings.ContainsKey(entry.Key.Text)));

    /// <summary>A model of 'models' or of 'sources'.</summary>
    private void ReadMember(YamlNode item, YamlLevel level, YamlScope scope, string form)
    {
        if (item is not YamlMap map)
        {
            // Whoever writes names alone does it for all of them: the first is enough.
            if (!poisonedLists.Contains(level.Path.Parent.Text))
            {
                Refuse(DiagnosticKinds.WrongNode, item, level.Path, $"this is {Describe(item)}, but a mapping is expected: write '{form}'");
            }
            level.Model = item is YamlScalar name ? Model.Parse(name.Text) : new Model("") { IsMalformed = true };
            Poison(level.Path);
            return;
        }
        Section section = Open(map, scope, level.Path, level);
        if (section["model"] is not { } reference)
        {
            Refuse(
                DiagnosticKinds.MissingKey,
                map.Entries.Count > 0 ? map.Entries[0].Key : map,
                level.Path,
                "the key 'model' is missing: it names a model of the hub or a directory"
            );
            level.Model = new Model("") { IsMalformed = true };
            Poison(level.Path);
        }
        else
        {
            level.Model = ReadModel(reference, level.Path.Member("model"));
        }
        if (
            level.Model is { IsMalformed: false, Revision: null } model
            && map["revision"]?.Value is YamlScalar { Text.Length: > 0 } revision
        )
            level.Model = model with { Revision = revision.Text };
        if (scope == YamlScope.Source)
            ReadLayers(section["layer_range"], map, level);
        ReadParameters(section["parameters"], level);
    }

    private void ReadLayers(YamlEntry? entry, YamlMap source, YamlLevel level)
    {
        SpecPath path = level.Path.Member("layer_range");
        const string form = "a layer range is a pair '[first, end]', the end excluded, such as [0, 32]";
        if (entry is null)
        {
            Refuse(
                DiagnosticKinds.MissingKey,
                source.Entries.Count > 0 ? source.Entries[0].Key : source,
                path,
                "the key 'layer_range' is missing: " + form
            );
            return;
        }
        if (entry.Value is not YamlList { Items.Count: 2 } list)
        {
            string what = entry.Value is YamlList other
                ? $"has {other.Items.Count.ToString(CultureInfo.InvariantCulture)} {(other.Items.Count == 1 ? "value" : "values")}"
                : $"is {Describe(entry.Value)}";
            Refuse(DiagnosticKinds.InvalidLayerRange, entry, path, $"'layer_range' {what}: {form}");
            return;
        }
        int[] ends = new int[2];
        for (int i = 0; i < 2; i++)
        {
            places.SetValue(path.Element(i), PlaceOf(list.Items[i]));
            if (ReadWhole(list.Items[i], path) is not { } number)
            {
                Refuse(
                    DiagnosticKinds.InvalidLayerRange,
                    list.Items[i],
                    path,
                    $"{(list.Items[i] is YamlScalar scalar ? Printable.Quote(scalar.Text) : Describe(list.Items[i]))} is no layer number: {form}"
                );
                return;
            }
            if (number < 0)
            {
                Refuse(
                    DiagnosticKinds.InvalidLayerRange,
                    list.Items[i],
                    path,
                    $"layer numbers begin at 0, {number.ToString(CultureInfo.InvariantCulture)} is below: {form}"
                );
                return;
            }
            ends[i] = number;
        }
        level.Layers = new Range(ends[0], ends[1]);
    }

    private int? ReadWhole(YamlNode node, SpecPath path)
    {
        if (node is not YamlScalar scalar)
            return null;
        YamlScalarValue value = YamlScalarValue.Of(scalar);
        double number = value.Number;
        bool isNumber =
            value.Kind == YamlScalarKind.Number
            || (value.Kind == YamlScalarKind.Text && YamlScalarValue.TryDecimal(scalar.Text, out number));
        if (!isNumber || number != Math.Truncate(number) || Math.Abs(number) > int.MaxValue)
            return null;
        if (value.IsSurprising)
            AddSurprise(scalar, number, path);
        return (int)number;
    }

    /// <summary>The items of a list; none where the key is absent or null.</summary>
    private IEnumerable<(YamlNode Item, SpecPath Path)> Items(YamlEntry? entry, SpecPath path, string meaning)
    {
        if (entry is null || IsNull(entry.Value))
            yield break;
        if (entry.Value is not YamlList list)
        {
            Refuse(
                DiagnosticKinds.WrongNode,
                entry,
                path,
                $"{Printable.Quote(entry.Key.Text)} is {Describe(entry.Value)}, but {meaning} is expected"
            );
            isUsable = false;
            yield break;
        }
        for (int i = 0; i < list.Items.Count; i++)
        {
            places.SetValue(path.Element(i), PlaceOf(list.Items[i]));
            yield return (list.Items[i], path.Element(i));
        }
    }

    private MergeSpec Build(MergeSpec spec, YamlLevel top) =>
        spec with
        {
            Models = Inputs(top),
            Slices = Slices(top),
            Modules = top
                .Children.Where(child => child.Kind == YamlLevelKind.Module)
                .Select(module => new ModuleSpec(module.Name, Inputs(module), Slices(module), module.Parameters(schema!)))
                .ToEquatableArray(),
            Parameters = top.Parameters(schema!),
        };

    private EquatableArray<InputSpec> Inputs(YamlLevel level) =>
        level
            .Children.Where(child => child.Kind == YamlLevelKind.Input)
            .Select(input => new InputSpec(input.Model!, input.Parameters(schema!)))
            .ToEquatableArray();

    private EquatableArray<SliceSpec> Slices(YamlLevel level) =>
        level
            .Children.Where(child => child.Kind == YamlLevelKind.Slice)
            .Select(slice => new SliceSpec(
                slice
                    .Children.Select(source => new SourceSpec(source.Model!, source.Layers, source.Parameters(schema!)))
                    .ToEquatableArray(),
                slice.BaseModel,
                slice.Parameters(schema!)
            ))
            .ToEquatableArray();
}
