using System.Globalization;

namespace MergeDsl.Generator.Tests.Random;

/// <summary>Writes random merge classes: any method, any form, values spelt in any way that the evaluator knows. Some are wrong, which must show in the compiler as it does when they run.</summary>
internal sealed class DeclarationWriter(int seed)
{
    private readonly System.Random random = new(seed);
    private readonly List<string> members = [];

    private static readonly string[] Filters = ["mlp", "self_attn", "o_proj", "down_proj", "layers.3.", "norm", "*"];
    private static readonly string[] Ids = ["org/a", "org/b", "org/c", "org/d"];

    /// <summary>The names that random declarations refer to.</summary>
    public const string Shared = """
        [Checkpoint("tiny.checkpoint.json")] public static partial class Tiny;
        [Merge] public static partial class Input { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [((Model)"org/a").Layers[0..4]] }; }
        """;

    public static string Write(int seed, string name)
    {
        var writer = new DeclarationWriter(seed);
        string definition = writer.Definition();
        return $"[Merge] public static partial class {name}\n{{\n    static readonly Model A = \"org/a\", B = new(\"org/b\"), C = \"org/c@v1\";\n    {definition}\n{string.Concat(writer.members.Select(member => "    " + member + "\n"))}}}\n";
    }

    private string Definition()
    {
        MethodSchema schema = MethodSchemas.All[random.Next(MethodSchemas.All.Count)];
        if (random.Next(3) == 0)
            schema = MethodSchemas.Find("passthrough")!;
        var parts = new List<string>();
        if (random.Next(4) > 0)
            parts.Add(
                "DType = " + Any("DType.BFloat16", "DType.Float16", "DType.Float32", "(DType)1", "Yes() ? DType.Float16 : DType.Float32")
            );
        if (random.Next(6) == 0)
            parts.Add("OutDType = DType.Float32");
        bool hasBase =
            schema.Base == BaseRole.Required || (schema.Base == BaseRole.Optional && random.Next(2) == 0) || random.Next(12) == 0;
        if (hasBase)
            parts.Add("BaseModel = " + Model(0));
        Settings(parts, schema, parameter => random.Next(parameter.Required ? 2 : 3) == 0);
        if (schema.Name == "passthrough" ? random.Next(8) > 0 : random.Next(2) == 0)
            parts.Add("Slices = " + Slices(schema, hasBase));
        else if (random.Next(8) == 0)
            parts.Add($"Modules = [new({Text("default")}) {{ Models = {Models(schema, hasBase)} }}]");
        else
            parts.Add("Models = " + Models(schema, hasBase));
        if (random.Next(10) == 0)
            parts.Add("ChatTemplate = " + Text("chatml"));
        if (random.Next(10) == 0)
            parts.Add(
                "Tokenizer = "
                    + Any(
                        "TokenizerSource.Union",
                        "TokenizerSource.Base",
                        Model(0),
                        $"new(TokenizerSource.Union) {{ PadToMultipleOf = {Int(64)}, Tokens = [({Text("<a>")}, {Model(0)}), ({Text("<b>")}, TokenEmbedding.Zero), new(\"<c>\", TokenEmbedding.Of({Model(0)}, {Int(5)})) {{ Force = {Bool(true)} }}] }}"
                    )
            );
        string type = schema.TypeName;
        string creation = $"{{ {string.Join(", ", parts)} }}";
        Helper("static bool Yes() => true;");
        return random.Next(5) switch
        {
            0 => $"public static {type} Definition => Start with {creation};\n    static {type} Start => new() {{ ChatTemplate = null }};",
            1 => $"public static {type} Definition {{ get {{ var made = new {type} {creation}; return made; }} }}",
            2 => $"public static Merge Definition => new {type} {creation};",
            _ => $"public static {type} Definition => new() {creation};",
        };
    }

    private void Settings(List<string> parts, MethodSchema schema, Func<ParameterSchema, bool> chosen)
    {
        foreach (ParameterSchema parameter in schema.Parameters)
        {
            if (chosen(parameter))
                parts.Add($"{parameter.Property} = {Setting(parameter)}");
        }
    }

    private string Setting(ParameterSchema parameter)
    {
        if (parameter.Type == ParameterType.Boolean)
            return random.Next(4) == 0 ? $"[({Filter()}, {Bool(false)}), {Bool(true)}]" : Bool(random.Next(2) == 0);
        if (parameter.Type == ParameterType.Integer)
            return random.Next(5) == 0 ? $"[({Filter()}, {Int(3)}), {Int(7)}]" : Int(random.Next(1, 20));
        return NumberSetting(parameter);
    }

