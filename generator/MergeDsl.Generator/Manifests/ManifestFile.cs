using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Manifests;

/// <summary>A manifest among the additional files of a compilation.</summary>
/// <param name="Path">The path, with forward slashes.</param>
/// <param name="Hash">A hash of the text, by which one version of the file is told from another.</param>
/// <param name="Result">What was read.</param>
internal sealed record ManifestFile(string Path, string Hash, ManifestResult Result)
{
    public bool Equals(ManifestFile? other) => other is not null && Path == other.Path && Hash == other.Hash;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Hash);

    public static bool IsManifest(string path) => path.EndsWith(KnownNames.ManifestSuffix, StringComparison.OrdinalIgnoreCase);

    public static ManifestFile Read(AdditionalText file, CancellationToken cancel)
    {
        Microsoft.CodeAnalysis.Text.SourceText? text = file.GetText(cancel);
        string hash = text is null ? "" : Convert.ToBase64String([.. text.GetChecksum()]);
        return new(Normalise(file.Path), hash, text is null ? new(null, []) : ManifestReader.Parse(text.ToString(), file.Path));
    }

    /// <summary>The manifest that a checkpoint class names: by file name, or by the end of its path.</summary>
    public static IReadOnlyList<ManifestFile> Named(string name, IEnumerable<ManifestFile> files)
    {
        string wanted = Normalise(name);
        while (wanted.StartsWith("./", StringComparison.Ordinal) || wanted.StartsWith("../", StringComparison.Ordinal)) wanted = wanted.Substring(wanted.IndexOf('/') + 1);
        return [.. files.Where(file => file.Path == wanted || file.Path.EndsWith("/" + wanted, StringComparison.Ordinal))];
    }

    private static string Normalise(string path) => path.Replace('\\', '/');
}
