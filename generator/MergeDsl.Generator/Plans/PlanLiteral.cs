using System.Globalization;
using MergeDsl.Collections;
using MergeDsl.CSharp;
using MergeDsl.Generator.Text;
using MergeDsl.Specs;

namespace MergeDsl.Generator.Plans;

/// <summary>Writes a plan as the C# that makes it: constructors only, equal slices once.</summary>
/// <param name="plan">The plan.</param>
/// <param name="memberOf">The member that holds the plan of another merge.</param>
internal sealed class PlanLiteral(MergePlan plan, Func<MergePlan, string?> memberOf)
{
    private const string PlanType = "global::MergeDsl.MergePlan";

    private readonly List<(string Name, string Value)> models = [];
    private readonly List<(MergePlan Plan, string Name, CodeWriter Body)> inputs = [];

    /// <summary>Writes the members of a class: the models, then <c>Make</c>.</summary>
    public void Write(CodeWriter writer)
    {
        var body = new CodeWriter();
        Body(body, plan, $"internal static {PlanType} Make()");
        foreach ((string name, string value) in models)
            writer.Line($"private static readonly global::MergeDsl.Model {name} = {value};");
        foreach (CodeWriter part in inputs.Select(input => input.Body).Append(body))
        {
            writer.Line();
            foreach (string line in part.ToString().TrimEnd('\n').Split('\n'))
                writer.Line(line);
        }
    }

    private void Body(CodeWriter writer, MergePlan plan, string header)
    {
        MergeSpec spec = plan.Spec;
        writer.Open($"{header} => new()");
        if (plan.Name is { } name)
            writer.Line($"Name = {CSharpText.Literal(name)},");
        writer.Line($"Hash = {CSharpText.Literal(plan.Hash)},");
        writer.Open("Spec = new()");
        writer.Line($"Method = {CSharpText.Literal(spec.Method)},");
        if (spec.BaseModel is { } baseModel)
            writer.Line($"BaseModel = {Model(baseModel)},");
        if (spec.DType != DType.Unspecified)
            writer.Line($"DType = global::MergeDsl.DType.{spec.DType},");
        if (spec.OutDType != DType.Unspecified)
            writer.Line($"OutDType = global::MergeDsl.DType.{spec.OutDType},");
        if (!spec.Parameters.IsEmpty)
            writer.Line($"Parameters = {Parameters(spec.Parameters)},");
        if (spec.Tokenizer is { } tokenizer)
            Tokenizer(writer, tokenizer);
        if (spec.ChatTemplate is { } template)
            writer.Line($"ChatTemplate = {CSharpText.Literal(template)},");
        List(writer, "Models = ", spec.Models.Select(Input), ",");
        List(writer, "Slices = ", Counted(spec.Slices, Slice, "global::MergeDsl.Specs.SliceSpec"), ",");
        if (!spec.Modules.IsEmpty)
        {
            writer.Line("Modules =");
            writer.Line("[");
            writer.Indent++;
            foreach (ModuleSpec module in spec.Modules)
            {
                writer.Line($"new({CSharpText.Literal(module.Name)},");
                writer.Indent++;
                List(writer, "", module.Models.Select(Input), ",", always: true);
                List(writer, "", Counted(module.Slices, Slice, "global::MergeDsl.Specs.SliceSpec"), ",", always: true);
                writer.Line($"{Parameters(module.Parameters)}),");
                writer.Indent--;
            }
            writer.Indent--;
            writer.Line("],");
        }
        writer.Close("},");
        List(
            writer,
            "Checkpoints = ",
            plan.Checkpoints.Select(checkpoint => $"new({Model(checkpoint.Model)}, {CSharpText.Literal(checkpoint.HeaderHash)})"),
            ","
        );
        writer.Close("};");
    }

    private static void List(CodeWriter writer, string before, IEnumerable<string> items, string after, bool always = false)
    {
        string[] lines = [.. items];
        if (lines.Length == 0)
        {
            if (always)
                writer.Line(before + "[]" + after);
            return;
        }
        if (before.Length > 0)
            writer.Line(before.TrimEnd());
        writer.Line("[");
        writer.Indent++;
        foreach (string line in lines)
            writer.Line(line + ",");
        writer.Indent--;
        writer.Line("]" + after);
    }

    /// <summary>Elements, those of one text in a row once with their number.</summary>
    private static IEnumerable<string> Counted<T>(EquatableArray<T> items, Func<T, string> write, string type)
    {
        string[] texts = [.. items.Select(write)];
        for (int i = 0; i < texts.Length; )
        {
            int end = i + 1;
            while (end < texts.Length && texts[i] == texts[end])
                end++;
            yield return end == i + 1
                ? texts[i]
                : $".. global::System.Linq.Enumerable.Repeat(new {type}{texts[i].Substring("new".Length)}, {Number(end - i)})";
            i = end;
        }
    }

