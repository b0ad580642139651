using MergeDsl.Diagnostics;
using MergeDsl.Schemas;
using MergeDsl.Specs;

namespace MergeDsl.Yaml;

/// <summary>Reads one document of a YAML file into a spec: tolerant in what parses, strict in what it means.</summary>
internal sealed partial class YamlSpecReader
{
    private readonly YamlText text;
    private readonly YamlSuppressions suppressions;
    private readonly YamlTreeDocument document;
    private readonly bool lenient;
    private readonly MethodSet methods;
    private readonly List<MergeDiagnostic> diagnostics = [];
    private readonly YamlPlaces places = new();
    private readonly HashSet<string> poisoned = new(StringComparer.Ordinal),
        poisonedLists = new(StringComparer.Ordinal);
    private readonly List<Misplaced> misplaced = [];
    private readonly List<(YamlEntry Entry, ParameterSchema Parameter, YamlLevel Level)> emptyLists = [];
    private readonly HashSet<(string Id, Place Place)> reported = [];
    private MethodSchema? schema;
    private bool isUsable = true,
        isQuiet;

    public YamlSpecReader(YamlText text, YamlSuppressions suppressions, YamlTreeDocument document, bool lenient, MethodSet methods)
    {
        this.text = text;
        this.suppressions = suppressions;
        this.document = document;
        this.lenient = lenient;
        this.methods = methods;
    }

    /// <summary>The findings of the reader.</summary>
    public IReadOnlyList<MergeDiagnostic> Diagnostics => diagnostics;

    public YamlPlaces Places => places;

    /// <summary>The paths of values that are wrong and already reported.</summary>
    public IReadOnlyCollection<string> Poisoned => poisoned;

    /// <summary>The name of the document.</summary>
    public string? Name { get; private set; }

    /// <summary>The place of the name.</summary>
    public Place? NamePlace { get; private set; }

    /// <summary>Reads the document; null where it is not a merge, or not enough of one.</summary>
    public MergeSpec? Read()
    {
        YamlNode root = document.Root!;
        places.SetValue(SpecPath.Root, PlaceOf(root));
        if (root is not YamlMap map)
        {
            if (root is not YamlBroken)
            {
                Add(
                    DiagnosticKinds.NotAMerge,
                    root,
                    SpecPath.Root,
                    $"this is {Describe(root)}, not a merge: a merge is a mapping with 'merge_method' and 'models' or 'slices'"
                );
            }
            return null;
        }
        YamlEntry? method = FindMethod(map);
        bool isOther = map["experts"] is not null || map["genome"] is not null;
        if (
            method is null
            && (
                isOther
                || !YamlScope.Top.Keys.Any(key => key is not ("name" or "parameters" or "dtype" or "tokenizer") && map[key] is not null)
            )
        )
        {
            Add(
                DiagnosticKinds.NotAMerge,
                map.Entries.Count > 0 ? map.Entries[0].Key : map,
                SpecPath.Root,
                map["experts"] is not null
                        ? "this is a configuration of mergekit-moe (it has 'experts'), which is another format than a merge"
                    : map["genome"] is not null
                        ? "this is a configuration of mergekit-evolve (it has 'genome'), which is another format than a merge"
                    : "this is not a merge: it has neither 'merge_method' nor 'models' or 'slices'"
            );
            return null;
        }
        YamlLevel top = new(YamlLevelKind.Merge, SpecPath.Root, null);
        string? name = ReadMethod(method);
        Section section = Open(map, YamlScope.Top, SpecPath.Root, top);
        if (method is null)
        {
            isUsable = false;
            Add(
                DiagnosticKinds.MissingKey,
                map.Entries[0].Key,
                new("merge_method"),
                "the key 'merge_method' is missing: it names the method, such as 'merge_method: passthrough'"
            );
        }
        MergeSpec spec = ReadTop(section, top);
        SettleMisplaced();
        SettleEmptyLists();
        return isUsable && schema is not null && name is not null ? Build(spec with { Method = name }, top) : null;
    }

