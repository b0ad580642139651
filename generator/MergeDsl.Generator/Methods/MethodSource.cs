using System.Globalization;
using MergeDsl.CSharp;
using MergeDsl.Generator.Text;
using MergeDsl.Manifests;
using MergeDsl.Schemas;

namespace MergeDsl.Generator.Methods;

/// <summary>Writes the generated half of a merge method: its parameters, its schema, the types of its parts, and what its kernel reads.</summary>
internal static class MethodSource
{
    private const string Library = "global::MergeDsl.",
        Schemas = Library + "Schemas.";

    /// <summary>Writes the half of a custom method, whose kernel is part of its record.</summary>
    public static GeneratedFile OfCustom(MethodTarget target) => Of(target, isBuiltIn: false);

    /// <summary>Writes the half of a built-in method, whose kernel is the engine's.</summary>
    public static GeneratedFile OfBuiltIn(MethodTarget target) => Of(target, isBuiltIn: true);

    /// <summary>The name of a record, as C# refers to it from anywhere.</summary>
    public static string FullName(MethodTarget target) => "global::" + CSharpIdentifier.EscapedPath(target.FullName);

    private static GeneratedFile Of(MethodTarget target, bool isBuiltIn)
    {
        var writer = new CodeWriter();
        string name = CSharpIdentifier.Escaped(target.Name);
        MethodSchema schema = target.Schema;
        ParameterSchema[] all = [.. schema.Parameters],
            ofInputs = [.. all.Where(parameter => !parameter.IsShared)];
        writer.Header();
        if (!isBuiltIn)
        {
            writer.Line($"[assembly: {Library}DeclaresMergeMethod(typeof({FullName(target)}))]");
            writer.Line();
        }
        target.WriteNamespace(writer);
        if (!target.Documented.Contains(target.Name))
            Documentation(writer, schema);
        writer.Open($"sealed partial record {name} : {Library}Merge<{name}.Input, {name}.Slice, {name}.Module>");
        foreach (ParameterSchema parameter in all.Where(parameter => target.Implemented.Contains(parameter.Property)))
        {
            if (!target.Documented.Contains(parameter.Property))
                Documentation(writer, parameter);
            Property(writer, "public partial", parameter);
        }
        writer.Line("/// <summary>The schema of the method.</summary>");
        Schema(writer, schema);
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line($"protected override {Schemas}MethodSchema DeclaredMethod => MethodSchema;");
        writer.Line();
        Part(writer, "A whole model as an input.", "Input", ("Model", "Model", "The model."), "MergeInput", ofInputs);
        Conversion(writer, "A model without settings of its own.", "Input", Library + "Model model", "model");
        Conversion(
            writer,
            "A model by its reference, without settings of its own.",
            "Input",
            "string reference",
            $"({Library}Model)reference"
        );
        Conversion(writer, "The output of another merge.", "Input", Library + "MergePlan plan", $"({Library}Model)plan");
        writer.Close();
        writer.Line();
        if (schema.StacksLayers)
        {
            Part(
                writer,
                "Output layers taken from one layer range.",
                "Slice",
                ("LayerRange", "Layers", "The layers."),
                "StackedSlice",
                ofInputs
            );
            Conversion(writer, "A layer range as it is.", "Slice", Library + "LayerRange layers", "layers");
        }
        else
        {
            Part(writer, "Output layers made from one layer range of each source.", "Slice", null, "MergeSlice<Source>", all);
            writer.Close();
            writer.Line();
            Part(
                writer,
                "A range of layers as a source of a slice.",
                "Source",
                ("LayerRange", "Layers", "The layers."),
                "MergeSource",
                ofInputs
            );
            Conversion(writer, "A layer range without settings of its own.", "Source", Library + "LayerRange layers", "layers");
        }
        writer.Close();
        writer.Line();
        Part(
            writer,
            "A module of a checkpoint with several stacks of layers.",
            "Module",
            ("string", "Name", "Its name, such as <c>text_decoder</c>."),
            "MergeModule<Input, Slice>",
            all
        );
        writer.Close();
        writer.Line();
        if (!isBuiltIn)
            Kernel(writer, all.Length > 0);
        Values(writer, all, isBuiltIn ? "internal" : "private");
        writer.Close();
        return new(target.HintName("Method"), writer.ToString());
    }

    private static void Documentation(CodeWriter writer, MethodSchema schema)
    {
        if (schema.Summary.Length > 0)
            writer.Line($"/// <summary>{MemberNames.Xml(schema.Summary)} In YAML: <c>merge_method: {schema.Name}</c>.</summary>");
        if (schema.Origin is { } origin)
            writer.Line($"/// <remarks>Source of the method: {MemberNames.Xml(origin)}.</remarks>");
    }

    private static void Documentation(CodeWriter writer, ParameterSchema parameter)
    {
        if (parameter.Summary.Length > 0)
            writer.Line($"/// <summary>{MemberNames.Xml(parameter.Summary)}{Default(parameter)}</summary>");
    }

    private static string Default(ParameterSchema parameter) =>
        parameter.Default is not { } value ? ""
        : parameter.Type == ParameterType.Boolean ? $" Default {(value != 0 ? "true" : "false")}."
        : $" Default {CSharpLiteral.Exact(value).Replace("e-0", "e-")}.";

