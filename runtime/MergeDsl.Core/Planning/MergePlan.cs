namespace MergeDsl;

/// <summary>A planned merge: which layers of which models stand where, under which settings. It needs nothing but the declaration; manifests and headers are compared with it later.</summary>
public sealed record MergePlan
{
    /// <summary>The name of the merge, where it has one.</summary>
    public string? Name { get; init; }

    /// <summary>The merge as it was declared.</summary>
    public required MergeSpec Spec { get; init; }

    /// <summary>The modules with their slices, run-length.</summary>
    public EquatableArray<PlanModule> Modules { get; init; }

    /// <summary>SHA-256 over <see cref="PlanText"/>, in hexadecimal: equal for merges that mean the same, whatever the threads, the shard size or the spelling of numbers.</summary>
    public required string Hash { get; init; }

    /// <summary>The checkpoints that the plan was checked against when it was made, by the compiler or with manifests; those that it is bound to must be the same (MDSL0508). No part of <see cref="Hash"/>.</summary>
    public EquatableArray<ExpectedCheckpoint> Checkpoints { get; init; }

    /// <summary>Plans a declaration.</summary>
    /// <param name="declaration">The declaration.</param>
    /// <param name="manifests">Manifests of its models: those of its models that have one are checked against it.</param>
    /// <exception cref="MergeException">The declaration has an error; the exception carries everything that was found.</exception>
    public static MergePlan Create(Merge declaration, params Manifest[] manifests)
    {
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

    /// <summary>The plan drawn for people: what stands where in the output, under which settings. What only its models say (sizes, transparent layers) is in the description of the bound merge.</summary>
    public string Describe() =>
        PlanDescription.Write(
            this,
            PlanFacts.Of(ResolvedMerge.Of(Spec, MethodSet.OfProgram.Find(Spec.Method)!), ManifestSet.Empty),
            static _ => null
        );

    /// <summary>The plan as canonical text, one slice a line: what is hashed.</summary>
    public override string ToString() => PlanText.Write(this);
}

/// <summary>A stack of layers that is merged.</summary>
/// <param name="Name"><c>default</c>, or the name of the module.</param>
/// <param name="Slices">Its slices, from first to last layer.</param>
public sealed record PlanModule(string Name, EquatableArray<PlanSlice> Slices);

/// <summary>Output layers made from one range of each source, a number of times in a row.</summary>
/// <param name="Count">How often the slice is repeated.</param>
/// <param name="Sources">The sources, in the order in which the method takes them.</param>
/// <param name="Settings">The settings that all sources share.</param>
public sealed record PlanSlice(int Count, EquatableArray<PlanSource> Sources, EquatableArray<PlanSetting> Settings);

/// <summary>A source of a slice.</summary>
/// <param name="Model">The model.</param>
/// <param name="Layers">Its layers, half-open; null for all.</param>
/// <param name="IsBase">Whether the method takes it as the base model.</param>
/// <param name="Settings">Its settings.</param>
public sealed record PlanSource(Model Model, Range? Layers, bool IsBase, EquatableArray<PlanSetting> Settings)
{
    /// <summary>Whether what its layers write to the residual stream is scaled by 0.</summary>
    public bool Transparent { get; init; }
}

/// <summary>A parameter and its rules over all scopes, in the order in which they are tried.</summary>
/// <param name="Name">mergekit's name of the parameter.</param>
/// <param name="Rules">The rules; the last one may be without a filter.</param>
public sealed record PlanSetting(string Name, EquatableArray<RuleSpec> Rules);
