namespace MergeDsl.Checkpoints;

/// <summary>The hub's local cache: <c>models--org--name/snapshots/COMMIT</c>, with <c>refs</c> from branches and tags to commits.</summary>
/// <param name="Directory">Its directory.</param>
internal sealed record HubCache(string Directory)
{
    private const int ShortestCommit = 4,
        LongestReference = 1_000;

    /// <summary>The cache that the environment names, as the hub's own tools find it; null without a home directory.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static HubCache? Find(Func<string, string?> environment)
    {
        string? Variable(string name) => environment(name) is { Length: > 0 } value ? Expand(value, environment) : null;
        string? home = Variable("HOME") ?? Variable("USERPROFILE");
        string? root = Variable("XDG_CACHE_HOME") ?? (home is null ? null : Path.Combine(home, ".cache"));
        string? hub = Variable("HF_HOME") ?? (root is null ? null : Path.Combine(root, "huggingface"));
        string? cache = Variable("HF_HUB_CACHE") ?? Variable("HUGGINGFACE_HUB_CACHE") ?? (hub is null ? null : Path.Combine(hub, "hub"));
        return cache is null ? null : new(cache);
    }

    /// <summary>Indicates whether a reference can be an id on the hub: a name, or an organisation and a name.</summary>
    public static bool IsHubId(string id)
    {
        string[] parts = id.Split('/');
        return parts.Length is 1 or 2
            && parts.All(part =>
                part.Length > 0 && part is not ("." or "..") && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            );
    }

    /// <summary>The ids of the models in the cache.</summary>
    public IEnumerable<string> Ids() =>
        DirectoryNames
            .In(Directory)
            .Where(name => name.StartsWith("models--", StringComparison.Ordinal))
            .Select(name => name["models--".Length..].Replace("--", "/", StringComparison.Ordinal));

    /// <summary>The directory of a model in the cache, whatever revisions it has; null where there is none.</summary>
    public string? Repository(string id)
    {
        string path = Path.Combine(Directory, "models--" + id.Replace("/", "--", StringComparison.Ordinal));
        return IsHubId(id) && System.IO.Directory.Exists(path) ? path : null;
    }

    /// <summary>The snapshot of a revision.</summary>
    /// <param name="repository">A directory that <see cref="Repository"/> found.</param>
    /// <param name="revision">A branch, a tag, a commit or its beginning.</param>
    public static string? Snapshot(string repository, string revision)
    {
        string snapshots = Path.Combine(repository, "snapshots");
        string? commit = ReadReference(repository, revision);
        if (commit is not null)
            return System.IO.Directory.Exists(Path.Combine(snapshots, commit)) ? Path.Combine(snapshots, commit) : null;
        if (revision.Length < ShortestCommit || !revision.All(char.IsAsciiHexDigit))
            return null;
        string[] matches = [.. DirectoryNames.In(snapshots).Where(name => name.StartsWith(revision, StringComparison.OrdinalIgnoreCase))];
        return matches.Length == 1 ? Path.Combine(snapshots, matches[0]) : null;
    }

    /// <summary>The revisions that a model has in the cache: branches and tags, then commits.</summary>
    public static IReadOnlyList<string> Revisions(string repository)
    {
        string references = Path.Combine(repository, "refs");
        IEnumerable<string> named = System.IO.Directory.Exists(references)
            ? System
                .IO.Directory.EnumerateFiles(references, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(references, file).Replace('\\', '/'))
            : [];
        return [.. named.Order(StringComparer.Ordinal), .. DirectoryNames.In(Path.Combine(repository, "snapshots"))];
    }

    private static string? ReadReference(string repository, string revision)
    {
        string[] parts = revision.Split('/');
        if (parts.Any(part => part is "" or "." or "..") || Path.IsPathRooted(revision))
            return null;
        string file = Path.Combine([repository, "refs", .. parts]);
        try
        {
            if (!File.Exists(file))
                return null;
            using var reader = new StreamReader(OrdinaryFile.Open(file));
            char[] beginning = new char[LongestReference];
            string? commit = new string(beginning, 0, reader.ReadBlock(beginning)).Split('\n')[0].Trim();
            return commit is { Length: > 0 } && commit.All(char.IsAsciiLetterOrDigit) ? commit : null;
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            return null;
        }
    }

    private static string Expand(string path, Func<string, string?> environment) =>
        path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? environment("HOME") + path[1..] : path;
}
