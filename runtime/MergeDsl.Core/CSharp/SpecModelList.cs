namespace MergeDsl;

/// <summary>The models of a merge in the order of their first use, the base model first.</summary>
internal static class SpecModelList
{
    public static IReadOnlyList<Model> Of(MergeSpec spec)
    {
        var models = new List<Model>();
        var known = new HashSet<Model>();
        void Add(Model? model)
        {
            if (model is not null && known.Add(model))
                models.Add(model);
        }
        void AddForms(EquatableArray<InputSpec> inputs, EquatableArray<SliceSpec> slices)
        {
            foreach (InputSpec input in inputs)
                Add(input.Model);
            foreach (SliceSpec slice in slices)
            {
                if (MethodSet.OfProgram.Find(spec.Method) is not { StacksLayers: true })
                    Add(slice.BaseModel);
                foreach (SourceSpec source in slice.Sources)
                    Add(source.Model);
            }
        }
        Add(spec.BaseModel);
        AddForms(spec.Models, spec.Slices);
        foreach (ModuleSpec module in spec.Modules)
            AddForms(module.Models, module.Slices);
        if (spec.Tokenizer is { } tokenizer)
        {
            Add(tokenizer.Source.Model);
            foreach (Token token in tokenizer.Tokens)
                Add(token.Embedding.Model);
        }
        return models;
    }
}
