using System.Collections.Immutable;
using MergeDsl.Collections;
using MergeDsl.CSharp;
using MergeDsl.Generator.Checking;
using MergeDsl.Generator.Incrementality;
using MergeDsl.Generator.Manifests;
using MergeDsl.Generator.Yaml;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Plans;

/// <summary>The steps that complete classes with <c>[Merge]</c>: looked at whenever anything that a definition can depend on may have changed, for constants and helpers may stand anywhere; evaluated anew where it has, and gated by the text that comes out.</summary>
internal static class PlanPipeline
{
    public static IncrementalValuesProvider<MergeTarget> Targets(IncrementalGeneratorInitializationContext context) =>
        context
            .SyntaxProvider.ForAttributeWithMetadataName(
                KnownNames.MergeAttribute,
                static (node, _) => node is ClassDeclarationSyntax,
                static (found, _) => MergeTarget.Of((INamedTypeSymbol)found.TargetSymbol)
            )
            .Where(static target => target is not null)
            .Select(static (target, _) => target!)
            .Collect()
            .SelectMany(static (targets, _) => ClassTarget.Distinct(targets))
            .WithTrackingName(TrackingNames.Merges);

    /// <summary>The merges of the compilation, to which what this generator adds is added: a generator does not see its own output.</summary>
    public static IncrementalValueProvider<MergeSession> Session(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<GeneratedFile> checkpoints,
        IncrementalValuesProvider<GeneratedFile> methods,
        IncrementalValuesProvider<MergeTarget> merges,
        IncrementalValueProvider<ImmutableArray<ManifestFile>> manifests,
        IncrementalValueProvider<ImmutableArray<CheckedMergeFile>> files
    )
    {
        IncrementalValueProvider<ImmutableArray<SyntaxTree>> checkpointTrees = Trees(checkpoints),
            methodTrees = Trees(methods);
        IncrementalValueProvider<SyntaxTree> stubs = merges
            .Collect()
            .Combine(files)
            .Combine(context.ParseOptionsProvider)
            .Select(static (pair, cancellationToken) => Parse(Stubs(pair.Left.Left, pair.Left.Right), pair.Right, cancellationToken));
        IncrementalValueProvider<CompilationSurface> surface = context
            .CompilationProvider.Select(static (compilation, cancellationToken) => CompilationSurface.Of(compilation, cancellationToken))
            .WithTrackingName(TrackingNames.Surface);
        return surface
            .Combine(checkpointTrees)
            .Combine(methodTrees)
            .Combine(stubs)
            .Combine(manifests)
            .Combine(files)
            .Select(
                static (pair, _) =>
                {
                    (
                        (
                            (
                                ((CompilationSurface surface, ImmutableArray<SyntaxTree> trees), ImmutableArray<SyntaxTree> methods),
                                SyntaxTree stubs
                            ),
                            ImmutableArray<ManifestFile> manifests
                        ),
                        ImmutableArray<CheckedMergeFile> files
                    ) = pair;
                    EquatableArray<(string, string)> versions = manifests
                        .Select(file => (file.Path, file.Hash))
                        .Concat(files.Select(file => (file.File.Path, file.File.Hash)))
                        .ToEquatableArray();
                    return new MergeSession(
                        surface.Compilation.AddSyntaxTrees(trees.AddRange(methods).Add(stubs)),
                        manifests,
                        name => files.FirstOrDefault(file => file.File.Name == name),
                        versions
                    );
                }
            );

        IncrementalValueProvider<ImmutableArray<SyntaxTree>> Trees(IncrementalValuesProvider<GeneratedFile> sources) =>
            sources
                .Combine(context.ParseOptionsProvider)
                .Select(static (pair, cancellationToken) => Parse(pair.Left.Text, pair.Right, cancellationToken))
                .Collect();
    }

    public static IncrementalValuesProvider<GeneratedFile> Sources(
        IncrementalValuesProvider<MergeTarget> merges,
        IncrementalValueProvider<MergeSession> session
    ) =>
        merges
            .Combine(session)
            .Select(static (pair, cancellationToken) => PlanMember.OfMerge(pair.Left, pair.Right, cancellationToken))
            .Where(static source => source is not null)
            .Select(static (source, _) => source!)
            .WithTrackingName(TrackingNames.MergeSources);

    private static SyntaxTree Parse(string text, ParseOptions options, CancellationToken cancellationToken) =>
        CSharpSyntaxTree.ParseText(
            Microsoft.CodeAnalysis.Text.SourceText.From(text, System.Text.Encoding.UTF8),
            (CSharpParseOptions)options,
            "generated.g.cs",
            cancellationToken
        );

    private static string Stubs(ImmutableArray<MergeTarget> merges, ImmutableArray<CheckedMergeFile> files)
    {
        var writer = new CodeWriter();
        foreach (MergeTarget merge in merges)
        {
            string member =
                $"static partial class {CSharpIdentifier.Escaped(merge.Name)} {{ public static global::MergeDsl.MergePlan Plan => throw null!; }}";
            writer.Line(merge.Namespace.Length > 0 ? $"namespace {CSharpIdentifier.EscapedPath(merge.Namespace)} {{ {member} }}" : member);
        }
        foreach (string name in files.Select(file => file.File.Name).Distinct())
        {
            writer.Line(
                $"static partial class {KnownNames.YamlClass} {{ public static class {name} {{ public static global::MergeDsl.MergePlan Plan => throw null!; }} }}"
            );
        }
        return writer.ToString();
    }
}
