using System.Collections.Immutable;
using MergeDsl.Generator.Checking;
using MergeDsl.Generator.Checkpoints;
using MergeDsl.Generator.Manifests;
using MergeDsl.Generator.Methods;
using MergeDsl.Generator.Plans;
using MergeDsl.Generator.Yaml;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator;

/// <summary>Completes checkpoint classes, custom merge methods, merge classes, and makes plans of YAML files. It only emits source; what is wrong is reported by the analyzers, which run the same code.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class MergeDslGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ManifestFile> manifests = CheckpointPipeline.Manifests(context);
        IncrementalValueProvider<ImmutableArray<ManifestFile>> allManifests = manifests.Collect();
        IncrementalValuesProvider<CheckpointTarget> checkpointTargets = CheckpointPipeline.Targets(context);
        IncrementalValuesProvider<GeneratedFile> checkpoints = CheckpointPipeline.Sources(checkpointTargets, manifests);
        IncrementalValuesProvider<MethodTarget> methods = MethodPipeline.Targets(context);
        IncrementalValuesProvider<GeneratedFile> methodSources = MethodPipeline.Sources(methods);
        IncrementalValueProvider<ImmutableArray<CheckedMergeFile>> files = MergeFilePipeline.Plans(
            context,
            allManifests,
            MethodPipeline.Schemas(methods)
        );
        IncrementalValuesProvider<MergeTarget> merges = PlanPipeline.Targets(context);
        IncrementalValueProvider<MergeSession> session = PlanPipeline.Session(
            context,
            checkpoints,
            methodSources,
            merges,
            allManifests,
            files
        );

        context.RegisterSourceOutput(methodSources, static (output, source) => output.AddSource(source.HintName, source.Text));
        context.RegisterSourceOutput(checkpoints, static (output, source) => output.AddSource(source.HintName, source.Text));
        IncrementalValuesProvider<GeneratedFile> plans = PlanPipeline.Sources(merges, session),
            filePlans = MergeFilePipeline.Sources(files);
        context.RegisterSourceOutput(plans, static (output, source) => output.AddSource(source.HintName, source.Text));
        context.RegisterSourceOutput(filePlans, static (output, source) => output.AddSource(source.HintName, source.Text));
        context.RegisterSourceOutput(
            ExportPipeline.Source(checkpointTargets, allManifests, plans, filePlans),
            static (output, source) =>
            {
                if (source is not null)
                    output.AddSource(source.HintName, source.Text);
            }
        );
    }
}
