using System.Text.RegularExpressions;

namespace MergeDsl;

/// <summary>A reference to a model: a hub id such as <c>openchat/openchat-3.5-0106</c>, or the path of a directory. Two references are equal when they name the same thing, however they are spelt.</summary>
/// <param name="Id">The hub id or path.</param>
public sealed partial record Model(string Id)
{
    /// <summary>A branch, tag or commit on the hub.</summary>
    public string? Revision { get; init; }

    /// <summary>A LoRA adapter that is folded into the model.</summary>
    public string? Adapter { get; init; }

    /// <summary>The adapter's branch, tag or commit.</summary>
    public string? AdapterRevision { get; init; }

    /// <summary>The class name by which mergekit looks up the architecture; MergeDsl reads it off the checkpoint and keeps this only to write it back.</summary>
    public string? OverrideArchitecture { get; init; }

    /// <summary>The merge that makes this model, where one merge is the input of another.</summary>
    public MergePlan? Plan { get; init; }

    /// <summary>Indicates whether <see cref="Id"/> is text that no reference can be read from.</summary>
    internal bool IsMalformed { get; init; }

    /// <summary>The layers of the model.</summary>
    public LayerStack Layers => new(this);

    /// <summary>Reads <c>path[@revision][+adapter[@revision]]</c>.</summary>
    public static Model Parse(string reference)
    {
        if (reference is null)
            throw new ArgumentNullException(nameof(reference));
        string[] parts = reference.Split('+');
        string[] model = parts[0].Split('@');
        string[] adapter = parts.Length > 1 ? parts[1].Split('@') : [""];
        if (parts.Length > 2 || model.Length > 2 || adapter.Length > 2 || model.Contains("") || (parts.Length > 1 && adapter.Contains("")))
        {
            return new Model(reference) { IsMalformed = true };
        }
        return new Model(model[0])
        {
            Revision = model.Length > 1 ? model[1] : null,
            Adapter = parts.Length > 1 ? adapter[0] : null,
            AdapterRevision = adapter.Length > 1 ? adapter[1] : null,
        };
    }

    /// <summary>A reference from its text: <see cref="Parse"/>.</summary>
    public static implicit operator Model(string reference) => Parse(reference);

    /// <summary>The output of a merge as the input of another.</summary>
    public static implicit operator Model(MergePlan plan) =>
        plan is null ? throw new ArgumentNullException(nameof(plan)) : new(plan.Name ?? "a merge of this project") { Plan = plan };

    /// <summary>The reference as text, as it was written.</summary>
    public override string ToString()
    {
        string text = Revision is null ? Id : Id + "@" + Revision;
        if (Adapter is not null)
            text += "+" + Adapter + (AdapterRevision is null ? "" : "@" + AdapterRevision);
        return text;
    }

    /// <summary>The reference in normal form: trailing and double slashes removed, a snapshot in the hub's cache under its hub id.</summary>
    internal string Key =>
        string.Concat(
            Plan is not null ? "plan:" + Plan.Hash : Normalise(Id),
            Suffix("@", Plan is null ? Revision : null),
            Suffix("+", Adapter is null ? null : Normalise(Adapter)),
            Suffix("@", AdapterRevision),
            Suffix("#", OverrideArchitecture)
        );

    private static string Suffix(string mark, string? text) => text is null ? "" : "\n" + mark + text;

    /// <inheritdoc/>
    public bool Equals(Model? other) =>
        other is not null && (ReferenceEquals(this, other) || string.Equals(Key, other.Key, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);

    private static string Normalise(string path)
    {
        Match snapshot = CacheSnapshot.Match(path);
        if (snapshot.Success)
            return snapshot.Groups[1].Value.Replace("--", "/");
        if (WindowsPath.IsMatch(path))
            path = path.Replace('\\', '/');
        int scheme = path.IndexOf("://", StringComparison.Ordinal) is var i && i > 0 ? i + 3 : 0;
        string tail = RepeatedSlash.Replace(path.Substring(scheme), "/");
        path = path.Substring(0, scheme) + (tail.Length > 1 ? tail.TrimEnd('/') : tail);
        return path.StartsWith("./", StringComparison.Ordinal) && path.Length > 2 ? path.Substring(2) : path;
    }

    private static readonly Regex CacheSnapshot = new(
        @"(?:^|[/\\])models--([^/\\]+(?:--[^/\\]+)?)[/\\]snapshots[/\\][^/\\]+[/\\]*$",
        RegexOptions.CultureInvariant
    );
    private static readonly Regex WindowsPath = new(@"^(?:[A-Za-z]:[\\/]|\\\\|\.{1,2}\\)", RegexOptions.CultureInvariant);
    private static readonly Regex RepeatedSlash = new("/{2,}", RegexOptions.CultureInvariant);
}
