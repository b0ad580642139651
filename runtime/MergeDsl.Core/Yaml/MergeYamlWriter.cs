using System.Globalization;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Planning;
using MergeDsl.Schemas;
using MergeDsl.Specs;
using MergeDsl.Tensors;

namespace MergeDsl.Yaml;

/// <summary>Writes merges as mergekit YAML: two blanks of indentation, ranges and gradients on one line, quotes only where they are needed.</summary>
public static class MergeYamlWriter
{
    /// <summary>Writes a merge. What mergekit has no form for is a diagnostic, and there is no text then.</summary>
    /// <param name="spec">The merge.</param>
    /// <param name="name">The name of the document, where it has one.</param>
    public static YamlWriteResult Write(MergeSpec spec, string? name = null) => Write([(name, spec)]);

    /// <summary>Writes merges that are inputs of each other as the documents of one file, each before those that use it; a model that is the output of a named one is written by that name.</summary>
    /// <param name="chain">Names and merges.</param>
    public static YamlWriteResult Write(IReadOnlyList<(string? Name, MergeSpec Spec)> chain)
    {
        YamlWriteResult written = WriteUnproved(chain);
        return written.Text is { } text && YamlProof.Find(text, chain) is { } difference ? new(null, [difference]) : written;
    }

    /// <summary>Writes merges without reading them again: for the record of a merge that was checked in another form.</summary>
    /// <param name="chain">Names and merges.</param>
    internal static YamlWriteResult WriteUnproved(IReadOnlyList<(string? Name, MergeSpec Spec)> chain)
    {
        HashSet<string> names = new(chain.Select(link => link.Name).OfType<string>(), StringComparer.Ordinal);
        List<MergeDiagnostic> diagnostics = [];
        List<string> documents = [];
        foreach ((string? name, MergeSpec spec) in chain)
        {
            Document document = new(spec, names, diagnostics);
            documents.Add(document.Write(name));
        }
        string text = string.Join("---\n", documents);
        return diagnostics.Count > 0 ? new(null, diagnostics) : new(text, []);
    }

    /// <summary>Writes a planned merge, behind the merges that it uses.</summary>
    /// <param name="plan">The plan.</param>
    public static YamlWriteResult Write(MergePlan plan) => Write(Chain(plan));

    /// <summary>Writes a planned merge, behind the merges that it uses, without reading it again.</summary>
    /// <param name="plan">The plan.</param>
    internal static YamlWriteResult WriteUnproved(MergePlan plan) => WriteUnproved(Chain(plan));

    private static List<(string? Name, MergeSpec Spec)> Chain(MergePlan plan)
    {
        List<(string? Name, MergeSpec Spec)> chain = [];
        HashSet<string> hashes = new(StringComparer.Ordinal);
        void Add(MergePlan link, bool isLast)
        {
            foreach (Model model in ModelReferences.Models(link.Spec))
            {
                if (model.Plan is { Name: not null } other && hashes.Add(other.Hash))
                    Add(other, false);
            }
            // The result of the file is the document that needs no name.
            chain.Add((isLast ? null : link.Name, link.Spec));
        }
        Add(plan, true);
        return chain;
    }

    private sealed class Document(MergeSpec spec, HashSet<string> names, List<MergeDiagnostic> diagnostics)
    {
        private readonly YamlLines lines = new();
        private readonly MethodSchema? schema = MethodSet.OfProgram.Find(spec.Method);

        public string Write(string? name)
        {
            if (name is not null)
                lines.Value("name", YamlQuoting.Text(name));
            WriteForms(spec.Models, spec.Slices, SpecPath.Root);
            WriteModules();
            if (schema is null)
                Refuse(new("merge_method"), $"mergekit has no method {Printable.Quote(spec.Method)}; choose one that it has");
            lines.Value("merge_method", YamlQuoting.Text(spec.Method));
            if (spec.BaseModel is not null)
                WriteModel("base_model", spec.BaseModel, new("base_model"));
            WriteParameters(spec.Parameters);
            WriteDType("dtype", spec.DType);
            WriteDType("out_dtype", spec.OutDType);
            WriteTokenizer();
            if (spec.ChatTemplate is not null)
                lines.Text("chat_template", spec.ChatTemplate);
            return lines.ToString();
        }