    private YamlEntry? FindMethod(YamlMap map)
    {
        if (map["merge_method"] is { } exact)
            return exact;
        return lenient
            ? null
            : map.Entries.FirstOrDefault(entry =>
                !YamlScope.Top.Keys.Contains(entry.Key.Text) && NearestName.Of(entry.Key.Text, YamlScope.Top.Keys) == "merge_method"
            );
    }

    private string? ReadMethod(YamlEntry? method)
    {
        if (method is null)
            return null;
        SpecPath path = new("merge_method");
        string? name = ReadText(method, path, "the name of a merge method", DiagnosticKinds.MissingKey);
        if (name is null)
            return null;
        schema = methods.Find(name);
        if (schema is not null)
            return name;
        string? nearest = NearestName.Of(name, methods.All.Select(known => known.Name));
        Add(
            DiagnosticKinds.UnknownMethod,
            method.Value,
            path,
            $"there is no merge method {Printable.Quote(name)}"
                + (
                    nearest is null
                        ? ": the methods are " + string.Join(", ", methods.All.Select(known => known.Name))
                        : $"; did you mean {Printable.Quote(nearest)}?"
                ),
            suggestion: nearest
        );
        return null;
    }

    private MergeSpec ReadTop(Section section, YamlLevel top)
    {
        if (section["name"] is { } name)
        {
            Name =
                name.Value is YamlScalar scalar && YamlScalarValue.Of(scalar).Kind != YamlScalarKind.Null && scalar.Text.Trim().Length > 0
                    ? scalar.Text.Trim()
                    : null;
            NamePlace = PlaceOf(name.Value);
        }
        if (section["base_model"] is { } baseModel && !IsNull(baseModel.Value))
            top.BaseModel = ReadModel(baseModel, new("base_model"));
        MergeSpec spec = new()
        {
            Method = "",
            BaseModel = top.BaseModel,
            DType = ReadDType(section["dtype"], new("dtype")),
            OutDType = ReadDType(section["out_dtype"], new("out_dtype")),
            Tokenizer = ReadTokenizer(section),
            ChatTemplate =
                section["chat_template"] is { } template && !IsNull(template.Value)
                    ? ReadText(template, new("chat_template"), "'auto', the name of a template or Jinja text")
                    : null,
        };
        ReadParameters(section["parameters"], top);
        ReadInputs(section["models"], top);
        ReadSlices(section["slices"], top);
        ReadModules(section["modules"], top);
        return spec;
    }

    /// <summary>The keys of a mapping that are read there. The others are reported.</summary>
    private Section Open(YamlMap map, YamlScope scope, SpecPath path, YamlLevel? level = null)
    {
        Section section = new();
        foreach (YamlEntry entry in map.Entries)
        {
            if (scope.Keys.Contains(entry.Key.Text))
                Take(section, entry, entry.Key.Text, path);
        }
        foreach (YamlEntry entry in map.Entries)
        {
            if (!scope.Keys.Contains(entry.Key.Text) && !IsDecimalComma(map, entry, path))
                RejectKey(section, entry, scope, path, level);
        }
        return section;
    }

    private void Take(Section section, YamlEntry entry, string key, SpecPath path)
    {
        section[key] = entry;
        SetPlaces(path.Member(key), entry);
    }

    private void SetPlaces(SpecPath path, YamlEntry entry)
    {
        Place key = PlaceOf(entry.Key);
        places.SetKey(path, key);
        places.SetValue(path, ShownAtKey(entry.Value) ? key : PlaceOf(entry.Value));
    }

    /// <summary>A block of several lines, or nothing at all, is shown at its key.</summary>
    private static bool ShownAtKey(YamlNode value) => !value.IsInline || value.End <= value.Start;

    private Place PlaceOf(YamlNode node) => text.At(node.Start, node.End);

    private Place PlaceOf(YamlEntry entry) => ShownAtKey(entry.Value) ? PlaceOf(entry.Key) : PlaceOf(entry.Value);

    private void Add(
        DiagnosticKind kind,
        YamlNode node,
        SpecPath path,
        string message,
        Severity? severity = null,
        string? suggestion = null,
        bool isNearMiss = false
    ) => AddAt(kind, PlaceOf(node), path, message, severity, suggestion, isNearMiss);

