using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Schemas;
using MergeDsl.Specs;

namespace MergeDsl.CSharp;

/// <summary>Prints one merge as a static partial class with a <c>Definition</c>. It builds the class twice: the first time to learn which parts have a form of their own and what is shared, the second to print.</summary>
internal sealed partial class ClassPrinter
{
    private readonly CSharpMerge merge;
    private readonly MergeSpec spec;
    private readonly MethodSchema schema;
    private readonly FileNames file;
    private readonly HashSet<string> taken;
    private readonly Dictionary<Model, string> fields;
    private readonly HashSet<string> labels = new(StringComparer.Ordinal);
    private readonly List<CodeBlock> blocks = [];
    private bool isCollecting = true;

    public ClassPrinter(CSharpMerge merge, string className, FileNames file)
    {
        this.merge = merge;
        this.file = file;
        spec = merge.Spec;
        schema = MethodSchemas.Find(spec.Method)!;
        ClassName = className;
        taken = [.. file.Taken, className];
        Model[] models = [.. ModelReferences.Models(spec).Where(model => file.Checkpoint(model) is null)];
        fields = [];
        Model[] plain = [.. models.Where(model => file.ChainClass(model, className) is null)];
        foreach (Model model in models.Except(plain))
            fields[model] = CSharpIdentifier.Unique(file.ChainClass(model, className)! + "Model", taken);
        foreach (KeyValuePair<Model, string> pair in ModelNames.Of(plain, taken))
            fields[pair.Key] = pair.Value;
        ModelOrder = [.. models];
    }

    public string ClassName { get; }

    /// <summary>Indicates whether the class needs LINQ.</summary>
    public bool UsesLinq { get; private set; }

    /// <summary>Indicates whether a method of the class returns slices.</summary>
    public bool HasBlocks => blocks.Count > 0;

    private IReadOnlyList<Model> ModelOrder { get; }

    public void Write(CodeWriter writer)
    {
        Definition();
        merge.Comments.Settle(labels);
        DecideShared();
        isCollecting = false;
        blocks.Clear();
        CodeNode definition = Definition();
        foreach (string comment in merge.Comments.Head)
            writer.Comment(comment);
        writer.Line("[Merge]");
        writer.Line($"public static partial class {CSharpIdentifier.Escaped(ClassName)}");
        writer.Line("{");
        writer.Indent++;
        WriteFields(writer);
        definition.Write(writer, $"public static {schema.TypeName} Definition =>", ";");
        foreach (CodeBlock block in blocks)
        {
            writer.Line();
            block.Write(writer, schema);
        }
        writer.Indent--;
        writer.Line("}");
    }

    private void WriteFields(CodeWriter writer)
    {
        bool isAny = WriteConstants(writer);
        if (isAny && ModelOrder.Count > 0)
            writer.Line();
        foreach (Model model in ModelOrder)
        {
            string value = file.ChainClass(model, ClassName) is { } other ? other + ".Plan" : ModelLiteral(model, isTyped: true);
            writer.Line($"static readonly Model {fields[model]} = {value};");
            isAny = true;
        }
        if (isAny)
            writer.Line();
        WriteShared(writer);
    }

    private CodeList Definition()
    {
        SpecPath root = SpecPath.Root;
        List<CodeItem> items = [];
        if (spec.BaseModel is { } baseModel)
            items.Add(Item("BaseModel =", new CodeText(ModelText(baseModel)), root.Member("base_model")));
        if (spec.DType != DType.Unspecified)
            items.Add(Item("DType =", new CodeText("DType." + spec.DType), root.Member("dtype")));
        if (spec.OutDType != DType.Unspecified)
            items.Add(Item("OutDType =", new CodeText("DType." + spec.OutDType), root.Member("out_dtype")));
        AddForms(items, spec.Models, spec.Slices, root);
        if (!spec.Modules.IsEmpty)
            items.Add(Item("Modules =", new CodeList(null, [.. spec.Modules.Select(Module)], true), root.Member("modules")));
        AddSettings(items, spec.Parameters, root, null);
        AddTokenizer(items);
        if (spec.ChatTemplate is { } template)
            items.Add(Item("ChatTemplate =", LongText(template), root.Member("chat_template")));
        return new CodeList("new()", items, true);
    }