        private void Refuse(SpecPath path, string message) => diagnostics.Add(DiagnosticKinds.NoYamlForm.At(path, message));

        private void WriteForms(EquatableArray<InputSpec> models, EquatableArray<SliceSpec> slices, SpecPath path)
        {
            if (!models.IsEmpty)
            {
                using (lines.Block("models"))
                {
                    for (int i = 0; i < models.Count; i++)
                    {
                        using (lines.Item())
                        {
                            WriteModel("model", models[i].Model, path.Member("models").Element(i).Member("model"));
                            WriteParameters(models[i].Parameters);
                        }
                    }
                }
            }
            if (slices.IsEmpty)
                return;
            using (lines.Block("slices"))
            {
                for (int i = 0; i < slices.Count; i++)
                    WriteSlice(slices[i], path.Member("slices").Element(i));
            }
        }

        private void WriteSlice(SliceSpec slice, SpecPath path)
        {
            using (lines.Item())
            {
                if (slice.Sources.IsEmpty)
                {
                    lines.Value("sources", "[]");
                }
                else
                {
                    using (lines.Block("sources"))
                    {
                        for (int i = 0; i < slice.Sources.Count; i++)
                            WriteSource(slice.Sources[i], path.Member("sources").Element(i));
                    }
                }
                if (slice.BaseModel is not null)
                    WriteModel("base_model", slice.BaseModel, path.Member("base_model"));
                WriteParameters(slice.Parameters);
            }
        }

        private void WriteSource(SourceSpec source, SpecPath path)
        {
            using (lines.Item())
            {
                WriteModel("model", source.Model, path.Member("model"));
                if (source.Layers.Start.IsFromEnd || source.Layers.End.IsFromEnd)
                {
                    Refuse(
                        path.Member("layer_range"),
                        $"mergekit takes layers by their numbers, and {CanonicalText.Range(source.Layers)} counts from the end; write the numbers, or give the model or its manifest (--models-dir, --manifest), which have them"
                    );
                }
                lines.Value(
                    "layer_range",
                    string.Format(CultureInfo.InvariantCulture, "[{0}, {1}]", source.Layers.Start.Value, source.Layers.End.Value)
                );
                WriteParameters(source.Parameters);
                if (source.Transparent)
                    Refuse(
                        path,
                        "mergekit has no transparent layers; scale what writes to the residual stream by 0, such as o_proj and down_proj, or give the model or its manifest (--models-dir, --manifest), which say what does"
                    );
            }
        }

        private void WriteModules()
        {
            if (spec.Modules.IsEmpty)
                return;
            using (lines.Block("modules"))
            {
                foreach (ModuleSpec module in spec.Modules)
                {
                    using (lines.Block(YamlQuoting.Text(module.Name)))
                    {
                        WriteForms(module.Models, module.Slices, new SpecPath("modules").Member(module.Name));
                        WriteParameters(module.Parameters);
                    }
                }
            }
        }

        private void WriteModel(string key, Model model, SpecPath path)
        {
            if (model.Plan is { } plan)
            {
                if (plan.Name is { } name && names.Contains(name))
                    lines.Value(key, YamlQuoting.Text(name));
                else
                    Refuse(
                        path,
                        "mergekit takes another merge by its name only, and this one has none; declare it as a class with [Merge], or run it first and name its directory"
                    );
                return;
            }
            string reference = model.ToString();
            if (names.Contains(reference))
            {
                Refuse(
                    path,
                    $"{Printable.Quote(reference)} is a model here and the name of another merge of the file, whose result mergekit would take; rename that merge"
                );
            }
            bool isWord =
                key == "source"
                && (
                    reference is "union" or "base"
                    || reference.StartsWith("model:", StringComparison.Ordinal)
                    || NearestName.Of(reference, ["union", "base"]) is not null
                );
            if (model.IsMalformed || (!isWord && model.OverrideArchitecture is null && IsText(model, reference)))
            {
                lines.Value(key, YamlQuoting.Text(reference));
                return;
            }
            using (lines.Block(key))
            {
                WritePath("model", model.Id, model.Revision);
                if (model.Adapter is not null)
                    WritePath("lora", model.Adapter, model.AdapterRevision);
                if (model.OverrideArchitecture is not null)
                    lines.Value("override_architecture", YamlQuoting.Text(model.OverrideArchitecture));
            }
        }

