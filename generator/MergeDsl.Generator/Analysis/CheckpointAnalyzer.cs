using System.Collections.Immutable;
using MergeDsl.Diagnostics;
using MergeDsl.Generator.Checking;
using MergeDsl.Generator.Checkpoints;
using MergeDsl.Generator.Diagnostics;
using MergeDsl.Generator.Manifests;
using MergeDsl.Manifests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace MergeDsl.Generator.Analysis;

/// <summary>Says what is wrong with a class with <c>[Checkpoint]</c> and with manifests.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CheckpointAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        Descriptors.Of(
            DiagnosticKinds.NotStaticPartial,
            DiagnosticKinds.ManifestNotFound,
            DiagnosticKinds.MemberClash,
            DiagnosticKinds.InvalidManifest,
            DiagnosticKinds.ConflictingManifests
        );

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            AnalysisFiles files = AnalysisFiles.Of(start);
            INamedTypeSymbol? checkpoint = start.Compilation.GetTypeByMetadataName(KnownNames.CheckpointAttribute);
            start.RegisterAdditionalFileAction(file => AnalyzeFile(file, files));
            start.RegisterSymbolAction(symbol => AnalyzeClass(symbol, checkpoint, files), SymbolKind.NamedType);
        });
    }

    private static void AnalyzeFile(AdditionalFileAnalysisContext context, AnalysisFiles files)
    {
        if (!ManifestFile.IsManifest(context.AdditionalFile.Path))
            return;
        foreach (
            MergeDiagnostic diagnostic in files
                .Manifests.SelectMany(file => file.Result.Diagnostics)
                .Where(diagnostic => diagnostic.Place!.File == context.AdditionalFile.Path)
        )
        {
            context.ReportDiagnostic(Descriptors.At(diagnostic, AnalysisFiles.LocationOf(diagnostic.Place!)));
        }
        ManifestFile[] readable = [.. files.Manifests.Where(file => file.Result.Manifest is not null)];
        foreach (
            (int index, MergeDiagnostic diagnostic) in ManifestConflicts.Find([
                .. readable.Select(file => ((string?)Tail(file.Path), file.Result.Manifest!)),
            ])
        )
        {
            if (readable[index].IsAt(context.AdditionalFile.Path))
                context.ReportDiagnostic(Descriptors.At(diagnostic, AnalysisFiles.LocationOf(new(context.AdditionalFile.Path, 1, 1))));
        }
    }

    private static void AnalyzeClass(SymbolAnalysisContext context, INamedTypeSymbol? checkpoint, AnalysisFiles files)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        AttributeData? attribute = type.GetAttributes()
            .FirstOrDefault(candidate => SymbolEqualityComparer.Default.Equals(candidate.AttributeClass, checkpoint));
        if (attribute is null)
            return;
        if (DefinitionFinder.Shape(type, "Checkpoint") is { } shape)
        {
            context.ReportDiagnostic(Descriptors.At(shape.Kind.Says(shape.Message), shape.Location));
            return;
        }
        if (CheckpointTarget.ManifestOf(attribute) is not { } name)
            return;
        var syntax = attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) as AttributeSyntax;
        Location location = syntax?.ArgumentList?.Arguments.FirstOrDefault()?.GetLocation() ?? DefinitionFinder.Place(type);
        IReadOnlyList<ManifestFile> found = ManifestFile.Named(name, files.Manifests);
        if (found.Count != 1)
        {
            context.ReportDiagnostic(Descriptors.At(NotFound(name, found, files), location));
            return;
        }
        if (found[0].Result.Manifest is not { } manifest)
            return;
        CheckpointMembers members = CheckpointMembers.Of(manifest, type.Name);
        foreach (CheckpointMember member in members.Members)
        {
            if (type.GetMembers(member.Name).FirstOrDefault(DefinitionFinder.IsWritten) is not { } own)
                continue;
            (DiagnosticKind kind, string message, Location place) = DefinitionFinder.Taken(type, "Checkpoint", own);
            context.ReportDiagnostic(Descriptors.At(kind.Says(message), place));
        }
        foreach (MemberClash clash in members.Clashes)
        {
            context.ReportDiagnostic(
                Descriptors.At(
                    DiagnosticKinds.MemberClash.Says(
                        $"the module {Printable.Quote(clash.Second)} would be the member {clash.Name}, but that name is {clash.First} already, so it has none; write its filter as a text: (Filter){Text.CSharpText.Literal(clash.Filter)}"
                    ),
                    location
                )
            );
        }
    }

    private static MergeDiagnostic NotFound(string name, IReadOnlyList<ManifestFile> found, AnalysisFiles files)
    {
        if (found.Count > 1)
            return DiagnosticKinds.ManifestNotFound.Says(
                $"{Printable.Quote(name)} is the name of {found.Count} files of the project; say which, with its directory: {string.Join(" or ", found.Select(file => Printable.Quote(Tail(file.Path))))}"
            );
        string file = name.Substring(name.LastIndexOfAny(['/', '\\']) + 1);
        string[] same = [.. ManifestFile.Named(file, files.Manifests).Select(other => Tail(other.Path))];
        if (same.Length > 0)
        {
            return DiagnosticKinds.ManifestNotFound.Says(
                $"no file of the project is {Printable.Quote(name)}; the manifest of that name is in another directory: did you mean {string.Join(" or ", same.Select(Printable.Quote))}?"
            ) with
            {
                Suggestion = same.Length == 1 ? same[0] : null,
            };
        }
        string[] known = [.. files.Manifests.Select(file => file.Path.Substring(file.Path.LastIndexOf('/') + 1))];
        string? nearest = NearestName.Of(name, known);
        string cure =
            nearest is not null ? $"did you mean {Printable.Quote(nearest)}?"
            : known.Length > 0 ? $"there are {string.Join(", ", known.Take(5).Select(Printable.Quote))}"
            : "add it to the project as an AdditionalFiles item, or make it with 'mergedsl manifest'";
        return DiagnosticKinds.ManifestNotFound.Says($"no file of the project is named {Printable.Quote(name)}; {cure}") with
        {
            Suggestion = nearest,
        };
    }

    private static string Tail(string path)
    {
        string[] parts = path.Split('/');
        return string.Join("/", parts.Skip(Math.Max(0, parts.Length - 2)));
    }
}
