using System.Globalization;
using System.Text.RegularExpressions;
using MergeDsl.Checkpoints;
using MergeDsl.Specs;
using MergeDsl.Yaml;

namespace MergeDsl.OutputFiles;

/// <summary>The names under which the files of an output speak of models: a path of this machine is told by its last segment, everything else as it was given.</summary>
internal sealed partial class PublishedNames
{
    private readonly Dictionary<string, string> nameOf;
    private readonly (Regex Pattern, string Name)[] replacements;

    private PublishedNames(Dictionary<string, string> nameOf, IEnumerable<string> directories)
    {
        this.nameOf = nameOf;
        Dictionary<string, string> written = new(nameOf, StringComparer.Ordinal);
        // Messages name the directories of models, too.
        foreach (string directory in directories.SelectMany(path => new[] { path, Path.GetFullPath(path) }).Where(IsPath))
            written.TryAdd(directory, CheckpointFiles.NameOf(directory));
        replacements =
        [
            .. written
                .Where(pair => pair.Key != pair.Value)
                .OrderByDescending(pair => pair.Key.Length)
                .ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair =>
                    (new Regex(Before(pair.Key) + Regex.Escape(pair.Key) + @"(?![\w-]|\.\w)", RegexOptions.CultureInvariant), pair.Value)
                ),
        ];
    }

    /// <summary>Returns the names of models.</summary>
    /// <param name="ids">The ids of all models that the merges name, each with whether it is a path.</param>
    /// <param name="directories">The directories that are read.</param>
    public static PublishedNames Of(IEnumerable<KeyValuePair<string, bool>> ids, IEnumerable<string> directories)
    {
        KeyValuePair<string, bool>[] all = [.. ids.DistinctBy(pair => pair.Key).OrderBy(pair => pair.Key, StringComparer.Ordinal)];
        HashSet<string> taken = [.. all.Where(pair => !pair.Value).Select(pair => pair.Key)];
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string id, bool isPath) in all)
        {
            if (!isPath)
                continue;
            // Two paths that end alike stay two models.
            string last = LastSegment(id),
                name = last;
            for (int i = 2; !taken.Add(name); i++)
                name = string.Create(CultureInfo.InvariantCulture, $"{last}-{i}");
            names.Add(id, name);
        }
        return new(names, directories);
    }

    /// <summary>Indicates whether a text can be nothing but a path.</summary>
    public static bool IsPath(string text) =>
        text.StartsWith('/')
        || text.StartsWith('~')
        || text.StartsWith("./", StringComparison.Ordinal)
        || text.StartsWith("../", StringComparison.Ordinal)
        || text is "." or ".."
        || text.Contains('\\', StringComparison.Ordinal)
        || (text.Length > 1 && char.IsAsciiLetter(text[0]) && text[1] == ':');

    /// <summary>Returns the last segment of a path.</summary>
    public static string LastSegment(string path)
    {
        string trimmed = path.TrimEnd('/', '\\');
        string last = trimmed[(trimmed.LastIndexOfAny(['/', '\\']) + 1)..];
        return last is "" or "." or ".." or "~" ? "model" : last;
    }

    /// <summary>Indicates whether an id is that of a model on this machine.</summary>
    public bool IsLocal(string id) => nameOf.ContainsKey(id);

    /// <summary>Returns a reference by the published name.</summary>
    public Model Of(Model model) =>
        model.Plan is { } plan
            ? model with
            {
                Plan = Of(plan),
            }
            : model with
            {
                Id = nameOf.GetValueOrDefault(model.Id, model.Id),
                Adapter = model.Adapter is { } adapter ? nameOf.GetValueOrDefault(adapter, adapter) : null,
            };

    /// <summary>Returns a text in which no path of a model is left.</summary>
    public string In(string text) =>
        replacements.Aggregate(text, (result, replacement) => replacement.Pattern.Replace(result, _ => replacement.Name));

    /// <summary>Returns a message in which no absolute path is left.</summary>
    public string InMessage(string text) => AbsolutePath().Replace(In(text), "$1");

    /// <summary>Returns the YAML of a merge: as it was given, but for paths; where these cannot be replaced in place, as it is written from the plan.</summary>
    /// <param name="given">The text that the merge was read from, or null.</param>
    /// <param name="plan">The plan.</param>
    public string Yaml(string? given, MergePlan plan)
    {
        if (given is not null)
        {
            string replaced = InMessage(given);
            if ((nameOf.Count == 0 && replaced == given) || MeansTheSame(replaced, given))
                return replaced;
        }
        return MergeYamlWriter.WriteUnproved(Of(plan)).Text ?? "";
    }

    private MergePlan Of(MergePlan plan) => plan with { Spec = ModelReferences.Replace(plan.Spec, Of) };

    /// <summary>Indicates whether a text says what another one says, with the published names.</summary>
    private bool MeansTheSame(string text, string given)
    {
        YamlMerge one = MergeYaml.Read(text, "merge.yml", lenient: true),
            other = MergeYaml.Read(given, "merge.yml", lenient: true);
        return one.Documents.Count == other.Documents.Count
            && one.Documents.Zip(other.Documents)
                .All(pair =>
                    pair.First.Name == pair.Second.Name
                    && pair.First.Spec is { } spec
                    && pair.Second.Spec is { } before
                    && spec.Equals(ModelReferences.Replace(before, Of))
                );
    }

    /// <summary>The characters that must not precede a path: it would be the end of a longer one.</summary>
    private static string Before(string path) => path.StartsWith('/') ? @"(?<![\w.~-])" : @"(?<![\w.~/\\-])";

    [GeneratedRegex(
        """(?<![\w/.:~\\-])(?:/(?:[^\s'"`/\\,;:()\[\]{}<>|]+/)+|~/(?:[^\s'"`/\\,;:()\[\]{}<>|]+/)*|[A-Za-z]:[\\/](?:[^\s'"`/\\,;:()\[\]{}<>|]+[\\/]+)*)([^\s'"`/\\,;:()\[\]{}<>|]+)""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex AbsolutePath();
}