    private string Input(InputSpec input) => $"new({Model(input.Model)}, {Parameters(input.Parameters)})";

    private string Slice(SliceSpec slice) =>
        $"new([{string.Join(", ", slice.Sources.Select(Source))}], {(slice.BaseModel is { } model ? Model(model) : "null")}, {Parameters(slice.Parameters)})";

    private string Source(SourceSpec source) =>
        $"new({Model(source.Model)}, {Range(source.Layers)}, {Parameters(source.Parameters)}){(source.Transparent ? " { Transparent = true }" : "")}";

    private static string Parameters(EquatableArray<ParameterSpec> parameters) =>
        "["
        + string.Join(", ", parameters.Select(parameter => $"new({CSharpText.Literal(parameter.Name)}, {Rules(parameter.Rules)})"))
        + "]";

    private static string Rules(EquatableArray<RuleSpec> rules) =>
        "["
        + string.Join(
            ", ",
            rules.Select(rule =>
                $"new({(rule.Filter is { } filter ? CSharpText.Literal(filter) : "null")}, [{string.Join(", ", rule.Values.Select(CSharpLiteral.Exact))}])"
            )
        )
        + "]";

    private static string Range(Range range) => End(range.Start) + ".." + End(range.End);

    private static string End(Index index) => (index.IsFromEnd ? "^" : "") + Number(index.Value);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Tokenizer(CodeWriter writer, Tokenizer tokenizer)
    {
        string pad = tokenizer.PadToMultipleOf is { } multiple ? $"PadToMultipleOf = {Number(multiple)}, " : "";
        string source =
            $"Tokenizer = new(new({CSharpText.Literal(tokenizer.Source.Kind)}{(tokenizer.Source.Model is { } model ? ", " + Model(model) : "")}))";
        string tokens = string.Join(
            ", ",
            tokenizer.Tokens.Select(token =>
                $"new({CSharpText.Literal(token.Text)}, {Embedding(token.Embedding)}){(token.Force ? " { Force = true }" : "")}"
            )
        );
        writer.Line(pad.Length + tokens.Length == 0 ? source + "," : $"{source} {{ {pad}Tokens = [{tokens}] }},");
    }

    private string Embedding(TokenEmbedding embedding)
    {
        string made = $"new({CSharpText.Literal(embedding.Kind)}{(embedding.Model is { } model ? ", " + Model(model) : "")})";
        string[] members =
        [
            embedding.Text is { } text ? $"Text = {CSharpText.Literal(text)}" : "",
            embedding.Id is { } id ? $"Id = {Number(id)}" : "",
        ];
        string given = string.Join(", ", members.Where(member => member.Length > 0));
        return given.Length == 0 ? made : $"{made} {{ {given} }}";
    }

    /// <summary>The name of a model's variable: one for every spelling.</summary>
    private string Model(Model model)
    {
        string value = Value(model);
        foreach ((string known, string text) in models)
        {
            if (text == value)
                return known;
        }
        string name = "Model" + Number(models.Count + 1);
        models.Add((name, value));
        return name;
    }

    private string Value(Model model)
    {
        string?[] members =
        [
            Member(nameof(model.Revision), model.Revision),
            Member(nameof(model.Adapter), model.Adapter),
            Member(nameof(model.AdapterRevision), model.AdapterRevision),
            Member(nameof(model.OverrideArchitecture), model.OverrideArchitecture),
        ];
        string given = string.Join(", ", members.Where(member => member is not null));
        if (model.Plan is { } input)
        {
            // A merge of the same file has no member of its own: its plan is written out where it is used.
            string made = memberOf(input) is { } member
                ? $"((global::MergeDsl.Model){member})"
                : $"((global::MergeDsl.Model){Nested(input)})";
            return given.Length == 0 ? made : $"{made} with {{ {given} }}";
        }
        return $"new({CSharpText.Literal(model.Id)}){(given.Length == 0 ? "" : $" {{ {given} }}")}";
    }

    /// <summary>Another merge of the same file: a method of its own, whose models come before those that need it.</summary>
    private string Nested(MergePlan input)
    {
        if (inputs.FirstOrDefault(known => ReferenceEquals(known.Plan, input)).Name is { } known)
            return known + "()";
        string name = "Input" + Number(inputs.Count + 1);
        var body = new CodeWriter();
        inputs.Add((input, name, body));
        Body(body, input, $"private static {PlanType} {name}()");
        return name + "()";
    }

    private static string? Member(string name, string? value) => value is null ? null : $"{name} = {CSharpText.Literal(value)}";
}
