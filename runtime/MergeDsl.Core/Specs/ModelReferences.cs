using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Schemas;

namespace MergeDsl.Specs;

/// <summary>The models that a spec names, and where it does.</summary>
internal static class ModelReferences
{
    /// <summary>Every reference to a model with its path, in the order of the spec.</summary>
    public static IEnumerable<(Model Model, SpecPath Path)> Of(MergeSpec spec)
    {
        var found = new List<(Model, SpecPath)>();
        Visit(
            spec,
            (model, path) =>
            {
                found.Add((model, path));
                return model;
            }
        );
        return found;
    }

    /// <summary>The spec with other models in place of its own.</summary>
    public static MergeSpec Replace(MergeSpec spec, Func<Model, Model> replacement) => Visit(spec, (model, _) => replacement(model));

    /// <summary>Every model once, in the order in which they are named, the base model first.</summary>
    public static IReadOnlyList<Model> Models(MergeSpec spec) => [.. Of(spec).Select(reference => reference.Model).Distinct()];

    private static MergeSpec Visit(MergeSpec spec, Func<Model, SpecPath, Model> visit)
    {
        SpecPath root = SpecPath.Root;
        // Nothing reads the base model of a slice of layers that are stacked.
        bool readsBase = MethodSet.OfProgram.Find(spec.Method) is not { StacksLayers: true };
        return spec with
        {
            BaseModel = spec.BaseModel is { } baseModel ? visit(baseModel, root.Member("base_model")) : null,
            Models = Inputs(spec.Models, root, visit),
            Slices = Slices(spec.Slices, root, readsBase, visit),
            Modules = spec
                .Modules.Select(module =>
                {
                    SpecPath path = root.Member("modules").Member(module.Name);
                    return module with
                    {
                        Models = Inputs(module.Models, path, visit),
                        Slices = Slices(module.Slices, path, readsBase, visit),
                    };
                })
                .ToEquatableArray(),
            Tokenizer = spec.Tokenizer is { } tokenizer ? Tokenizer(tokenizer, root.Member("tokenizer"), visit) : null,
        };
    }

    private static EquatableArray<InputSpec> Inputs(EquatableArray<InputSpec> inputs, SpecPath path, Func<Model, SpecPath, Model> visit) =>
        inputs
            .Select((input, i) => input with { Model = visit(input.Model, path.Member("models").Element(i).Member("model")) })
            .ToEquatableArray();

    private static EquatableArray<SliceSpec> Slices(
        EquatableArray<SliceSpec> slices,
        SpecPath path,
        bool readsBase,
        Func<Model, SpecPath, Model> visit
    ) =>
        slices
            .Select(
                (slice, i) =>
                {
                    SpecPath at = path.Member("slices").Element(i);
                    return slice with
                    {
                        BaseModel =
                            readsBase && slice.BaseModel is { } baseModel ? visit(baseModel, at.Member("base_model")) : slice.BaseModel,
                        Sources = slice
                            .Sources.Select(
                                (source, j) => source with { Model = visit(source.Model, at.Member("sources").Element(j).Member("model")) }
                            )
                            .ToEquatableArray(),
                    };
                }
            )
            .ToEquatableArray();

    private static Tokenizer Tokenizer(Tokenizer tokenizer, SpecPath path, Func<Model, SpecPath, Model> visit) =>
        tokenizer with
        {
            Source = tokenizer.Source.Model is { } source
                ? tokenizer.Source with
                {
                    Model = visit(source, path.Member("source")),
                }
                : tokenizer.Source,
            Tokens = tokenizer
                .Tokens.Select(
                    (token, i) =>
                        token.Embedding.Model is { } model
                            ? token with
                            {
                                Embedding = token.Embedding with
                                {
                                    Model = visit(model, path.Member("tokens").Element(i).Member("source")),
                                },
                            }
                            : token
                )
                .ToEquatableArray(),
        };
}
