using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Specs;
using MergeDsl.Tensors;

namespace MergeDsl.Planning;

/// <summary>The canonical text of a plan, and its hash.</summary>
internal static class CanonicalText
{
    private const string Version = "mergedsl plan 1";

    /// <summary>The hash of a plan.</summary>
    /// <param name="spec">The merge as it was declared.</param>
    /// <param name="modules">Its modules.</param>
    public static string Hash(MergeSpec spec, IReadOnlyList<PlanModule> modules)
    {
        using SHA256 sha = SHA256.Create();
        var text = new StringBuilder(64);
        foreach (byte value in sha.ComputeHash(Encoding.UTF8.GetBytes(Write(spec, modules))))
            text.Append(value.ToString("x2", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    /// <summary>A range as it stands in a plan: <c>[0..32]</c>, <c>[^1..]</c>, <c>[..]</c> for all layers.</summary>
    public static string Range(Range? layers)
    {
        if (layers is not { } range)
            return "[..]";
        string End(Index index, bool isEnd) =>
            index.IsFromEnd
                ? (index.Value == 0 && isEnd ? "" : "^" + index.Value.ToString(CultureInfo.InvariantCulture))
                : index.Value.ToString(CultureInfo.InvariantCulture);
        return "[" + End(range.Start, false) + ".." + End(range.End, true) + "]";
    }

    /// <summary>Rules as they stand in a plan: <c>"o_proj" = 0, 1</c>.</summary>
    public static string Rules(IEnumerable<RuleSpec> rules) =>
        string.Join(", ", rules.Select(rule => (rule.Filter is null ? "" : Quote(rule.Filter) + " = ") + Value(rule.Values)));

    /// <summary>A value as it stands in a plan: <c>0</c>, or <c>(0 0.5 1)</c> for a gradient.</summary>
    public static string Value(EquatableArray<double> values)
    {
        string text = string.Join(" ", values.Select(Numbers.Format));
        return values.Count == 1 ? text : "(" + text + ")";
    }

    /// <summary>The text of a plan.</summary>
    /// <param name="spec">The merge as it was declared.</param>
    /// <param name="modules">Its modules.</param>
    public static string Write(MergeSpec spec, IReadOnlyList<PlanModule> modules)
    {
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append('\n');
        Line(Version);
        Line("method " + spec.Method);
        if (spec.BaseModel is { } baseModel)
            Line("base " + Reference(baseModel));
        if (spec.DType != DType.Unspecified)
            Line("dtype " + spec.DType.YamlName());
        if (spec.OutDType != DType.Unspecified)
            Line("out_dtype " + spec.OutDType.YamlName());
        if (spec.Tokenizer is { } tokenizer)
        {
            Line(
                "tokenizer "
                    + tokenizer.Source.Kind
                    + Suffix(tokenizer.Source.Model)
                    + (tokenizer.PadToMultipleOf is { } pad ? " pad " + pad.ToString(CultureInfo.InvariantCulture) : "")
            );
            foreach (Token token in tokenizer.Tokens)
            {
                TokenEmbedding embedding = token.Embedding;
                string from =
                    embedding.Text is { } word ? " " + Quote(word)
                    : embedding.Id is { } id ? " " + id.ToString(CultureInfo.InvariantCulture)
                    : "";
                Line($"  token {Quote(token.Text)} {embedding.Kind}{Suffix(embedding.Model)}{from}{(token.Force ? " force" : "")}");
            }
        }
        if (spec.ChatTemplate is { } template)
            Line("chat_template " + Quote(template));
        foreach (PlanModule module in modules)
        {
            Line("module " + Quote(module.Name));
            foreach ((PlanSlice slice, int count) in module.Runs)
            {
                Line(count == 1 ? "slice" : "slice x " + count.ToString(CultureInfo.InvariantCulture));
                text.Append(Slice(slice));
            }
        }
        return text.ToString();
    }

    /// <summary>A slice as it stands in a plan, behind its first line: sources and settings.</summary>
    public static string Slice(PlanSlice slice)
    {
        var text = new StringBuilder();
        foreach (PlanSource source in slice.Sources)
        {
            text.Append(source.IsBase ? "  base " : "  source ").Append(Reference(source.Model)).Append(' ').Append(Range(source.Layers));
            text.Append(source.Transparent ? " transparent\n" : "\n");
            Settings("    ", source.ReadSettings);
        }
        Settings("  ", slice.Settings.Values);
        return text.ToString();

        void Settings(string indentation, IEnumerable<SettingChain> chains)
        {
            foreach (SettingChain chain in chains.Where(chain => chain.Rules.Count > 0))
                text.Append(indentation).Append(chain.Parameter.Name).Append(' ').Append(Rules(chain.Effective)).Append('\n');
        }
    }

    private static string Suffix(Model? model) => model is null ? "" : " " + Reference(model);

    private static string Reference(Model model) => Quote(model.Key);

    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2);
        Json.JsonWriter.WriteString(quoted, text);
        return quoted.ToString();
    }
}
