using System.Runtime.CompilerServices;
using MergeDsl.Generator.Methods;
using MergeDsl.Manifests;
using MergeDsl.Rules;
using MergeDsl.Schemas;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MergeDsl.Generator.Evaluation;

/// <summary>The facts of the projects that a compilation refers to: the manifests and plans that the generator wrote into their assemblies. Their code is not here, not even where an editor has it, so that it says what the build says.</summary>
internal sealed class OtherProjects(Compilation compilation)
{
    private static readonly ConditionalWeakTable<IAssemblySymbol, Facts> Read = new();
    private static readonly Facts Nothing = new([], []);

    private readonly Lazy<Facts[]> all = new(() =>
        [.. compilation.SourceModule.ReferencedAssemblySymbols.Select(FactsOf).Where(facts => facts != Nothing)]
    );

    /// <summary>The manifests of all of them.</summary>
    public IEnumerable<Manifest> Manifests => all.Value.SelectMany(facts => facts.Manifests).Select(known => known.Manifest);

    /// <summary>Makes the value of a member of a checkpoint class of another project; null where a property is none.</summary>
    public Func<object>? MemberOf(IPropertySymbol property)
    {
        if (!IsOther(property.ContainingType))
            return null;
        Manifest? manifest = FactsOf(property.ContainingAssembly)
            .Manifests.FirstOrDefault(known => SymbolEqualityComparer.Default.Equals(known.Checkpoint, property.ContainingType))
            .Manifest;
        if (manifest is null)
            return null;
        Model MakeModel() => new(manifest.Model) { Revision = manifest.Revision };
        if (property.Name == "Model")
            return MakeModel;
        if (property.Name == "Layers" && !manifest.Stacks.IsEmpty)
            return () => MakeModel().Layers;
        CheckpointMember? member = CheckpointMembers
            .Of(manifest, property.ContainingType.Name)
            .Members.FirstOrDefault(candidate => candidate.Name == property.Name);
        return member is null ? null : () => new Filter(member.Filter);
    }

    /// <summary>The plan of a merge of another project; null where there is none, or this version of the library cannot read it.</summary>
    public (MergePlan Plan, MethodSet Methods)? PlanOf(INamedTypeSymbol merge, CancellationToken cancellationToken)
    {
        (INamedTypeSymbol? found, string code, INamedTypeSymbol? method) = FactsOf(merge.ContainingAssembly)
            .Plans.FirstOrDefault(planned => SymbolEqualityComparer.Default.Equals(planned.Merge, merge));
        if (found is null)
            return null;
        SyntaxTree tree = CSharpSyntaxTree.ParseText(
            $"static class Written\n{{\n{code}\n    public static global::MergeDsl.MergePlan Value => Make();\n}}\n",
            (CSharpParseOptions?)compilation.SyntaxTrees.FirstOrDefault()?.Options,
            cancellationToken: cancellationToken
        );
        Compilation written = compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(tree);
        var evaluator = new Evaluator(written, new Bodies(written), (_, _) => null, new(written), [], cancellationToken);
        try
        {
            var value = (IPropertySymbol)written.GetTypeByMetadataName("Written")!.GetMembers("Value")[0];
            if (evaluator.Evaluate(value).Value is not MergePlan plan)
                return null;
            var methods = new MethodSet(method is null ? [] : [MethodReader.Read(method).Schema]);
            // Another version of the library may write another text for the same merge.
            return MergeCheck.Run(plan.Spec, ManifestSet.Empty, [], plan.Name, null, methods).Plan?.Hash == plan.Hash
                ? (plan, methods)
                : null;
        }
        catch (EvaluationStop)
        {
            return null;
        }
    }

    /// <summary>Indicates whether a type is of another project.</summary>
    public bool IsOther(ISymbol symbol) => !SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly);

    private static Facts FactsOf(IAssemblySymbol assembly) =>
        assembly.Modules.Any(module => module.ReferencedAssemblies.Any(identity => identity.Name == KnownNames.CoreAssembly))
            ? Read.GetValue(assembly, ReadFacts)
            : Nothing;

    private static Facts ReadFacts(IAssemblySymbol assembly)
    {
        var manifests = new List<(Manifest, INamedTypeSymbol?)>();
        var plans = new List<(INamedTypeSymbol, string, INamedTypeSymbol?)>();
        foreach (AttributeData attribute in assembly.GetAttributes())
        {
            switch (attribute.AttributeClass?.ToDisplayString())
            {
                case KnownNames.KnownManifestAttribute when attribute.ConstructorArguments is [{ Value: string text }]:
                    if (ManifestReader.Parse(text, assembly.Name).Manifest is { } manifest)
                        manifests.Add((manifest, TypeIn(attribute, "Checkpoint")));
                    break;
                case KnownNames.PlannedMergeAttribute
                    when attribute.ConstructorArguments is [{ Value: INamedTypeSymbol merge }, { Value: string code }]:
                    plans.Add((merge, code, TypeIn(attribute, "Method")));
                    break;
            }
        }
        return manifests.Count + plans.Count == 0 ? Nothing : new(manifests, plans);
    }

    private static INamedTypeSymbol? TypeIn(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as INamedTypeSymbol;

    private sealed record Facts(
        IReadOnlyList<(Manifest Manifest, INamedTypeSymbol? Checkpoint)> Manifests,
        IReadOnlyList<(INamedTypeSymbol Merge, string Code, INamedTypeSymbol? Method)> Plans
    );
}