    private void Add(
        DiagnosticKind kind,
        YamlEntry entry,
        SpecPath path,
        string message,
        Severity? severity = null,
        string? suggestion = null
    ) => AddAt(kind, PlaceOf(entry), path, message, severity, suggestion, false);

    private void AddAt(
        DiagnosticKind kind,
        Place place,
        SpecPath path,
        string message,
        Severity? severity,
        string? suggestion,
        bool isNearMiss
    )
    {
        // What an anchor holds is read as often as it is used, and reported once.
        if (isQuiet || !reported.Add((kind.Id, place)))
            return;
        diagnostics.Add(
            kind.At(path, message) with
            {
                Place = place,
                Severity = isNearMiss && lenient ? Severity.Warning : severity ?? kind.Severity,
                Suggestion = suggestion,
                IsNearMiss = isNearMiss,
            }
        );
    }

    /// <summary>Marks a value as wrong and reported, so that no rule speaks about it again.</summary>
    private void Poison(SpecPath path)
    {
        poisoned.Add(path.Text);
        poisonedLists.Add(path.Parent.Text);
    }

    /// <summary>Reports a value that cannot be used.</summary>
    private void Refuse(DiagnosticKind kind, YamlEntry entry, SpecPath path, string message, string? suggestion = null)
    {
        Poison(path);
        if (entry.Value is not YamlBroken)
            Add(kind, entry, path, message, suggestion: suggestion);
    }

    private void Refuse(DiagnosticKind kind, YamlNode node, SpecPath path, string message)
    {
        Poison(path);
        if (node is not YamlBroken)
            Add(kind, node, path, message);
    }

    private string? ReadText(YamlEntry entry, SpecPath path, string meaning, DiagnosticKind? whenNull = null)
    {
        if (entry.Value is YamlScalar scalar)
        {
            YamlScalarKind kind = YamlScalarValue.Of(scalar).Kind;
            if (kind == YamlScalarKind.Text)
                return scalar.Text;
            if (kind == YamlScalarKind.Null)
            {
                Refuse(
                    whenNull ?? DiagnosticKinds.WrongNode,
                    entry,
                    path,
                    $"{Printable.Quote(entry.Key.Text)} has no value: {meaning} is expected"
                );
                return null;
            }
            Refuse(
                DiagnosticKinds.WrongNode,
                entry,
                path,
                $"{Printable.Quote(entry.Key.Text)} is {Describe(entry.Value)}, but {meaning} is expected: put it in quotes if it is a text"
            );
            return null;
        }
        Refuse(
            DiagnosticKinds.WrongNode,
            entry,
            path,
            $"{Printable.Quote(entry.Key.Text)} is {Describe(entry.Value)}, but {meaning} is expected"
        );
        return null;
    }

    private static bool IsNull(YamlNode node) => node is YamlScalar scalar && YamlScalarValue.Of(scalar).Kind == YamlScalarKind.Null;

    private static string Describe(YamlNode node) =>
        node switch
        {
            YamlList list => list.Items.Count > 0 && list.Items.All(item => item is YamlScalar) ? "a list of text" : "a list",
            YamlMap => "a mapping",
            YamlScalar scalar => YamlScalarValue.Of(scalar).Kind switch
            {
                YamlScalarKind.Null => "nothing",
                YamlScalarKind.Boolean => $"the boolean {Printable.Quote(scalar.Text)}",
                YamlScalarKind.Number => $"the number {Printable.Quote(scalar.Text)}",
                YamlScalarKind.Date => $"the date {Printable.Quote(scalar.Text)}",
                _ => $"the text {Printable.Quote(scalar.Text)}",
            },
            _ => "nothing",
        };

    private sealed class Section
    {
        private readonly Dictionary<string, YamlEntry> entries = new(StringComparer.Ordinal);

        public YamlEntry? this[string key]
        {
            get => entries.TryGetValue(key, out YamlEntry? entry) ? entry : null;
            set => entries[key] = value!;
        }
    }

    /// <summary>A parameter of the method that stands where nothing reads it.</summary>
    private sealed record Misplaced(YamlLevel Level, ParameterSchema Parameter, YamlEntry Entry, bool IsUnderParameters);
}