    private static void Schema(CodeWriter writer, MethodSchema schema)
    {
        writer.Line(
            $"public static {Schemas}MethodSchema MethodSchema {{ get; }} = new({CSharpText.Literal(schema.Name)}, {CSharpText.Literal(schema.TypeName)}, {Library}BaseRole.{schema.Base}, {Whole(schema.MinimumInputs)}, {(schema.MaximumInputs is { } most ? Whole(most) : "null")},"
        );
        writer.Line("[");
        writer.Indent++;
        foreach (ParameterSchema parameter in schema.Parameters)
        {
            string start = parameter.Default is { } value ? CSharpLiteral.Exact(value) : "null";
            string facts = Facts(
                parameter.Required ? "Required = true" : null,
                parameter.Possible != Bounds.Any ? $"Possible = {Interval(parameter.Possible)}" : null,
                parameter.Natural != Bounds.Any ? $"Natural = {Interval(parameter.Natural)}" : null,
                parameter.Role != ParameterRole.None ? $"Role = {Schemas}ParameterRole.{parameter.Role}" : null
            );
            writer.Line(
                $"new({CSharpText.Literal(parameter.Name)}, {CSharpText.Literal(parameter.Property)}, {Schemas}ParameterType.{parameter.Type}, {Library}ParameterScope.{parameter.Scope}, {start}, {CSharpText.Literal(parameter.Summary)}){facts},"
            );
        }
        writer.Indent--;
        string traits = Facts(
            schema.Origin is { } origin ? $"Origin = {CSharpText.Literal(origin)}" : null,
            schema.Traits != MethodTraits.None ? $"Traits = ({Schemas}MethodTraits){Whole((int)schema.Traits)}" : null,
            schema.TaskVectors is { } vectors
                ? $"TaskVectors = new({Schemas}Sparsification.{vectors.Sparsification}, {(vectors.HasConsensus ? "true" : "false")})"
                : null
        );
        writer.Line($"], {CSharpText.Literal(schema.Summary)}){traits};");
    }

    private static string Facts(params string?[] facts) =>
        facts.Any(fact => fact is not null) ? $" {{ {string.Join(", ", facts.Where(fact => fact is not null))} }}" : "";

    private static string Interval(Bounds bounds) =>
        $"new({CSharpLiteral.Exact(bounds.Minimum)}, {CSharpLiteral.Exact(bounds.Maximum)}{(bounds.OpenMinimum ? ", true" : "")})";

    /// <summary>Opens the type of a part, with its parameters.</summary>
    private static void Part(
        CodeWriter writer,
        string summary,
        string name,
        (string Type, string Name, string Summary)? member,
        string derivesFrom,
        IReadOnlyList<ParameterSchema> parameters
    )
    {
        writer.Line($"/// <summary>{summary}</summary>");
        if (member is { } documented)
            writer.Line($"/// <param name=\"{documented.Name}\">{documented.Summary}</param>");
        writer.Open(
            member is { } given
                ? $"public sealed partial record {name}({(given.Type == "string" ? "" : Library)}{given.Type} {given.Name}) : {Library}{derivesFrom}({given.Name})"
                : $"public sealed partial record {name} : {Library}{derivesFrom}"
        );
        foreach (ParameterSchema parameter in parameters)
        {
            Documentation(writer, parameter);
            Property(writer, "public", parameter);
        }
    }

    private static void Property(CodeWriter writer, string modifiers, ParameterSchema parameter)
    {
        string quoted = CSharpText.Literal(parameter.Name);
        writer.Open($"{modifiers} {Library}Setting<{TypeOf(parameter)}>? {CSharpIdentifier.Escaped(parameter.Property)}");
        writer.Line($"get => GetSetting<{TypeOf(parameter)}>({quoted});");
        writer.Line($"init => SetSetting({quoted}, value);");
        writer.Close();
        writer.Line();
    }

    private static void Conversion(CodeWriter writer, string summary, string to, string parameter, string value)
    {
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Line($"public static implicit operator {to}({parameter}) => new({value});");
    }

    private static void Kernel(CodeWriter writer, bool hasParameters)
    {
        writer.Line(
            "/// <summary>Computes a block of an output tensor: every element of the output from the elements of the inputs at its place.</summary>"
        );
        writer.Line("/// <param name=\"block\">The elements.</param>");
        writer.Line("/// <param name=\"values\">The values of the parameters at this tensor.</param>");
        writer.Line($"private static partial void Compute({Library}MergeBlock block, Values values);");
        writer.Line();
        writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        writer.Line(
            $"internal static void RegisterMethod() => {Library}CustomMethods.Register(MethodSchema, static (block, {(hasParameters ? "values" : "_")}) => Compute(block, {(hasParameters ? "new(values)" : "default")}));"
        );
        writer.Line();
    }

    private static void Values(CodeWriter writer, IReadOnlyList<ParameterSchema> parameters, string access)
    {
        writer.Line("/// <summary>The values of the parameters at a tensor.</summary>");
        writer.Open($"{access} readonly struct Values{(parameters.Count > 0 ? $"({Schemas}ParameterValues values)" : "")}");
        for (int i = 0; i < parameters.Count; i++)
        {
            ParameterSchema parameter = parameters[i];
            bool isOptional = parameter is { Default: null, Required: false };
            string call = $"values.{(isOptional ? "Find" : "Number")}({Whole(i)}{(parameter.IsShared ? "" : ", input")})";
            string value = parameter.Type switch
            {
                ParameterType.Boolean when isOptional => $"{call} is {{ }} number ? number != 0 : null",
                ParameterType.Boolean => call + " != 0",
                ParameterType.Integer => $"(int{(isOptional ? "?" : "")})" + call,
                _ => call,
            };
            Documentation(writer, parameter);
            writer.Line(
                $"public {TypeOf(parameter)}{(isOptional ? "?" : "")} {CSharpIdentifier.Escaped(parameter.Property)}{(parameter.IsShared ? "" : "(int input)")} => {value};"
            );
        }
        writer.Close();
    }

    private static string TypeOf(ParameterSchema parameter) =>
        parameter.Type switch
        {
            ParameterType.Boolean => "bool",
            ParameterType.Integer => "int",
            _ => "double",
        };

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}