    private string NumberSetting(ParameterSchema parameter)
    {
        string Value() =>
            Double(
                random.Next(20) == 0 ? -0.5 : Math.Round(random.NextDouble() * (parameter.Natural.Maximum < 2 ? 1 : 1.5), random.Next(1, 4))
            );
        string Gradient() =>
            random.Next(2) == 0 ? $"Gradient.Of({Value()}, {Value()})" : $"new Gradient<double>([{Value()}, {Value()}, {Value()}])";
        return random.Next(9) switch
        {
            0 => $"[{Value()}, {Value()}, {Value()}]",
            1 => Gradient(),
            2 => $"[({Filter()}, {Value()}), ({Filter()}, {Gradient()}), {Value()}]",
            3 => $"[({Filter()}, {Value()})]",
            4 => $"[.. new[] {{ {Filter()}, {Filter()} }}.Select(f => (f, {Value()})), {Value()}]",
            5 => $"[.. {Many($"({Filter()}, {Value()})")}, {Value()}]",
            6 => random.Next(4) == 0 ? $"[{Value()}, ({Filter()}, {Value()})]" : Value(),
            _ => Value(),
        };

        string Many(string rule)
        {
            string name = Fresh("Rules");
            members.Add(
                $"static IEnumerable<(Filter, Value<double>)> {name}() {{ yield return {rule}; if (Yes()) yield break; yield return (\"never\", 1); }}"
            );
            return name + "()";
        }
    }

    private string Models(MethodSchema schema, bool hasBase)
    {
        int count =
            Math.Max(1, schema.MinimumInputs)
            + (schema.MaximumInputs is null ? random.Next(2) : 0)
            + (hasBase && schema.Base != BaseRole.Ignored && random.Next(2) == 0 ? 1 : 0);
        if (random.Next(15) == 0)
            count++;
        return "["
            + string.Join(
                ", ",
                Enumerable
                    .Range(hasBase && schema.Base != BaseRole.Ignored && count <= schema.MinimumInputs ? 1 : 0, count)
                    .Select(i => Input(schema, Model(i % 4)))
            )
            + "]";
    }

    private string Input(MethodSchema schema, string model)
    {
        var parts = new List<string>();
        Settings(parts, schema, parameter => parameter.Scope != ParameterScope.Merge && random.Next(parameter.Required ? 5 : 2) > 0);
        return parts.Count > 0 ? $"new({model}) {{ {string.Join(", ", parts)} }}" : $"new({model})";
    }

