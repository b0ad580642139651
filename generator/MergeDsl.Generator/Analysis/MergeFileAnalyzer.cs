using System.Collections.Immutable;
using MergeDsl.Diagnostics;
using MergeDsl.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace MergeDsl.Generator.Analysis;

/// <summary>Says at the lines of a YAML file what is wrong with its merges.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MergeFileAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Descriptors.OfMerges;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            AnalysisFiles files = AnalysisFiles.Of(start);
            start.RegisterAdditionalFileAction(file => Analyze(file, files));
        });
    }

    private static void Analyze(AdditionalFileAnalysisContext context, AnalysisFiles files)
    {
        if (files.Find(context.AdditionalFile.Path) is not { } file)
            return;
        foreach (MergeDiagnostic diagnostic in file.Diagnostics)
        {
            context.ReportDiagnostic(Descriptors.At(diagnostic, AnalysisFiles.LocationOf(diagnostic.Place ?? new(file.File.Path, 1, 1))));
        }
        if (files.FirstOf(file.File.Name) is { } first && first != file)
        {
            context.ReportDiagnostic(
                Descriptors.At(
                    DiagnosticKinds.MemberClash.Says(
                        $"this file would be {KnownNames.YamlClass}.{file.File.Name}, which {Printable.Quote(first.File.Path)} is already; rename one of them"
                    ),
                    AnalysisFiles.LocationOf(new(file.File.Path, 1, 1))
                )
            );
        }
    }
}
