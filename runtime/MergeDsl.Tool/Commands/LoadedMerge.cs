using MergeDsl.Checkpoints;

namespace MergeDsl.Tool;

/// <summary>A merge file read, checked by every rule, and bound where its models are on the disk.</summary>
internal sealed record LoadedMerge(IReadOnlyList<LoadedDocument> Documents, IReadOnlyList<MergeDiagnostic> Diagnostics)
{
    public static LoadedMerge Load(string file, string? modelsDirectory, IReadOnlyList<string> manifestFiles, bool strict, bool lenient, bool toRun)
    {
        var found = new List<MergeDiagnostic>();
        List<Manifest> manifests = [.. manifestFiles.Select(path => ReadManifest(path, found)).OfType<Manifest>()];
        if (ReadText(file, found) is not { } text) return new([], found);

        YamlMerge yaml = MergeYaml.Read(text, file, lenient);
        var resolver = new ModelResolver(modelsDirectory, Path.GetDirectoryName(Path.GetFullPath(file)));
        var documents = new List<LoadedDocument>();
        // What concerns no document (the file does not parse) comes first.
        found.AddRange(yaml.Diagnostics.Except(yaml.Documents.SelectMany(document => document.Diagnostics)));
        foreach (YamlDocument document in yaml.Documents)
        {
            LoadedDocument loaded = LoadedDocument.Load(document, yaml.Documents.Count == 1 ? text : null, manifests, resolver, toRun, lenient);
            IReadOnlyList<MergeDiagnostic> diagnostics = Report.WithSeverities(loaded.Diagnostics.Select(diagnostic => diagnostic.Place is null ? diagnostic with { Place = new(file, 1, 1) } : diagnostic), strict, lenient);
            documents.Add(loaded with { Diagnostics = diagnostics });
            found.AddRange(diagnostics);
            if (loaded.Manifest is { } output) manifests.Add(output);
        }
        return new(documents, found);
    }

    private static string? ReadText(string file, List<MergeDiagnostic> found)
    {
        try
        {
            if (Path.GetExtension(file).ToLowerInvariant() is not (".yml" or ".yaml" or "" or ".txt" or ".md"))
            {
                if (File.Exists(file) && Path.GetExtension(file).ToLowerInvariant() is ".cs" or ".csproj" or ".dll" or ".exe")
                {
                    found.Add(DiagnosticCatalogue.NotSupported.Says("declarations in C# are not planned by the tool yet; run the program that holds them, or give YAML") with { Place = new(file, 1, 1) });
                    return null;
                }
            }
            return File.ReadAllText(file);
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            found.Add(FileFault.CannotRead(file, failure));
            return null;
        }
    }

    private static Manifest? ReadManifest(string file, List<MergeDiagnostic> found)
    {
        try
        {
            ManifestResult read = ManifestReader.Parse(File.ReadAllText(file), file);
            found.AddRange(read.Diagnostics);
            return read.Manifest;
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            found.Add(FileFault.CannotRead(file, failure));
            return null;
        }
    }
}

/// <summary>One document of a merge file.</summary>
internal sealed record LoadedDocument(string? Name, string? Method, MergePlan? Plan, PlanFacts Facts, BoundMerge? Bound, string? Description, Manifest? Manifest, IReadOnlyList<MergeDiagnostic> Diagnostics)
{
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    public static LoadedDocument Load(YamlDocument document, string? text, IReadOnlyList<Manifest> manifests, ModelResolver resolver, bool toRun, bool lenient)
    {
        if (document.Spec is not { } spec) return new(document.Name, null, null, new(), null, null, null, document.Diagnostics);
        MergeBinding binding = MergeBinding.Create(new(spec, document.Name, document.Diagnostics, text, Tolerates), manifests, resolver, toRun);
        IReadOnlyList<MergeDiagnostic> diagnostics = document.Report(binding.Diagnostics);
        bool isWrong = diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error && !Tolerates(diagnostic));
        return new(document.Name, spec.Method, binding.Check.Plan, binding.Check.Facts, isWrong ? null : binding.Bound, isWrong ? null : binding.Describe(), binding.OutputManifest(document.Name), diagnostics);

        bool Tolerates(MergeDiagnostic diagnostic) => diagnostic.IsNearMiss && (lenient || document.IsSilenced(diagnostic));
    }
}
