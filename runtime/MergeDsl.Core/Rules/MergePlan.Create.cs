using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Rules;
using MergeDsl.Specs;

namespace MergeDsl;

public sealed partial record MergePlan
{
    /// <summary>Plans a declaration.</summary>
    /// <param name="declaration">The declaration.</param>
    /// <param name="manifests">Manifests of its models: those of its models that have one are checked against it.</param>
    /// <exception cref="MergeException">The declaration has an error; the exception carries everything that was found.</exception>
    public static MergePlan Create(Merge declaration, params Manifest[] manifests)
    {
        if (declaration is null)
            throw new ArgumentNullException(nameof(declaration));
        if (DeclarationParts.Of(declaration).Missing is { Count: > 0 } missing)
            throw new MergeException(missing);
        (MergeSpec spec, IReadOnlyList<MergeDiagnostic> malformed) = SpecLowering.Lower(declaration);
        IEnumerable<MergeDiagnostic> conflicts = ManifestConflicts
            .Find([.. manifests.Select(manifest => ((string?)null, manifest))])
            .Select(conflict => conflict.Diagnostic);
        MergeCheck check = MergeCheck.Run(
            spec,
            new ManifestSet(manifests),
            [.. malformed, .. conflicts],
            methods: new([declaration.Schema])
        );
        return check.Plan is { } plan && !check.HasErrors ? plan : throw new MergeException(check.Diagnostics);
    }
}
