using System.Collections.Immutable;
using MergeDsl.Diagnostics;
using MergeDsl.Generator.Checking;
using MergeDsl.Generator.Diagnostics;
using MergeDsl.Generator.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace MergeDsl.Generator.Analysis;

/// <summary>Says while it is typed what is wrong with a class with <c>[Merge]</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MergeAnalyzer : DiagnosticAnalyzer
{
    private static readonly Memo<Diagnostic[]> Said = new();

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Descriptors.OfMerges;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownNames.MergeAttribute) is null)
                return;
            AnalysisFiles files = AnalysisFiles.Of(start);
            var session = new MergeSession(start.Compilation, files.Manifests, files.FirstOf, files.Versions);
            start.RegisterSymbolAction(symbol => Analyze(symbol, session), SymbolKind.NamedType);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, MergeSession session)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind != TypeKind.Class || !session.IsMerge(type))
            return;
        foreach (
            Diagnostic diagnostic in Said.Find(type, session, context.CancellationToken)
                ?? Diagnose(type, session, context.CancellationToken)
        )
            context.ReportDiagnostic(diagnostic);
    }

    private static Diagnostic[] Diagnose(INamedTypeSymbol type, MergeSession session, CancellationToken cancellationToken)
    {
        try
        {
            CheckedMerge merge = session.Check(type, cancellationToken);
            // A loop makes one mistake many times; it is one.
            Diagnostic[] found =
            [
                .. DiagnosticsOf(type, merge).GroupBy(diagnostic => (diagnostic.Id, diagnostic.Location)).Select(same => same.First()),
            ];
            SyntaxTree?[] places =
            [
                .. found
                    .SelectMany(diagnostic => diagnostic.AdditionalLocations.Append(diagnostic.Location))
                    .Select(location => location.SourceTree)
                    .Distinct(),
            ];
            if (places.All(merge.Entered.Contains))
                Said.Keep(type, session, merge.Entered, found, places!, cancellationToken);
            return found;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return
            [
                Descriptors.At(
                    DiagnosticKinds.InternalError.Says(
                        $"this is a fault of MergeDsl, please report it: {Printable.Line(fault.ToString())}"
                    ),
                    DefinitionFinder.Place(type)
                ),
            ];
        }
    }

    private static IReadOnlyList<Diagnostic> DiagnosticsOf(INamedTypeSymbol type, CheckedMerge merge)
    {
        if (merge.Malformed is { } malformed)
            return [Descriptors.At(malformed.Kind.Says(malformed.Message), malformed.Location)];
        if (merge.Stop is { } stop)
            return StopMessages.Of(type, stop) is { } message ? [At(message, PlaceOf(type, stop))] : [];
        return [.. merge.Check?.Diagnostics.Select(diagnostic => At(diagnostic, merge.Places!.Locate(diagnostic.Path))) ?? []];
    }

    /// <summary>The place of the code that ended an evaluation; the class, where it ended before any code ran.</summary>
    private static CSharpPlace PlaceOf(INamedTypeSymbol type, EvaluationStop stop)
    {
        EvaluationPoint spot = StopMessages.SpotOf(stop);
        Location? token = StopMessages.TokenOf(stop);
        return spot.Operation is null && token is null ? new(DefinitionFinder.Place(type)) : CSharpPlaces.At(spot, token, FileOf(type));
    }

    private static Diagnostic At(MergeDiagnostic diagnostic, CSharpPlace place) => Descriptors.At(diagnostic, place.Location, place.Origin);

    /// <summary>The file with the definition.</summary>
    private static SyntaxTree FileOf(INamedTypeSymbol type) =>
        (type.GetMembers(KnownNames.Definition).Select(Bodies.Implemented).FirstOrDefault() ?? type)
            .DeclaringSyntaxReferences[0]
            .SyntaxTree;
}
