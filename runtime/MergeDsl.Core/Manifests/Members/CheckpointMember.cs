using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Tensors;

namespace MergeDsl.Manifests;

/// <summary>A filter as a member of a checkpoint class.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Filter">The filter's text.</param>
/// <param name="Summary">What it matches, for the tooltip.</param>
/// <param name="Module">The module, as messages name it.</param>
internal sealed record CheckpointMember(string Name, string Filter, string Summary, string Module);

/// <summary>Two parts of a checkpoint that would become members of one name.</summary>
/// <param name="Name">The name.</param>
/// <param name="First">What has it, in words.</param>
/// <param name="Second">The module that has no member therefore.</param>
/// <param name="Filter">The text that its member would have.</param>
internal sealed record MemberClash(string Name, string First, string Second, string Filter);

/// <summary>The members that a manifest's modules become.</summary>
internal sealed class CheckpointMembers
{
    /// <summary>Members that every checkpoint has.</summary>
    public static readonly string[] Fixed = ["Model", "Layers", "LayerCount", "DType", "HeaderHash"];

    private readonly List<CheckpointMember> members = [];
    private readonly List<MemberClash> clashes = [];

    private CheckpointMembers(Manifest manifest, string className)
    {
        IReadOnlyList<ModuleTensors> modules = ModuleTensors.Of(manifest);
        var filters = new ModuleFilters(modules);
        var groups = new HashSet<string>(StringComparer.Ordinal);
        foreach (ModuleTensors module in modules)
        {
            if (filters.Find(module.Within, [module], null) is { } text)
                Add(text, Describe(module), module.Path);
            else if (manifest.Stacks.Count > 1 && module.Stack is { } stack && filters.Find(module.Within, [module], stack) is { } local)
                Add(local, Describe(module) + " Other stacks of the checkpoint have tensors that it matches, too.", module.Path);
            else if (ExpertsOf(module) is { } experts && groups.Add(experts))
                AddGroup(filters, module, experts);
        }

        void Add(string text, string summary, string path)
        {
            string name = MemberNames.PascalCase(text);
            string? other =
                Fixed.Contains(name) ? "a member of every checkpoint"
                : name == className ? "the class itself"
                : members.FirstOrDefault(member => member.Name == name) is { } first ? $"that of {Printable.Quote(first.Module)}"
                : null;
            if (other is not null)
                clashes.Add(new(name, other, path, text));
            else
                members.Add(new(name, text, summary, path));
        }

        // No text leads over an expert's number: where the modules of experts are named like others, one member has all of them.
        void AddGroup(ModuleFilters filters, ModuleTensors module, string experts)
        {
            IReadOnlyList<ModuleTensors> below = filters.Below(experts);
            string within = experts.Substring(module.Stack!.Prefix.Length).TrimEnd('.');
            if (filters.Find(within, below, null) is { } text)
                Add(
                    text,
                    $"All modules of the experts in <c>{MemberNames.Xml(within)}</c>: {string.Join(", ", below.Select(part => "<c>" + MemberNames.Xml(part.Within.Substring(part.Within.IndexOf("{}.", StringComparison.Ordinal) + 3)) + "</c>"))}.",
                    experts.TrimEnd('.')
                );
        }
    }

    /// <summary>The members, in the manifest's order.</summary>
    public IReadOnlyList<CheckpointMember> Members => members;

    /// <summary>Modules that have no member, because another has its name.</summary>
    public IReadOnlyList<MemberClash> Clashes => clashes;

    public static CheckpointMembers Of(Manifest manifest, string className) => new(manifest, className);

    private static string? ExpertsOf(ModuleTensors module) =>
        module.Stack is { } stack && module.Within.IndexOf("{}", StringComparison.Ordinal) is > 0 and int at
            ? stack.Prefix + module.Within.Substring(0, at)
            : null;

    private static string Describe(ModuleTensors module)
    {
        string[] tensors = module.Stack is null
            ? [.. module.Tensors.Select(tensor => $"{Last(tensor.Name, module.Path)}{Shape(tensor.Shape)} {tensor.DType.Name()}")]
            :
            [
                .. module.Kinds.Select(kind =>
                    $"{Last(module.Stack.Prefix + kind.Name, module.Path)}{Shape(kind.Shape)} {kind.DType.Name()}{Where(kind, module.Stack)}"
                ),
            ];
        return $"<c>{MemberNames.Xml(module.Within)}</c>: {MemberNames.Xml(string.Join("; ", tensors))}.";
    }

    private static string Last(string name, string path) => name.Length > path.Length ? name.Substring(path.Length + 1) + " " : "";

    private static string Shape(EquatableArray<long> shape) =>
        "[" + string.Join(", ", shape.Select(size => size.ToString(System.Globalization.CultureInfo.InvariantCulture))) + "]";

    private static string Where(TensorKind kind, StackManifest stack) =>
        (kind.Experts.Count > 0 ? $", {Numbers.Count(kind.Experts.Count, "expert")}" : "")
        + (kind.Layers.Count == stack.LayerCount ? "" : $", layers {kind.Layers}");
}
