namespace MergeDsl;

/// <summary>Replaces the models of a spec, wherever they are named.</summary>
internal static class SpecModels
{
    /// <summary>The spec with every model reference replaced by what a function makes of it.</summary>
    public static MergeSpec Map(MergeSpec spec, Func<Model, Model> replace)
    {
        Model? Optional(Model? model) => model is null ? null : replace(model);
        EquatableArray<InputSpec> Models(EquatableArray<InputSpec> models) =>
            models.Select(input => input with { Model = replace(input.Model) }).ToEquatableArray();
        EquatableArray<SliceSpec> Slices(EquatableArray<SliceSpec> slices) =>
            slices
                .Select(slice =>
                    slice with
                    {
                        BaseModel = Optional(slice.BaseModel),
                        Sources = slice.Sources.Select(source => source with { Model = replace(source.Model) }).ToEquatableArray(),
                    }
                )
                .ToEquatableArray();
        return spec with
        {
            BaseModel = Optional(spec.BaseModel),
            Models = Models(spec.Models),
            Slices = Slices(spec.Slices),
            Modules = spec
                .Modules.Select(module => module with { Models = Models(module.Models), Slices = Slices(module.Slices) })
                .ToEquatableArray(),
            Tokenizer = spec.Tokenizer is not { } tokenizer
                ? null
                : tokenizer with
                {
                    Source = tokenizer.Source with { Model = Optional(tokenizer.Source.Model) },
                    Tokens = tokenizer
                        .Tokens.Select(token => token with { Embedding = token.Embedding with { Model = Optional(token.Embedding.Model) } })
                        .ToEquatableArray(),
                },
        };
    }
}
