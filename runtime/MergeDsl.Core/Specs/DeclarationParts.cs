using MergeDsl.Diagnostics;

namespace MergeDsl.Specs;

/// <summary>A part of a declaration: the value of a member, or an element of a list.</summary>
/// <param name="Path">The path of the part in the spec.</param>
/// <param name="Owner">The object that has the member; for an element, the one that has the list.</param>
/// <param name="Member">The name of the member in C#; null for an element.</param>
/// <param name="Value">The object; null for a value without parts, and where nothing is set.</param>
internal sealed record DeclarationPart(SpecPath Path, object Owner, string? Member, object? Value);

/// <summary>A walk over the parts of a declaration, each with its path. It also finds what is null although the types allow no null: only a declaration without such parts can be lowered.</summary>
internal sealed class DeclarationParts
{
    private readonly List<DeclarationPart> parts = [];
    private readonly List<MergeDiagnostic> missing = [];
    private readonly Merge declaration;

    private DeclarationParts(Merge declaration)
    {
        this.declaration = declaration;
        SpecPath root = SpecPath.Root;
        AddMember(root.Member("dtype"), declaration, "DType");
        AddMember(root.Member("out_dtype"), declaration, "OutDType");
        AddMember(root.Member("chat_template"), declaration, "ChatTemplate");
        AddModel(root.Member("base_model"), declaration, "BaseModel", declaration.BaseModel, isOptional: true);
        AddSettings(declaration, root);
        AddModels(root.Member("models"), declaration, declaration.ModelNodes);
        AddSlices(root.Member("slices"), declaration, declaration.SliceNodes);
        AddModules(root.Member("modules"));
        AddTokenizer(root.Member("tokenizer"));
    }

    /// <summary>The parts, each after the one that contains it.</summary>
    public IReadOnlyList<DeclarationPart> All => parts;

    /// <summary>A diagnostic for each part that is null and must not be; none where the declaration can be lowered.</summary>
    public IReadOnlyList<MergeDiagnostic> Missing => missing;

    /// <summary>Walks over a declaration.</summary>
    public static DeclarationParts Of(Merge declaration) => new(declaration);

    private void AddModels(SpecPath path, object owner, IReadOnlyList<MergeInput> inputs)
    {
        AddMember(path, owner, "Models", inputs);
        for (int i = 0; i < inputs.Count; i++)
        {
            SpecPath at = path.Element(i);
            if (!AddElement(at, owner, inputs[i], "a model"))
                continue;
            AddModel(at.Member("model"), inputs[i], "Model", inputs[i].Model);
            AddSettings(inputs[i], at);
        }
    }

    private void AddSlices(SpecPath path, object owner, IReadOnlyList<MergeSlice> slices)
    {
        AddMember(path, owner, "Slices", slices);
        for (int i = 0; i < slices.Count; i++)
        {
            SpecPath at = path.Element(i);
            if (!AddElement(at, owner, slices[i], "a slice"))
                continue;
            if (slices[i] is StackedSlice stacked)
            {
                // The slice is its only source.
                parts.Add(new(at.Member("sources").Element(0), owner, null, stacked));
                AddSource(at.Member("sources").Element(0), stacked, stacked.Layers);
                continue;
            }
            AddModel(at.Member("base_model"), slices[i], "BaseModel", slices[i].BaseModelNode, isOptional: true);
            AddSettings(slices[i], at);
            IReadOnlyList<MergeSource> sources = slices[i].SourceNodes;
            AddMember(at.Member("sources"), slices[i], "Sources", sources);
            for (int j = 0; j < sources.Count; j++)
            {
                if (AddElement(at.Member("sources").Element(j), slices[i], sources[j], "a source"))
                    AddSource(at.Member("sources").Element(j), sources[j], sources[j].Layers);
            }
        }
    }

    private void AddSource(SpecPath path, MergePart source, LayerRange? layers)
    {
        SpecPath range = path.Member("layer_range");
        if (IsThere(layers, "a layer range", range))
        {
            AddMember(range, layers!, "Range");
            AddModel(path.Member("model"), layers!, "Model", layers!.Model);
        }
        else
        {
            AddMember(range, source, "Layers");
        }
        AddSettings(source, path);
    }

