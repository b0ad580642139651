using MergeDsl.Manifests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace MergeDsl.Generator.Manifests;

/// <summary>A manifest among the additional files of a compilation.</summary>
/// <param name="Path">The path, with forward slashes.</param>
/// <param name="Hash">A hash of the text, which identifies a version of the file.</param>
/// <param name="Result">What was read.</param>
internal sealed record ManifestFile(string Path, string Hash, ManifestResult Result)
{
    public bool Equals(ManifestFile? other) => other is not null && Path == other.Path && Hash == other.Hash;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Hash);

    /// <summary>Indicates whether the file has this path.</summary>
    public bool IsAt(string path) => Path == Normalise(path);

    public static bool IsManifest(string path) => path.EndsWith(KnownNames.ManifestSuffix, StringComparison.OrdinalIgnoreCase);

    public static ManifestFile Read(AdditionalText file, CancellationToken cancellationToken)
    {
        SourceText text = file.GetText(cancellationToken) ?? SourceText.From("");
        return Of(file.Path, text, ManifestReader.Parse(text.ToString(), file.Path));
    }

    public static ManifestFile Of(string path, SourceText text, ManifestResult result) =>
        new(Normalise(path), Convert.ToBase64String([.. text.GetChecksum()]), result);

    /// <summary>The manifests of those files that can be read.</summary>
    public static Manifest[] Readable(IEnumerable<ManifestFile> files) =>
        [.. files.Select(file => file.Result.Manifest).OfType<Manifest>()];

    /// <summary>The manifest that a checkpoint class names: by file name, or by the end of its path.</summary>
    public static IReadOnlyList<ManifestFile> Named(string name, IEnumerable<ManifestFile> files)
    {
        string wanted = Normalise(name);
        while (wanted.StartsWith("./", StringComparison.Ordinal) || wanted.StartsWith("../", StringComparison.Ordinal))
            wanted = wanted.Substring(wanted.IndexOf('/') + 1);
        return [.. files.Where(file => file.Path == wanted || file.Path.EndsWith("/" + wanted, StringComparison.Ordinal))];
    }

    private static string Normalise(string path) => path.Replace('\\', '/');
}