    private string Slices(MethodSchema schema, bool hasBase)
    {
        if (schema.Name == "passthrough")
            return PassthroughSlices();
        var slices = new List<string>();
        int next = 0;
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int end = next + random.Next(1, 9),
                start = next;
            int count = Math.Max(1, schema.MinimumInputs + (hasBase && schema.Base != BaseRole.Ignored ? 1 : 0));
            var parts = new List<string>
            {
                "Sources = ["
                    + string.Join(", ", Enumerable.Range(0, count).Select(s => Input(schema, Layers(Model(s % 4), start, end))))
                    + "]",
            };
            Settings(parts, schema, parameter => random.Next(4) == 0);
            slices.Add($"new() {{ {string.Join(", ", parts)} }}");
            next = end;
        }
        return $"[{string.Join(", ", slices)}]";
    }

    private string PassthroughSlices()
    {
        string[] parts = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => PassthroughPart())];
        return $"[{string.Join(", ", parts)}]";
    }

    private string PassthroughPart()
    {
        int start = random.Next(0, 16),
            end = start + random.Next(random.Next(12) == 0 ? 0 : 1, 16);
        string model = Model(random.Next(4));
        string slice = Slice(model, start, end);
        string name;
        switch (random.Next(12))
        {
            case 0:
                return $".. {slice}.Repeated({Int(random.Next(0, 5))})";
            case 1:
                return $".. Enumerable.Repeat({slice}, {Int(random.Next(0, 4))})";
            case 2:
                return $".. Enumerable.Range({Int(start)}, {Int(4)}).Select(i => {model}.Layers[i..(i + {Int(2)})])";
            case 3:
                return $".. Enumerable.Range(0, {Int(3)}).Where(i => i != {Int(1)}).SelectMany((i, at) => new[] {{ {model}.Layers[i..(i + at + 1)], {model}.Layers[(2 * i)..(2 * i + 1)] }})";
            case 4:
                return $".. Enumerable.Range(0, {Int(4)}).Reverse(){Any("", ".ToArray()")}.Zip(new[] {{ {Double(0.5)}, {Double(0.25)} }}).Select(pair => {model}.Layers[pair.First..^pair.First].Scaled(pair.Second))";
            case 5:
                name = Fresh("Block");
                members.Add(
                    $"static IEnumerable<Passthrough.Slice> {name}(int i) => [{model}.Layers[({Int(4)} * i)..(4 * i + 4)], {model}.Layers[(4 * i + 3)..(4 * i + 4)].Scaled([({Filter()}, 0), ({Filter()}, {Double(0.5)}), 1])];"
                );
                return $".. Enumerable.Range(0, {Int(random.Next(1, 5))}).SelectMany({name})";
            case 6:
                name = Fresh("Loop");
                members.Add(
                    $"static IEnumerable<Passthrough.Slice> {name}(int count) {{ int sum = 0; for (int i = 0; i < count; i++) {{ if (i == {Int(2)}) continue; sum += i; if (sum > {Int(20)}) break; yield return {model}.Layers[sum..(sum + i + 1)]; if (i % 2 is 0) yield return {slice}; }} }}"
                );
                return $".. {name}({Int(random.Next(0, 9))})";
            case 7:
                name = Fresh("Each");
                members.Add(
                    $"static LayerRange[] {name} {{ get {{ var all = new LayerRange[0]; foreach (var (from, to) in new[] {{ ({Int(start)}, {Int(end)}), (0, 1) }}) {{ LayerRange Range(int a, int b) => {model}.Layers[a..b]; all = [.. all, Range(from, to)]; }} return all; }} }}"
                );
                return $".. {name}";
            case 8:
                name = Fresh("Recursive");
                members.Add(
                    $"static IEnumerable<LayerRange> {name}(int n, int step = {random.Next(1, 3)}) => n <= 0 ? [] : [{model}.Layers[n..(n + 1)], .. {name}(n - step)];"
                );
                return $".. {name}({Int(random.Next(0, 7))})";
            case 9:
                name = Fresh("Saved");
                members.Add($"static readonly Passthrough.Slice {name} = {slice};");
                return random.Next(2) == 0 ? name : $".. {name}.Repeated({Int(2)}).Concat([{name}])";
            case 10:
                return $"{slice} with {{ Scale = {NumberSetting(MethodSchemas.Find("passthrough")!.Parameters[0])} }}";
            default:
                return slice;
        }
    }

    private string Slice(string model, int start, int end)
    {
        string layers = Layers(model, start, end);
        return random.Next(5) switch
        {
            0 => $"{layers}.Transparent()",
            1 => $"{layers}.Scaled([({Filter()}, 0), ({Filter()}, 0), 1])",
            2 => $"{layers}.Scaled({NumberSetting(MethodSchemas.Find("passthrough")!.Parameters[0])})",
            3 => $"new Passthrough.Slice({layers}) {{ Scale = {Double(0.5)} }}",
            _ => $"((Passthrough.Slice){layers})",
        };
    }

    private string Layers(string model, int start, int end) =>
        random.Next(10) switch
        {
            0 => $"{model}.Layers[^{Int(end - start)}..]",
            1 => $"{model}.Layers[..{Int(end)}]",
            2 => $"{model}.Layers[new Range({Int(start)}, {Int(end)})]",
            _ => $"{model}.Layers[({Int(start)})..({Int(end)})]",
        };

    private string Model(int index) =>
        (index, random.Next(5)) switch
        {
            (0, 0) => "A",
            (1, 0) => "B",
            (2, 0) => "C",
            (_, 1) when random.Next(3) == 0 => "Tiny.Model",
            (_, 2) when random.Next(3) == 0 => "((Model)Input.Plan)",
            (_, 1) => $"new Model({Text(Ids[index])}) {{ Revision = {Text("main")} }}",
            (_, 2) => $"((Model)({Text(Ids[index])}))",
            (_, 3) when random.Next(4) == 0 => $"(A with {{ Id = {Text(Ids[index])} }})",
            (_, 4) when random.Next(4) == 0 => $"((Model)\"{Ids[index]}@main+some/lora\")",
            _ => $"((Model){Quote(Ids[index])})",
        };

    private string Filter() =>
        random.Next(12) == 0 ? Any("Tiny.OProj", "Tiny.DownProj")
        : random.Next(4) == 0 ? Text(Filters[random.Next(Filters.Length)])
        : Quote(Filters[random.Next(Filters.Length)]);

    private string Bool(bool value) =>
        random.Next(4) switch
        {
            0 => $"{Int(3)} > {Int(value ? 2 : 3)}",
            1 => $"!{(value ? "false" : "true")}",
            2 => value ? "Yes() && 1 is > 0 and not 2" : "Yes() & 0.5 == 1",
            _ => value ? "true" : "false",
        };

    /// <summary>A text, spelt in one of many ways.</summary>
    private string Text(string value)
    {
        int cut = random.Next(value.Length);
        string left = value[..cut],
            right = value[cut..];
        return random.Next(6) switch
        {
            0 => $"({Quote(left)} + {Quote(right)})",
            1 => $"string.Concat({Quote(left)}, {Quote(right)})",
            2 => $"$\"{{{Quote(left)}}}{right}\"",
            3 => $"(Yes() ? {Quote(value)} : {Quote("no")})",
            _ => Quote(value),
        };
    }

    /// <summary>A whole number, spelt in one of many ways.</summary>
    private string Int(int value, int depth = 0)
    {
        string Plain() => value < 0 ? $"({value.ToString(CultureInfo.InvariantCulture)})" : value.ToString(CultureInfo.InvariantCulture);
        if (depth > 2 || random.Next(3) > 0)
            return Plain();
        int other = random.Next(1, 9);
        switch (random.Next(16))
        {
            case 0:
                return $"({Int(value - other, depth + 1)} + {Int(other, depth + 1)})";
            case 1:
                return $"({Int(value + other, depth + 1)} - {Int(other, depth + 1)})";
            case 2:
                return $"({Int(value * other, depth + 1)} / {Int(other, depth + 1)})";
            case 3:
                return $"(Yes() ? {Int(value, depth + 1)} : {Int(other, depth + 1)})";
            case 4:
                return $"Math.Max({Int(value, depth + 1)}, {Plain()} - {Int(other, depth + 1)})";
            case 5:
                return $"Math.Min({Int(value, depth + 1)}, {Plain()} + {Int(other, depth + 1)})";
            case 6:
                return value >= 0 ? $"Math.Abs(-{Int(value, 9)})" : Plain();
            case 7:
                return $"({Int(other, depth + 1)} switch {{ {other} => {Int(value, depth + 1)}, _ => 0 }})";
            case 8:
                return $"(int){(random.Next(2) == 0 || value < 0 ? $"(long){Plain()}" : $"({Plain()} + 0.75)")}";
            case 9:
                return random.Next(2) == 0 ? $"({Plain()}, {other}).Item1" : $"({Int(value - 8, depth + 1)} + Tiny.LayerCount)";
            case 10:
                return $"((Func<int, int>)(x => x + {Int(other, depth + 1)}))({Int(value - other, depth + 1)})";
            case 11:
                return $"unchecked(({Plain()} + int.MaxValue) - int.MaxValue)";
            case 12:
                return $"(({Int(value, depth + 1)} << 2) >> 2)";
            case 13:
                string field = Fresh("N");
                members.Add($"{Any("static readonly int", "const int")} {field} = {Plain()};");
                return field;
            case 14:
                string method = Fresh("Of");
                members.Add(
                    $"static int {method}(int a, int b = {other}) {{ int c = a; c -= b; c++; if (c > 1000) return 0; return c + b - 1; }}"
                );
                return $"{method}({Int(value, depth + 1)})";
            default:
                string property = Fresh("P");
                members.Add($"static int {property} => {Int(value, depth + 1)};");
                return property;
        }
    }

    /// <summary>A number, spelt in one of many ways.</summary>
    private string Double(double value)
    {
        string plain = value.ToString("R", CultureInfo.InvariantCulture) + (value == Math.Truncate(value) ? ".0" : "");
        if (value < 0)
            plain = $"({plain})";
        return random.Next(8) switch
        {
            0 => $"({plain} * {Int(2)})",
            1 => $"({plain} / {Double(4)})",
            2 => value < 0 ? $"(double)({plain.Trim('(', ')')}f)" : $"(double){plain}f",
            3 => $"(Yes() ? {plain} : 1)",
            4 => $"Math.Max({plain}, -1)",
            5 => $"({Int(3)} % 2 + {plain} - {Double(1)})",
            _ => plain,
        };
    }

    private string Any(params string[] choices) => choices[random.Next(choices.Length)];

    private static string Quote(string text) => "\"" + text + "\"";

    private string Fresh(string stem) =>
        stem + members.Count.ToString(CultureInfo.InvariantCulture) + "_" + random.Next(100_000).ToString(CultureInfo.InvariantCulture);

    private void Helper(string member)
    {
        if (!members.Contains(member))
            members.Add(member);
    }
}