    private void AddModules(SpecPath path)
    {
        IReadOnlyList<MergeModule> modules = declaration.ModuleNodes;
        AddMember(path, declaration, "Modules", modules);
        for (int i = 0; i < modules.Count; i++)
        {
            if (!AddElement(path.Element(i), declaration, modules[i], "a module"))
                continue;
            MergeModule module = modules[i];
            AddMember(path.Element(i).Member("name"), module, "Name");
            if (!IsThere(module.Name, "the name of a module", path.Element(i).Member("name")))
                continue;
            SpecPath at = path.Member(module.Name);
            parts.Add(new(at, module, "Name", module));
            AddModels(at.Member("models"), module, module.ModelNodes);
            AddSlices(at.Member("slices"), module, module.SliceNodes);
            AddSettings(module, at);
        }
    }

    private void AddTokenizer(SpecPath path)
    {
        if (declaration.Tokenizer is not { } tokenizer)
            return;
        AddMember(path, declaration, "Tokenizer", tokenizer);
        AddMember(path.Member("pad_to_multiple_of"), tokenizer, "PadToMultipleOf");
        SpecPath source = path.Member("source");
        AddMember(source, tokenizer, "Source", tokenizer.Source);
        if (IsThere(tokenizer.Source, "the source of a tokenizer", source))
            AddKind(source, tokenizer.Source, tokenizer.Source.Kind, tokenizer.Source.Model);
        AddMember(path.Member("tokens"), tokenizer, "Tokens", tokenizer.Tokens);
        for (int i = 0; i < tokenizer.Tokens.Count; i++)
        {
            SpecPath at = path.Member("tokens").Element(i);
            if (AddElement(at, tokenizer, tokenizer.Tokens[i], "a token"))
                AddToken(at, tokenizer.Tokens[i]);
        }
    }

    private void AddToken(SpecPath path, Token token)
    {
        AddMember(path.Member("text"), token, "Text");
        IsThere(token.Text, "the text of a token", path.Member("text"));
        SpecPath source = path.Member("source");
        AddMember(source, token, "Embedding", token.Embedding);
        if (!IsThere(token.Embedding, "the embedding of a token", source))
            return;
        AddMember(source.Member("token"), token.Embedding, "Text");
        AddMember(source.Member("token_id"), token.Embedding, "Id");
        if (AddKind(source, token.Embedding, token.Embedding.Kind, token.Embedding.Model))
            IsThere(
                token.Embedding is { Kind: "model_token", Text: null, Id: null } ? null : token.Embedding,
                "the text of a token",
                source.Member("token")
            );
    }

    /// <summary>Adds the kind of a source, and its model, which only some kinds have.</summary>
    private bool AddKind(SpecPath path, object owner, string? kind, Model? model)
    {
        AddMember(path.Member("kind"), owner, "Kind");
        if (!IsThere(kind, "a kind", path.Member("kind")))
            return false;
        AddModel(path.Member("model"), owner, "Model", model, isOptional: kind is not ("model" or "model_token"));
        return true;
    }

    private void AddModel(SpecPath path, object owner, string member, Model? model, bool isOptional = false)
    {
        AddMember(path, owner, member, model);
        if (model is null)
        {
            if (!isOptional)
                IsThere(model, "a model", path);
        }
        else if (model.Plan is null)
        {
            AddMember(path.Member("id"), model, "Id");
            IsThere(model.Id, "the name of a model", path.Member("id"));
        }
    }

    private void AddSettings(MergePart part, SpecPath path)
    {
        foreach (NamedSetting setting in part.Settings)
        {
            SpecPath at = path.Member(setting.Name);
            AddMember(at, part, declaration.Schema.Find(setting.Name)!.Property, setting.Setting);
            IReadOnlyList<SettingItem> items = setting.Setting.Items;
            for (int i = 0; i < items.Count; i++)
            {
                if (items[i].IsRule)
                    IsThere(items[i].Filter, "a filter", at.Element(i).Member("filter"));
            }
        }
    }

    private void AddMember(SpecPath path, object owner, string member, object? value = null) => parts.Add(new(path, owner, member, value));

    private bool AddElement(SpecPath path, object owner, object? value, string what)
    {
        parts.Add(new(path, owner, null, value));
        return IsThere(value, what, path);
    }

    private bool IsThere(object? part, string what, SpecPath path)
    {
        if (part is not null)
            return true;
        missing.Add(
            DiagnosticKinds.EvaluationThrows.At(path, $"{what} is null, so this throws when the merge runs; give {what}, or leave this out")
        );
        return false;
    }
}
