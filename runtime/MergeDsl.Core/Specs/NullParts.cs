using MergeDsl.Diagnostics;

namespace MergeDsl.Specs;

/// <summary>The parts of a declaration that are null where the types say that something stands. Only what has none can be lowered.</summary>
internal sealed class NullParts
{
    private readonly List<MergeDiagnostic> found = [];

    private NullParts(Merge declaration)
    {
        SpecPath root = SpecPath.Root;
        Settings(declaration, root);
        if (declaration.BaseModel is { } baseModel)
            Model(baseModel, root.Member("base_model"));
        Models(declaration.ModelNodes, root.Member("models"));
        Slices(declaration.SliceNodes, root.Member("slices"));
        Modules(declaration.ModuleNodes, root.Member("modules"));
        if (declaration.Tokenizer is { } tokenizer)
            Tokenizer(tokenizer, root.Member("tokenizer"));
    }

    /// <summary>A diagnostic for each part that is null; none where the declaration can be lowered.</summary>
    public static IReadOnlyList<MergeDiagnostic> Of(Merge declaration) => new NullParts(declaration).found;

    private bool IsThere(object? part, string what, SpecPath path)
    {
        if (part is not null)
            return true;
        found.Add(
            DiagnosticKinds.EvaluationThrows.At(path, $"{what} is null, so this throws when the merge runs; give {what}, or leave this out")
        );
        return false;
    }

    private void Models(IReadOnlyList<MergeInput> inputs, SpecPath path)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            SpecPath at = path.Element(i);
            if (!IsThere(inputs[i], "a model", at))
                continue;
            Model(inputs[i].Model, at.Member("model"));
            Settings(inputs[i], at);
        }
    }

    private void Slices(IReadOnlyList<MergeSlice> slices, SpecPath path)
    {
        for (int i = 0; i < slices.Count; i++)
        {
            SpecPath at = path.Element(i);
            if (!IsThere(slices[i], "a slice", at))
                continue;
            if (slices[i].BaseModelNode is { } baseModel)
                Model(baseModel, at.Member("base_model"));
            if (!slices[i].SharedSettings.IsEmpty)
                Settings(slices[i], at);
            Sources(slices[i].SourceNodes, at.Member("sources"));
        }
    }

    private void Sources(IReadOnlyList<MergeSource> sources, SpecPath path)
    {
        for (int i = 0; i < sources.Count; i++)
        {
            SpecPath at = path.Element(i);
            if (!IsThere(sources[i], "a source", at))
                continue;
            if (IsThere(sources[i].Layers, "a layer range", at.Member("layer_range")))
                Model(sources[i].Layers.Model, at.Member("model"));
            Settings(sources[i], at);
        }
    }

    private void Modules(IReadOnlyList<MergeModule> modules, SpecPath path)
    {
        for (int i = 0; i < modules.Count; i++)
        {
            SpecPath at = path.Element(i);
            if (!IsThere(modules[i], "a module", at) || !IsThere(modules[i].Name, "the name of a module", at.Member("name")))
                continue;
            at = path.Member(modules[i].Name);
            Models(modules[i].ModelNodes, at.Member("models"));
            Slices(modules[i].SliceNodes, at.Member("slices"));
            Settings(modules[i], at);
        }
    }

    private void Tokenizer(Tokenizer tokenizer, SpecPath path)
    {
        SpecPath source = path.Member("source");
        if (
            IsThere(tokenizer.Source, "the source of a tokenizer", source)
            && IsThere(tokenizer.Source.Kind, "a kind", source.Member("kind"))
        )
            OfKind(tokenizer.Source.Kind, tokenizer.Source.Model, source);
        for (int i = 0; i < tokenizer.Tokens.Count; i++)
        {
            SpecPath at = path.Member("tokens").Element(i);
            if (!IsThere(tokenizer.Tokens[i], "a token", at))
                continue;
            IsThere(tokenizer.Tokens[i].Text, "the text of a token", at.Member("text"));
            if (!IsThere(tokenizer.Tokens[i].Embedding, "the embedding of a token", at.Member("source")))
                continue;
            TokenEmbedding embedding = tokenizer.Tokens[i].Embedding;
            at = at.Member("source");
            if (!IsThere(embedding.Kind, "a kind", at.Member("kind")))
                continue;
            OfKind(embedding.Kind, embedding.Model, at);
            if (embedding is { Kind: "model_token", Text: null, Id: null })
                IsThere(null, "the text of a token", at.Member("token"));
        }
    }

    /// <summary>The model of what is taken from a model, or that of something else, which may have none.</summary>
    private void OfKind(string kind, Model? model, SpecPath path)
    {
        if (model is not null || kind is "model" or "model_token")
            Model(model, path.Member("model"));
    }

    private void Model(Model? model, SpecPath path)
    {
        if (IsThere(model, "a model", path) && model!.Plan is null)
            IsThere(model.Id, "the name of a model", path.Member("id"));
    }

    private void Settings(MergePart part, SpecPath path)
    {
        foreach (NamedSetting setting in part.Settings)
        {
            IReadOnlyList<SettingItem> items = setting.Setting.Items;
            for (int i = 0; i < items.Count; i++)
            {
                if (items[i].IsRule)
                    IsThere(items[i].Filter, "a filter", path.Member(setting.Name).Element(i).Member("filter"));
            }
        }
    }
}
