using System.Globalization;
using MergeDsl.Generator.Text;

namespace MergeDsl.Generator.Methods;

/// <summary>Writes the generated half of a merge method of the program's own: its schema, the types of its parts, and what connects its kernel with the engine.</summary>
internal static class MethodSource
{
    private const string Library = "global::MergeDsl.";

    public static GeneratedFile Of(MethodTarget target)
    {
        var writer = new SourceWriter();
        string name = CSharpIdentifier.Escaped(target.Name);
        MethodSchema schema = target.Schema;
        writer.Header();
        writer.Line(
            $"[assembly: {Library}DeclaresMergeMethod(typeof(global::{(target.Space.Length > 0 ? CSharpIdentifier.EscapedPath(target.Space) + "." : "")}{name}))]"
        );
        writer.Line();
        if (target.Space.Length > 0)
        {
            writer.Line($"namespace {CSharpIdentifier.EscapedPath(target.Space)};");
            writer.Line();
        }
        ParameterSchema[] all = [.. schema.Parameters],
            ofInputs = [.. all.Where(parameter => parameter.Scope != ParameterScope.Merge)];
        writer.Open($"sealed partial record {name} : {Library}OwnMerge<{name}.Input, {name}.Slice, {name}.Module>");
        writer.Line("/// <summary>The schema of the method.</summary>");
        Schema(writer, schema);
        writer.Line();
        writer.Line($"protected override {Library}MethodSchema OwnSchema => MethodSchema;");
        Settings(writer, all);
        writer.Line("/// <summary>A whole model as an input.</summary>");
        writer.Line("/// <param name=\"Model\">The model.</param>");
        writer.Open($"public sealed record Input({Library}Model Model) : {Library}OwnInput(Model)");
        Members(writer, ofInputs);
        writer.Line("/// <summary>A model without settings of its own.</summary>");
        writer.Line($"public static implicit operator Input({Library}Model model) => new(model);");
        writer.Line("/// <summary>A model by its reference, without settings of its own.</summary>");
        writer.Line($"public static implicit operator Input(string reference) => new(({Library}Model)reference);");
        writer.Line("/// <summary>The output of another merge.</summary>");
        writer.Line($"public static implicit operator Input({Library}MergePlan plan) => new(({Library}Model)plan);");
        writer.Close();
        writer.Line();
        writer.Line("/// <summary>Output layers made from one layer range of each source.</summary>");
        writer.Open($"public sealed record Slice : {Library}OwnSlice<Source>");
        Members(writer, all);
        writer.Close();
        writer.Line();
        writer.Line("/// <summary>A range of layers as a source of a slice.</summary>");
        writer.Line("/// <param name=\"Layers\">The layers.</param>");
        writer.Open($"public sealed record Source({Library}LayerRange Layers) : {Library}OwnSource(Layers)");
        Members(writer, ofInputs);
        writer.Line("/// <summary>A layer range without settings of its own.</summary>");
        writer.Line($"public static implicit operator Source({Library}LayerRange layers) => new(layers);");
        writer.Close();
        writer.Line();
        writer.Line("/// <summary>A module of a checkpoint with several stacks of layers.</summary>");
        writer.Line("/// <param name=\"Name\">Its name, such as <c>text_decoder</c>.</param>");
        writer.Open($"public sealed record Module(string Name) : {Library}OwnModule<Input, Slice>(Name)");
        Members(writer, all);
        writer.Close();
        writer.Line();
        Kernel(writer, all);
        writer.Close();
        return new(target.HintName("Method"), writer.ToString());
    }

    private static void Schema(SourceWriter writer, MethodSchema schema)
    {
        writer.Line(
            $"public static {Library}MethodSchema MethodSchema {{ get; }} = new({CSharpText.Literal(schema.Name)}, {CSharpText.Literal(schema.TypeName)}, {Library}BaseRole.{schema.Base}, {Whole(schema.MinimumInputs)}, {(schema.MaximumInputs is { } most ? Whole(most) : "null")},"
        );
        writer.Line("[");
        writer.Indent();
        foreach (ParameterSchema parameter in schema.Parameters)
        {
            string start = parameter.Default is { } value ? CSharpText.Literal(value) : "null";
            writer.Line(
                $"new({CSharpText.Literal(parameter.Name)}, {CSharpText.Literal(parameter.Property)}, {Library}ParameterType.{parameter.Type}, {Library}ParameterScope.{parameter.Scope}, {start}, {CSharpText.Literal(parameter.Summary)}) "
                    + $"{{ Required = {(parameter.Required ? "true" : "false")}, Possible = new({CSharpText.Literal(parameter.Possible.Minimum)}, {CSharpText.Literal(parameter.Possible.Maximum)}), Natural = new({CSharpText.Literal(parameter.Natural.Minimum)}, {CSharpText.Literal(parameter.Natural.Maximum)}) }},"
            );
        }
        writer.Outdent();
        writer.Line($"], {CSharpText.Literal(schema.Summary)});");
    }

    private static void Members(SourceWriter writer, IReadOnlyList<ParameterSchema> parameters)
    {
        foreach (ParameterSchema parameter in parameters)
        {
            if (parameter.Summary.Length > 0)
                writer.Line($"/// <summary>{MemberNames.Xml(parameter.Summary)}</summary>");
            writer.Line($"public {Library}Setting<{TypeOf(parameter)}>? {parameter.Property} {{ get; init; }}");
            writer.Line();
        }
        Settings(writer, parameters);
    }

    private static void Settings(SourceWriter writer, IReadOnlyList<ParameterSchema> parameters)
    {
        string entries = string.Join(
            ", ",
            parameters.Select(parameter => $"{{ {CSharpText.Literal(parameter.Name)}, {parameter.Property} }}")
        );
        writer.Line($"protected override {Library}OwnSettings OwnSettings => new(){(entries.Length > 0 ? $" {{ {entries} }}" : "")};");
        writer.Line();
    }

    private static void Kernel(SourceWriter writer, IReadOnlyList<ParameterSchema> parameters)
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
            $"internal static void RegisterMethod() => {Library}OwnMethods.Register(MethodSchema, static (block, values) => Compute(block, new(values)));"
        );
        writer.Line();
        writer.Line("/// <summary>The values of the parameters at a tensor.</summary>");
        writer.Open($"private readonly struct Values({Library}ParameterValues values)");
        for (int i = 0; i < parameters.Count; i++)
        {
            ParameterSchema parameter = parameters[i];
            bool isShared = parameter.Scope == ParameterScope.Merge;
            string number = $"values.Number({Whole(i)}{(isShared ? "" : ", input")})";
            string value = parameter.Type switch
            {
                ParameterType.Boolean => number + " != 0",
                ParameterType.Integer => "(int)" + number,
                _ => number,
            };
            if (parameter.Summary.Length > 0)
                writer.Line($"/// <summary>{MemberNames.Xml(parameter.Summary)}</summary>");
            writer.Line($"public {TypeOf(parameter)} {parameter.Property}{(isShared ? "" : "(int input)")} => {value};");
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
