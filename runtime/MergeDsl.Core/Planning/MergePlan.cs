using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Planning;
using MergeDsl.Schemas;
using MergeDsl.Specs;

namespace MergeDsl;

/// <summary>A planned merge: which layers of which models stand where, under which settings. It needs nothing but the declaration: what only a checkpoint can say stays symbolic, and is completed when there is one.</summary>
public sealed partial record MergePlan
{
    private MethodSchema? schema;
    private IReadOnlyList<PlanModule>? modules;
    private IReadOnlyList<Model>? models;
    private IReadOnlyDictionary<Model, PlanSource>? firstSources;

    /// <summary>The name of the merge, where it has one.</summary>
    public string? Name { get; init; }

    /// <summary>The merge as it was declared: the one representation of the plan. All else in it follows from this.</summary>
    public required MergeSpec Spec
    {
        get;
        init => (field, schema, modules, models, firstSources) = (value, null, null, null, null);
    }

    /// <summary>SHA-256 over <see cref="ToString"/>, in hexadecimal: equal for merges that mean the same, whatever the threads, the shard size or the spelling of numbers. A plan whose text has another hash is not bound (MDSL0318).</summary>
    public required string Hash { get; init; }

    /// <summary>The checkpoints that the plan was checked against when it was made, by the compiler or with manifests; those that it is bound to must be the same (MDSL0508). No part of <see cref="Hash"/>.</summary>
    public EquatableArray<ExpectedCheckpoint> Checkpoints { get; init; }

    /// <summary>The method.</summary>
    internal MethodSchema Schema =>
        schema ??=
            MethodSet.OfProgram.Find(Spec.Method)
            ?? throw new MergeException([
                DiagnosticKinds.UnknownMethod.Says(
                    $"the plan is one of {Printable.Quote(Spec.Method)}, which is no method of this program; load the assembly that declares it"
                ),
            ]);

    /// <summary>The stacks of layers that are merged, with the scopes of every setting joined. They are resolved once.</summary>
    internal IReadOnlyList<PlanModule> Modules => modules ??= SpecResolver.Resolve(Spec, Schema);

    /// <summary>The slices of all modules.</summary>
    internal IEnumerable<(PlanModule Module, PlanSlice Slice)> Slices =>
        Modules.SelectMany(module => module.Slices.Select(slice => (module, slice)));

    /// <summary>The sources of all slices.</summary>
    internal IEnumerable<PlanSource> Sources => Modules.SelectMany(module => module.Slices).SelectMany(slice => slice.Sources);

    /// <summary>Every model whose tensors are merged once, in the order in which they are named, the base model first.</summary>
    internal IReadOnlyList<Model> Models
    {
        get
        {
            if (models is null)
            {
                IEnumerable<Model> named = Sources.Select(source => source.Model);
                models = [.. (Spec.BaseModel is { } baseModel ? named.Prepend(baseModel) : named).Distinct()];
            }
            return models;
        }
    }

    /// <summary>The first source that names a model; null where none does, as with a base model that is named as such alone.</summary>
    internal PlanSource? FirstSource(Model model)
    {
        if (firstSources is null)
        {
            var found = new Dictionary<Model, PlanSource>();
            foreach (PlanSource source in Sources)
            {
                if (!found.ContainsKey(source.Model))
                    found.Add(source.Model, source);
            }
            firstSources = found;
        }
        return firstSources.TryGetValue(model, out PlanSource? first) ? first : null;
    }

    /// <summary>The model whose configuration, tokenizer and other files the output gets.</summary>
    internal Model? Donor => Spec.BaseModel ?? Sources.FirstOrDefault()?.Model;

    /// <summary>Plans a spec.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="schema">Its method.</param>
    /// <param name="name">The name of the merge, where it has one.</param>
    internal static MergePlan Of(MergeSpec spec, MethodSchema schema, string? name)
    {
        IReadOnlyList<PlanModule> modules = SpecResolver.Resolve(spec, schema);
        return new()
        {
            Name = name,
            Spec = spec,
            Hash = CanonicalText.Hash(spec, modules),
            schema = schema,
            modules = modules,
        };
    }

    /// <summary>The path at which a model is named first; the base model where it is named as such.</summary>
    internal SpecPath PathOf(Model model) => FirstSource(model)?.ModelPath ?? SpecPath.Root.Member("base_model");

    /// <summary>The plan as canonical text, one slice a line: what is hashed.</summary>
    public override string ToString() => CanonicalText.Write(Spec, Modules);

    /// <summary>Indicates whether two plans are one: of the same name, spec, hash and checkpoints.</summary>
    /// <param name="other">The other plan.</param>
    public bool Equals(MergePlan? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Name == other.Name && Hash == other.Hash && Spec == other.Spec && Checkpoints == other.Checkpoints);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Hash);
}
