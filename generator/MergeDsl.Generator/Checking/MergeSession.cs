using System.Collections.Concurrent;
using MergeDsl.Collections;
using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Generator.Evaluation;
using MergeDsl.Generator.Incrementality;
using MergeDsl.Generator.Manifests;
using MergeDsl.Manifests;
using MergeDsl.Rules;
using MergeDsl.Schemas;
using MergeDsl.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Checking;

/// <summary>The merges of one compilation, each evaluated and checked once, however many others have it as an input.</summary>
/// <param name="compilation">The compilation, with all generated members.</param>
/// <param name="manifests">The manifest files.</param>
/// <param name="fileOf">The YAML file of a name.</param>
/// <param name="files">The versions of all files beside the code that a merge can depend on.</param>
internal sealed class MergeSession(
    Compilation compilation,
    IEnumerable<ManifestFile> manifests,
    Func<string, Yaml.CheckedMergeFile?> fileOf,
    EquatableArray<(string Path, string Hash)> files
)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, CheckedMerge> done = new(SymbolEqualityComparer.Default);
    private readonly Bodies bodies = new(compilation);
    private readonly ConcurrentDictionary<MergePlan, string> planMembers = new(PlanIdentity.Instance);
    private readonly ConcurrentDictionary<MergePlan, MergeCheck> checks = new(PlanIdentity.Instance);
    private readonly OtherProjects others = new(compilation);
    private readonly Manifest[] own = ManifestFile.Readable(manifests);
    private readonly ConcurrentDictionary<INamedTypeSymbol, MergePlan> ofOthers = new(SymbolEqualityComparer.Default);
    private Manifest[]? known;
    private readonly INamedTypeSymbol? mergeAttribute = compilation.GetTypeByMetadataName(KnownNames.MergeAttribute);
    private CompilationOutline? outline;

    /// <summary>The versions of all files beside the code that a merge can depend on.</summary>
    public EquatableArray<(string Path, string Hash)> Files => files;

    /// <summary>All of the compilation that a merge can depend on without looking into a file.</summary>
    public CompilationOutline Outline(CancellationToken cancellationToken) =>
        outline ??= CompilationOutline.Of(compilation, static tree => tree.Declared, cancellationToken);

    /// <summary>The files of the compilation, in their order.</summary>
    public IReadOnlyList<SyntaxTree> Trees { get; } = [.. compilation.SyntaxTrees];

    public bool Contains(SyntaxTree tree) => compilation.ContainsSyntaxTree(tree);

    /// <summary>The class of a full name.</summary>
    public INamedTypeSymbol? Find(string fullName) => compilation.Assembly.GetTypeByMetadataName(fullName);

    /// <summary>The manifests of this project, and those that other projects know beside them.</summary>
    private Manifest[] Known =>
        known ??= [
            .. own,
            .. others.Manifests.Where(other => !own.Any(manifest => manifest.Model == other.Model && manifest.Revision == other.Revision)),
        ];

    /// <summary>The merge of a class.</summary>
    public CheckedMerge Check(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        if (!done.TryGetValue(type, out CheckedMerge? merge))
            merge = Check(type, [], cancellationToken);
        return merge;
    }

    /// <summary>The member that holds a plan which this session made, as an expression.</summary>
    public string? MemberOf(MergePlan plan) => planMembers.TryGetValue(plan, out string? member) ? member : null;

    /// <summary>Indicates whether a class has <c>[Merge]</c>.</summary>
    public bool IsMerge(ITypeSymbol type) =>
        type.GetAttributes().Any(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, mergeAttribute));

    private CheckedMerge Check(INamedTypeSymbol type, IReadOnlyList<INamedTypeSymbol> around, CancellationToken cancellationToken)
    {
        var entered = new HashSet<SyntaxTree>(type.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree));
        CheckedMerge found = DefinitionFinder.Find(type) switch
        {
            (null, { } malformed) => new(type) { Malformed = malformed },
            ({ } property, _) => Evaluate(type, property, [.. around, type], entered, cancellationToken),
            _ => throw new InvalidOperationException("a merge class has a definition or something wrong"),
        };
        CheckedMerge merge = found with { Entered = entered };
        // What was found on the way round a cycle holds only there.
        if (merge.Stop is not (CyclicInput or InputNotPlanned) || around.Count == 0)
            done[type] = merge;
        if (merge.Plan is { } plan)
        {
            checks[plan] = merge.Check!;
            planMembers[plan] =
                "global::"
                + type.ToDisplayString(
                    SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)
                )
                + ".Plan";
        }
        return merge;
    }

    private CheckedMerge Evaluate(
        INamedTypeSymbol type,
        IPropertySymbol property,
        INamedTypeSymbol[] around,
        HashSet<SyntaxTree> entered,
        CancellationToken cancellationToken
    )
    {
        // What is wrong with the method itself is reported there.
        if (CustomTypes.MethodOf(property.Type) is { } method && Methods.MethodReader.Read(method).Problems.Count > 0)
            return new(type);
        var evaluator = new Evaluator(
            compilation,
            bodies,
            (input, spot) => PlanOf(input, spot, around, entered, cancellationToken),
            others,
            entered,
            cancellationToken
        );
        try
        {
            (object? value, EvaluationPoint spot) = evaluator.Evaluate(property);
            if (spot.Operation is null)
                return new(type)
                {
                    Malformed = (
                        DiagnosticKinds.NotEvaluated,
                        $"the compiler does not evaluate a 'Definition' without an expression or initializer, so {Printable.Quote(type.Name)} is checked only when it runs; write '=> new() {{ ... }}'",
                        DefinitionFinder.Place(property)
                    ),
                };
            if (value is not Merge declaration)
                return new(type) { Stop = new DeclarationThrows(spot, new NullReferenceException("the definition is null")) };
            var syntax = (PropertyDeclarationSyntax)property.DeclaringSyntaxReferences[0].GetSyntax(cancellationToken);
            var parts = DeclarationParts.Of(declaration);
            CSharpPlaces places = new(declaration, parts, spot, syntax, evaluator.Origins);
            if (parts.Missing is { Count: > 0 } missing)
                return new(type) { Check = MergeCheck.OfUnplanned(missing), Places = places };
            (MergeSpec spec, IReadOnlyList<MergeDiagnostic> malformed) = SpecLowering.Lower(declaration);
            ManifestSet known = OutputManifest.With(
                spec,
                Known,
                input => checks.TryGetValue(input, out MergeCheck? made) ? made.Output : null
            );
            MergeCheck check = MergeCheck.Run(
                spec,
                known,
                malformed,
                type.Name,
                diagnostic => diagnostic.IsNearMiss && IsTolerated(diagnostic.Id, syntax.SyntaxTree, cancellationToken),
                new([declaration.Schema])
            );
            return new(type)
            {
                Check = check,
                Manifests = known,
                Record = (declaration as CustomMerge)?.Record,
                Places = places,
            };
        }
        catch (EvaluationStop stop)
        {
            return new(type) { Stop = stop };
        }
    }

    /// <summary>Indicates whether the project's configuration makes less than an error of a kind: a near miss is then a warning, and the merge has a plan.</summary>
    private bool IsTolerated(string id, SyntaxTree file, CancellationToken cancellationToken)
    {
        ReportDiagnostic severity = ReportDiagnostic.Default;
        bool said =
            compilation.Options.SyntaxTreeOptionsProvider is { } options
            && (
                options.TryGetDiagnosticValue(file, id, cancellationToken, out severity)
                || options.TryGetGlobalDiagnosticValue(id, cancellationToken, out severity)
            );
        if (!said)
            compilation.Options.SpecificDiagnosticOptions.TryGetValue(id, out severity);
        return severity is ReportDiagnostic.Warn or ReportDiagnostic.Info or ReportDiagnostic.Hidden or ReportDiagnostic.Suppress;
    }

    /// <summary>The plan of a merge that is named as an input; null where the type is no merge.</summary>
    private MergePlan? PlanOf(
        INamedTypeSymbol input,
        EvaluationPoint spot,
        IReadOnlyList<INamedTypeSymbol> around,
        HashSet<SyntaxTree> entered,
        CancellationToken cancellationToken
    )
    {
        if (others.IsOther(input))
            return Foreign.Run(() => PlanOfOther(input, spot, cancellationToken));
        if (input.ContainingType is { Name: KnownNames.YamlClass, ContainingNamespace.IsGlobalNamespace: true })
        {
            Yaml.CheckedMergeFile? file = fileOf(input.Name);
            MergePlan plan = file?.Plan ?? throw new InputNotPlanned(spot, input.Name);
            checks[plan] = file!.Result!.Check;
            planMembers[plan] = $"global::{KnownNames.YamlClass}.{input.Name}.Plan";
            return plan;
        }
        if (!IsMerge(input))
            return null;
        if (around.Contains(input, SymbolEqualityComparer.Default))
            throw new CyclicInput(spot, input);
        // A merge on a cycle is checked anew from every merge, so that each says the same whichever came first.
        if (!done.TryGetValue(input, out CheckedMerge? merge) || merge.Stop is CyclicInput)
            merge = Check(input, around, cancellationToken);
        entered.UnionWith(merge.Entered);
        if (merge.Plan is { } planned)
            return planned;
        throw merge.Stop switch
        {
            NotEvaluable => new NotEvaluable(spot, $"the plan of {Printable.Quote(input.Name)}, which is made at run time itself"),
            CyclicInput cycle when SymbolEqualityComparer.Default.Equals(cycle.Merge, around[0]) => new CyclicInput(spot, cycle.Merge),
            _ => new InputNotPlanned(spot, input.Name),
        };
    }

    /// <summary>The plan of a merge of another project, as its compiler made it; null where the type is no merge.</summary>
    private MergePlan? PlanOfOther(INamedTypeSymbol input, EvaluationPoint spot, CancellationToken cancellationToken)
    {
        if (ofOthers.TryGetValue(input, out MergePlan? plan))
            return plan;
        if (others.PlanOf(input, cancellationToken) is not { } written)
        {
            return IsMerge(input)
                ? throw new NotEvaluable(
                    spot,
                    $"the plan of {Printable.Quote(input.Name)}, a merge of another project that this version of MergeDsl has not planned there; see what is said of it there, or declare it in this project"
                )
                : null;
        }
        plan = Register(written.Plan, written.Methods);
        planMembers[plan] =
            "global::"
            + input.ToDisplayString(
                SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)
            )
            + ".Plan";
        return ofOthers.GetOrAdd(input, plan);
    }

    /// <summary>Checks a plan of another project, and those that it takes, for what is known of their outputs.</summary>
    private MergePlan Register(MergePlan plan, MethodSet methods)
    {
        foreach (Model model in ModelReferences.Models(plan.Spec))
        {
            if (model.Plan is { } input)
                Register(input, methods);
        }
        ManifestSet manifests = OutputManifest.With(
            plan.Spec,
            Known,
            input => checks.TryGetValue(input, out MergeCheck? made) ? made.Output : null
        );
        checks[plan] = MergeCheck.Run(plan.Spec, manifests, [], plan.Name, null, methods);
        return plan;
    }

    private sealed class PlanIdentity : IEqualityComparer<MergePlan>
    {
        public static PlanIdentity Instance { get; } = new();

        bool IEqualityComparer<MergePlan>.Equals(MergePlan? left, MergePlan? right) => ReferenceEquals(left, right);

        int IEqualityComparer<MergePlan>.GetHashCode(MergePlan plan) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(plan);
    }
}
