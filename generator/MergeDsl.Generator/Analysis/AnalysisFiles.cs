using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Generator.Manifests;
using MergeDsl.Generator.Yaml;
using MergeDsl.Manifests;
using MergeDsl.Schemas;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace MergeDsl.Generator.Analysis;

/// <summary>The manifests and YAML files of a compilation, each read once per version of its text.</summary>
internal sealed class AnalysisFiles
{
    private static readonly SourceTextValueProvider<ManifestResult> ManifestReading = new(text =>
        ManifestReader.Parse(text.ToString(), "")
    );
    private readonly Lazy<IReadOnlyList<CheckedMergeFile>> plans;

    private AnalysisFiles(
        IReadOnlyList<ManifestFile> manifests,
        EquatableArray<(string, string)> versions,
        Func<IEnumerable<MergeFile>> merges
    )
    {
        Manifests = manifests;
        Versions = versions;
        // Only some analyzers, and only some merges, look at YAML.
        plans = new(() =>
        {
            Manifest[] readable = ManifestFile.Readable(manifests);
            return [.. merges().OrderBy(merge => merge.Path, StringComparer.Ordinal).Select(merge => CheckedMergeFile.Of(merge, readable))];
        });
    }

    /// <summary>The manifest files, those that cannot be read too.</summary>
    public IReadOnlyList<ManifestFile> Manifests { get; }

    /// <summary>The versions of all manifests and YAML files.</summary>
    public EquatableArray<(string Path, string Hash)> Versions { get; }

#pragma warning disable RS1012 // reads the files for the analyzers, which register the actions
    public static AnalysisFiles Of(CompilationStartAnalysisContext context)
#pragma warning restore RS1012
    {
        var manifests = new List<ManifestFile>();
        var merges = new List<AdditionalText>();
        foreach (AdditionalText file in context.Options.AdditionalFiles)
        {
            if (
                ManifestFile.IsManifest(file.Path)
                && file.GetText(context.CancellationToken) is { } text
                && context.TryGetValue(text, ManifestReading, out ManifestResult? result)
            )
            {
                manifests.Add(
                    ManifestFile.Of(
                        file.Path,
                        text,
                        result with
                        {
                            Diagnostics =
                            [
                                .. result.Diagnostics.Select(diagnostic =>
                                    diagnostic with
                                    {
                                        Place = diagnostic.Place! with { File = file.Path },
                                    }
                                ),
                            ],
                        }
                    )
                );
            }
            else if (MergeFile.IsMergeFile(file.Path))
                merges.Add(file);
        }
        Compilation compilation = context.Compilation;
        EquatableArray<(string, string)> versions = manifests
            .Select(file => (file.Path, file.Hash))
            .Concat(merges.Select(file => (file.Path, MergeFile.HashOf(file.GetText(context.CancellationToken)))))
            .ToEquatableArray();
        return new(
            manifests,
            versions,
            () =>
            {
                if (merges.Count == 0)
                    return [];
                EquatableArray<MethodSchema> methods = Methods.MethodPipeline.Of(compilation);
                return merges.Select(file => MergeFile.Read(file, methods, CancellationToken.None));
            }
        );
    }

    /// <summary>A YAML file with its diagnostics.</summary>
    public CheckedMergeFile? Find(string path) => plans.Value.FirstOrDefault(file => file.File.Path == path);

    /// <summary>The file that has a name, where several would.</summary>
    public CheckedMergeFile? FirstOf(string name) => plans.Value.FirstOrDefault(file => file.File.Name == name);

    /// <summary>The location of a place in a non-C# file.</summary>
    public static Location LocationOf(Place place) =>
        Location.Create(
            place.File,
            new TextSpan(place.Start, place.Length),
            new LinePositionSpan(new(place.Line - 1, place.Column - 1), new(place.Line - 1, place.Column - 1 + place.Length))
        );
}
