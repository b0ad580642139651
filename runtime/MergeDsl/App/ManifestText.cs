using MergeDsl.Diagnostics;
using MergeDsl.Manifests;

namespace MergeDsl.App;

/// <summary>Manifests as files.</summary>
internal static class ManifestText
{
    private const int MaximumLength = 64 << 20;

    /// <summary>Reads a manifest; what is wrong with it is one diagnostic.</summary>
    public static ManifestResult Read(string file)
    {
        if (
            !TextFile.TryRead(
                file,
                "a manifest that 'mergedsl manifest' has made",
                DiagnosticKinds.InvalidManifest,
                DiagnosticKinds.InvalidManifest,
                MaximumLength,
                out string? text,
                out MergeDiagnostic? fault
            )
        )
            return new(null, [fault]);
        return ManifestReader.Parse(text, file);
    }

    /// <summary>Writes a manifest. A file that is there and is none is not written over.</summary>
    /// <exception cref="MergeException"><c>MDSL0704</c>.</exception>
    public static void Write(string file, string text) =>
        OutputText.Write(
            file,
            text,
            "another place for the manifest",
            () => new FileInfo(file).Length > 0 && Read(file).Manifest is null ? "it is there and is no manifest" : null
        );
}
