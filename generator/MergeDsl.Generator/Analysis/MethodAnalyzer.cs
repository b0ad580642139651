using System.Collections.Immutable;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Generator.Diagnostics;
using MergeDsl.Generator.Methods;
using MergeDsl.Schemas;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace MergeDsl.Generator.Analysis;

/// <summary>Reports mistakes in the declaration of a custom merge method.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MethodAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Descriptors.Of(DiagnosticKinds.MalformedMethod);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownNames.MergeMethodAttribute) is null)
                return;
            var known = new Lazy<EquatableArray<MethodSchema>>(() => MethodPipeline.Of(start.Compilation));
            start.RegisterSymbolAction(symbol => Analyze(symbol, known), SymbolKind.NamedType);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, Lazy<EquatableArray<MethodSchema>> known)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!MethodReader.IsMethod(type))
            return;
        (MethodSchema schema, IReadOnlyList<(string Message, Location Location)> problems) = MethodReader.Read(type);
        foreach ((string message, Location location) in problems)
            context.ReportDiagnostic(Descriptors.At(DiagnosticKinds.MalformedMethod.Says(message), location));
        if (
            problems.Count == 0
            && known.Value.FirstOrDefault(other => other.Name == schema.Name) is { } first
            && known.Value.Count(other => other.Name == schema.Name) > 1
            && first.TypeName != schema.TypeName
        )
        {
            context.ReportDiagnostic(
                Descriptors.At(
                    DiagnosticKinds.MalformedMethod.Says(
                        $"{first.TypeName} is the merge method {Printable.Quote(schema.Name)} already; give one of them another name"
                    ),
                    Checking.DefinitionFinder.Place(type)
                )
            );
        }
    }
}
