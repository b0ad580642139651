using MergeDsl.Checkpoints;

namespace MergeDsl.Tool;

/// <summary>A merge file read, checked by every rule, and bound where its models are on the disk.</summary>
/// <param name="Documents">The merges of the file, in its order.</param>
/// <param name="Result">The index of the one whose result is that of the file.</param>
/// <param name="Diagnostics">All there is to say.</param>
internal sealed record LoadedMerge(IReadOnlyList<LoadedDocument> Documents, int Result, IReadOnlyList<MergeDiagnostic> Diagnostics)
{
    public static LoadedMerge Load(string file, string? modelsDirectory, IReadOnlyList<string> manifestFiles, bool strict, bool lenient, bool toRun)
    {
        var found = new List<MergeDiagnostic>();
        LoadedMerge Failed() => new([], 0, Report.WithSeverities(Report.WithPlaces(found, file), strict, lenient));

        if (MergeFile.IsProgram(file))
        {
            found.Add(DiagnosticCatalogue.NotSupported.Says("declarations in C# are not planned by the tool yet; run the program that holds them, or give YAML"));
            return Failed();
        }
        if (!MergeFile.TryRead(file, out string? text, out MergeDiagnostic? unreadable))
        {
            found.Add(unreadable);
            return Failed();
        }
        GivenManifests given = GivenManifests.Read(manifestFiles);
        found.AddRange(given.Diagnostics);
        if (modelsDirectory is not null && !Directory.Exists(modelsDirectory))
        {
            string what = File.Exists(modelsDirectory) ? "is a file" : "is not there";
            found.Add(DiagnosticCatalogue.CannotRead.Says($"--models-dir {Printable.Quote(modelsDirectory)} {what}; name the directory that holds the models") with { Place = new(modelsDirectory, 1, 1) });
            modelsDirectory = null;
        }

        YamlMerge yaml = MergeYaml.Read(text, file, lenient);
        // What concerns no document (the file does not parse) comes first.
        found.AddRange(yaml.Diagnostics.Except(yaml.Documents.SelectMany(document => document.Diagnostics)));
        if (toRun && yaml.Documents.Count > 1 && yaml.Chain.Cycles.Count == 0) found.Add(NotRun(yaml));
        // A model that is missing because of a fault that is told already is not told again.
        bool mustBind = toRun && yaml.Documents.Count == 1 && !found.Any(diagnostic => diagnostic.Severity == Severity.Error);
        var chain = new LoadedChain(yaml, given.Manifests, new ModelResolver(modelsDirectory, Path.GetDirectoryName(Path.GetFullPath(file))), mustBind, strict, lenient);
        IReadOnlyList<LoadedDocument> documents = chain.Load(text, file);
        found.AddRange(given.Unused(yaml.Documents));
        return new(documents, yaml.Chain.Result, [.. Report.WithSeverities(Report.WithPlaces(found, file), strict, lenient), .. documents.SelectMany(document => document.Diagnostics)]);
    }

    /// <summary>Why a file with several merges is not run: at the place where one takes the result of another, if it does.</summary>
    private static MergeDiagnostic NotRun(YamlMerge yaml)
    {
        (int Document, SpecPath Path, string Name)? link = Enumerable.Range(0, yaml.Documents.Count)
            .SelectMany(i => yaml.Chain.References(i).Select(reference => ((int, SpecPath, string)?)(i, reference.Path, reference.Model.Id))).FirstOrDefault();
        return link is var (document, path, name)
            ? DiagnosticCatalogue.NotSupported.At(path, $"running chains of merges is not supported yet; put the document {Printable.Quote(name)} in a file of its own, run it first and name its output here") with { Place = yaml.Documents[document].Places.Find(path) }
            : DiagnosticCatalogue.NotSupported.Says("running several merges of one file is not supported yet; put each in a file of its own") with { Place = yaml.Documents[1].Places.Find(SpecPath.Root) };
    }
}
