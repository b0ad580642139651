using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Schemas;
using MergeDsl.Specs;

namespace MergeDsl.CSharp;

/// <content>Settings, constants and what is shared.</content>
internal sealed partial class ClassPrinter
{
    private readonly Dictionary<string, NumberAnchor> constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SharedSetting> settings = new(StringComparer.Ordinal);

    private void AddSettings(List<CodeItem> items, EquatableArray<ParameterSpec> parameters, SpecPath scope, Model? model)
    {
        foreach (ParameterSpec parameter in parameters)
        {
            SpecPath path = scope.Member(parameter.Name);
            items.Add(Item(schema.Find(parameter.Name)!.Property + " =", Setting(parameter, path, model, isLabelled: true), path));
        }
    }

    private CodeNode Setting(ParameterSpec parameter, SpecPath path, Model? model, bool isLabelled)
    {
        CodeNode node = Form(parameter, path, model, isLabelled);
        if (parameter.Rules.Count < 2 && parameter.Rules.All(rule => rule.Values.Count < 4))
            return node;
        ParameterSchema known = schema.Find(parameter.Name)!;
        string key = known.Name + " " + node.Inline;
        if (!settings.TryGetValue(key, out SharedSetting? shared))
            settings.Add(key, shared = new(known, node, parameter.Rules.Count > 1));
        if (isCollecting && !isMeasuring)
            shared.Uses++;
        return shared.Name is { } name && !node.MustBreak ? new CodeText(name) : node;
    }

    private CodeNode Form(ParameterSpec parameter, SpecPath path, Model? model, bool isLabelled)
    {
        ParameterSchema known = schema.Find(parameter.Name)!;
        EquatableArray<RuleSpec> rules = parameter.Rules;
        if (rules is [{ Filter: null } only])
        {
            SpecPath at = path.Element(0).Member("value");
            if (only.Values.Count == 1)
                return new CodeText(Number(only.Values[0], known, at, at.Element(0)));
            return new CodeList(
                null,
                [.. only.Values.Select((value, i) => new CodeItem("", new CodeText(Number(value, known, at.Element(i)))))]
            );
        }
        // The one value without a filter that closes the rules is plain; any other without a filter is a rule for everything.
        List<CodeItem> items = [];
        for (int i = 0; i < rules.Count; i++)
        {
            SpecPath at = path.Element(i);
            bool isPlain = rules[i].Filter is null && i == rules.Count - 1;
            string value = ValueText(rules[i], known, at.Member("value"));
            var text = new CodeText(isPlain ? value : $"({FilterText(rules[i].Filter ?? "*", model)}, {value})");
            items.Add(isLabelled ? Item("", text, at) : new CodeItem("", text));
        }
        return new CodeList(null, items);
    }

    private string ValueText(RuleSpec rule, ParameterSchema known, SpecPath path)
    {
        if (rule.Values.Count == 1)
            return Number(rule.Values[0], known, path, path.Element(0));
        string values = string.Join(", ", rule.Values.Select((value, i) => Number(value, known, path.Element(i))));
        return known.Type switch
        {
            ParameterType.Boolean => $"new Gradient<bool>([{values}])",
            ParameterType.Integer => $"new Gradient<int>([{values}])",
            _ => $"Gradient.Of({values})",
        };
    }

    private string Number(double value, ParameterSchema known, params SpecPath[] paths)
    {
        if (known.Type == ParameterType.Boolean)
            return value != 0 ? "true" : "false";
        if (known.Type == ParameterType.Integer)
            return CSharpLiteral.Whole(value);
        foreach (SpecPath path in paths)
        {
            if (merge.Numbers?.Anchor(path, value) is { } anchor)
                return Constant(anchor);
            if (merge.Numbers?.Find(path, value) is { } written)
                return CSharpLiteral.Number(value, written);
        }
        return CSharpLiteral.Exact(value);
    }

    private string Constant(NumberAnchor anchor)
    {
        string? known = constants.FirstOrDefault(pair => pair.Value.Position == anchor.Position).Key;
        if (known is not null)
            return known;
        // Capitals with underscores are how constants are written elsewhere; in C# they are in Pascal case.
        string text = anchor.Name.Any(char.IsLower) ? anchor.Name : anchor.Name.ToLowerInvariant();
        string name = CSharpIdentifier.Unique(CSharpIdentifier.PascalCase(text), taken, "Value");
        constants.Add(name, anchor);
        labels.Add("&" + anchor.Name);
        return name;
    }

    private string FilterText(string filter, Model? model) =>
        file.FilterMember(filter, model, ModelReferences.Models(spec)) ?? CSharpLiteral.Text(filter);

    private bool WriteConstants(CodeWriter writer)
    {
        foreach (KeyValuePair<string, NumberAnchor> constant in constants.OrderBy(pair => pair.Value.Position))
        {
            ItemComments comments = merge.Comments.Find(new("&" + constant.Value.Name));
            foreach (string comment in comments.Before)
                writer.Comment(comment);
            string literal = CSharpLiteral.Number(constant.Value.Value, constant.Value.Written);
            writer.Line(
                $"const double {constant.Key} = {literal};"
                    + (comments.Trailing.Count == 1 ? " " + CodeWriter.CommentText(comments.Trailing[0]) : "")
            );
            foreach (string comment in comments.After)
                writer.Comment(comment);
        }
        return constants.Count > 0;
    }

    /// <summary>Rules that stand in several places, and long gradients in many, get a name.</summary>
    private void DecideShared()
    {
        foreach (SharedSetting shared in settings.Values)
        {
            if (shared.Node.MustBreak || !(shared.IsRules ? shared.Uses >= 2 : shared.Uses >= 3))
                continue;
            shared.Name = CSharpIdentifier.Unique("Shared" + shared.Parameter.Property, taken);
        }
    }

    private void WriteShared(CodeWriter writer)
    {
        SharedSetting[] named = [.. settings.Values.Where(shared => shared.Name is not null && shared.Uses > 0)];
        foreach (SharedSetting shared in named)
        {
            string type = shared.Parameter.Type switch
            {
                ParameterType.Boolean => "bool",
                ParameterType.Integer => "int",
                _ => "double",
            };
            shared.Node.Write(writer, $"static readonly Setting<{type}> {shared.Name} =", ";");
        }
        if (named.Length > 0)
            writer.Line();
    }

    private sealed class SharedSetting(ParameterSchema parameter, CodeNode node, bool isRules)
    {
        public ParameterSchema Parameter { get; } = parameter;

        public CodeNode Node { get; } = node;

        public bool IsRules { get; } = isRules;

        public int Uses { get; set; }

        public string? Name { get; set; }
    }
}