        private void WritePath(string key, string path, string? revision)
        {
            using (lines.Block(key))
            {
                lines.Value("path", YamlQuoting.Text(path));
                if (revision is not null)
                    lines.Value("revision", YamlQuoting.Text(revision));
            }
        }

        private static bool IsText(Model model, string reference) =>
            Model.Parse(reference) is { IsMalformed: false } read
            && read.Id == model.Id
            && read.Revision == model.Revision
            && read.Adapter == model.Adapter
            && read.AdapterRevision == model.AdapterRevision;

        private void WriteParameters(EquatableArray<ParameterSpec> parameters)
        {
            if (parameters.IsEmpty)
                return;
            using (lines.Block("parameters"))
            {
                foreach (ParameterSpec parameter in parameters)
                    WriteSetting(parameter);
            }
        }

        private void WriteSetting(ParameterSpec parameter)
        {
            ParameterType type = schema?.Find(parameter.Name)?.Type ?? ParameterType.Number;
            string key = YamlQuoting.Text(parameter.Name);
            if (parameter.Rules is [{ Filter: null } only])
            {
                lines.Value(key, Values(only.Values, type));
                return;
            }
            using (lines.Block(key))
            {
                foreach (RuleSpec rule in parameter.Rules)
                {
                    using (lines.Item())
                    {
                        if (rule.Filter is not null)
                            lines.Value("filter", YamlQuoting.Text(rule.Filter));
                        lines.Value("value", Values(rule.Values, type));
                    }
                }
            }
        }

        private static string Values(EquatableArray<double> values, ParameterType type) =>
            values.Count == 1
                ? YamlQuoting.Number(values[0], type, true)
                : "[" + string.Join(", ", values.Select(value => YamlQuoting.Number(value, type, false))) + "]";

        private void WriteDType(string key, DType dtype)
        {
            if (dtype != DType.Unspecified)
                lines.Value(key, dtype.YamlName());
        }

        private void WriteTokenizer()
        {
            if (spec.Tokenizer is not { } tokenizer)
                return;
            using (lines.Block("tokenizer"))
            {
                if (tokenizer.Source.Model is { } model)
                    WriteModel("source", model, new("tokenizer.source"));
                else
                    lines.Value("source", tokenizer.Source.Kind);
                if (tokenizer.PadToMultipleOf is { } multiple)
                    lines.Value("pad_to_multiple_of", multiple.ToString(CultureInfo.InvariantCulture));
                if (tokenizer.Tokens.IsEmpty)
                    return;
                using (lines.Block("tokens"))
                {
                    for (int i = 0; i < tokenizer.Tokens.Count; i++)
                        WriteToken(tokenizer.Tokens[i], new SpecPath("tokenizer.tokens").Element(i));
                }
            }
        }

        private void WriteToken(Token token, SpecPath path)
        {
            using (lines.Block(YamlQuoting.Text(token.Text)))
            {
                TokenEmbedding embedding = token.Embedding;
                switch (embedding.Kind)
                {
                    case "model":
                        WriteModel("source", embedding.Model!, path.Member("source"));
                        break;
                    case "none":
                        lines.Value("source", "null");
                        break;
                    default:
                        using (lines.Block("source"))
                        {
                            lines.Value("kind", embedding.Kind);
                            if (embedding.Model is not null)
                                WriteModel("model", embedding.Model, path.Member("source").Member("model"));
                            if (embedding.Text is not null)
                                lines.Value("token", YamlQuoting.Text(embedding.Text));
                            if (embedding.Id is { } id)
                                lines.Value("token_id", id.ToString(CultureInfo.InvariantCulture));
                        }
                        break;
                }
                if (token.Force)
                    lines.Value("force", "true");
            }
        }
    }
}

/// <summary>The result of writing a merge as YAML.</summary>
/// <param name="Text">The text; null where something cannot be expressed.</param>
/// <param name="Diagnostics">What mergekit has no form for, by its path in the spec.</param>
public sealed record YamlWriteResult(string? Text, IReadOnlyList<MergeDiagnostic> Diagnostics);
