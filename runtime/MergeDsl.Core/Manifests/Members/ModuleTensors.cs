namespace MergeDsl.Manifests;

/// <summary>The tensors of one module: a weight and its bias, in all the layers that have them.</summary>
/// <param name="Path">The name with <c>{}</c> for layer and expert, without <c>weight</c> or <c>bias</c>: <c>model.layers.{}.self_attn.o_proj</c>.</param>
/// <param name="Stack">The stack whose layers have it; null for tensors outside the layers.</param>
internal sealed record ModuleTensors(string Path, StackManifest? Stack)
{
    /// <summary>The tensors of layers.</summary>
    public List<TensorKind> Kinds { get; } = [];

    /// <summary>The tensors outside the layers.</summary>
    public List<TensorManifest> Tensors { get; } = [];

    /// <summary>The part of the path within a layer, or all of it.</summary>
    public string Within => Stack is null ? Path : Path.Substring(Stack.Prefix.Length);

    /// <summary>All names, with <c>{}</c> for layer and expert.</summary>
    public IEnumerable<string> Names =>
        Stack is null ? Tensors.Select(tensor => tensor.Name) : Kinds.Select(kind => Stack.Prefix + kind.Name);

    /// <summary>The modules of a checkpoint: those of layers in the manifest's order, then the others.</summary>
    public static IReadOnlyList<ModuleTensors> Of(Manifest manifest)
    {
        var modules = new List<ModuleTensors>();
        var byPath = new Dictionary<string, ModuleTensors>(StringComparer.Ordinal);
        ModuleTensors At(string name, StackManifest? stack)
        {
            string path = Module(name);
            if (!byPath.TryGetValue(path, out ModuleTensors? module))
            {
                byPath.Add(path, module = new(path, stack));
                modules.Add(module);
            }
            return module;
        }
        foreach (StackManifest stack in manifest.Stacks)
        {
            foreach (TensorKind kind in stack.Kinds)
                At(stack.Prefix + kind.Name, stack).Kinds.Add(kind);
        }
        foreach (TensorManifest tensor in manifest.Tensors)
            At(tensor.Name, null).Tensors.Add(tensor);
        return modules;
    }

    private static string Module(string name)
    {
        foreach (string parameter in (string[])[".weight", ".bias"])
        {
            if (name.EndsWith(parameter, StringComparison.Ordinal))
                return name.Substring(0, name.Length - parameter.Length);
        }
        return name;
    }
}