    private CodeItem Module(ModuleSpec module)
    {
        SpecPath path = new SpecPath("modules").Member(module.Name);
        List<CodeItem> items = [];
        AddForms(items, module.Models, module.Slices, path);
        AddSettings(items, module.Parameters, path, null);
        return Item("", new CodeList($"new({CSharpLiteral.Text(module.Name)})", items), path);
    }

    private void AddForms(List<CodeItem> items, EquatableArray<InputSpec> models, EquatableArray<SliceSpec> slices, SpecPath path)
    {
        if (!models.IsEmpty)
        {
            SpecPath at = path.Member("models");
            bool hasSettings = models.Any(input => !input.Parameters.IsEmpty);
            CodeItem[] inputs = [.. models.Select((input, i) => Item("", Input(input, at.Element(i), hasSettings), at.Element(i)))];
            items.Add(Item("Models =", new CodeList(null, inputs, hasSettings && models.Count > 1), at));
        }
        if (!slices.IsEmpty)
            items.Add(Item("Slices =", Slices(slices, path.Member("slices")), path.Member("slices")));
    }

    private CodeNode Input(InputSpec input, SpecPath path, bool isObject)
    {
        if (!isObject)
            return new CodeText(ModelText(input.Model));
        List<CodeItem> items = [];
        AddSettings(items, input.Parameters, path, input.Model);
        return new CodeList($"new({ModelText(input.Model)})", items);
    }

    /// <summary>An item that has a part of the spec, and so its comments.</summary>
    private CodeItem Item(string prefix, CodeNode value, SpecPath path)
    {
        if (isCollecting)
            labels.Add(path.Text);
        return new(prefix, value) { Comments = isCollecting ? ItemComments.None : merge.Comments.Find(path) };
    }

    private string ModelText(Model model) => file.Checkpoint(model) is { } checkpoint ? checkpoint.ClassName + ".Model" : fields[model];

    private string LayersText(Model model, string range) => (file.Checkpoint(model)?.ClassName ?? fields[model]) + ".Layers[" + range + "]";

    /// <summary>A reference as a literal, or in parts where no text reads as it.</summary>
    private static string ModelLiteral(Model model, bool isTyped)
    {
        string reference = model.ToString();
        Model read = Model.Parse(reference);
        if (
            model.OverrideArchitecture is null
            && !read.IsMalformed
            && read.Id == model.Id
            && read.Revision == model.Revision
            && read.Adapter == model.Adapter
            && read.AdapterRevision == model.AdapterRevision
        )
        {
            return CSharpLiteral.Text(reference);
        }
        List<string> parts = [];
        void Add(string property, string? value)
        {
            if (value is not null)
                parts.Add($"{property} = {CSharpLiteral.Text(value)}");
        }
        Add("Revision", model.Revision);
        Add("Adapter", model.Adapter);
        Add("AdapterRevision", model.AdapterRevision);
        Add("OverrideArchitecture", model.OverrideArchitecture);
        return $"{(isTyped ? "new" : "new Model")}({CSharpLiteral.Text(model.Id)})"
            + (parts.Count > 0 ? $" {{ {string.Join(", ", parts)} }}" : "");
    }

    /// <summary>A text of several lines is joined from its lines: the line breaks of a source file are not always those of the text.</summary>
    private static CodeNode LongText(string text)
    {
        List<string> lines = [];
        for (int start = 0; start < text.Length; )
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(CSharpLiteral.Text(text.Substring(start, end - start)));
            start = end;
        }
        return lines.Count == 0 ? new CodeText("\"\"") : new CodeSum(lines);
    }
}
