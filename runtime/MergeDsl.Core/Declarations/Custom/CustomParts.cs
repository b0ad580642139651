using MergeDsl.Schemas;

namespace MergeDsl;

/// <summary>A merge by a custom method, as the compiler holds it: the record itself exists only in the program.</summary>
internal sealed record CustomMerge : Merge<CustomInput, CustomSlice, CustomModule>
{
    /// <summary>The record as C# names it.</summary>
    public string? Record { get; set; }

    public MethodSchema? Method { get; set; }

    protected override MethodSchema DeclaredMethod => Method!;
}

internal sealed record CustomInput(Model Model) : MergeInput(Model)
{
    public static implicit operator CustomInput(Model model) => new(model);

    public static implicit operator CustomInput(string reference) => new((Model)reference);

    public static implicit operator CustomInput(MergePlan plan) => new((Model)plan);
}

internal sealed record CustomSlice : MergeSlice<CustomSource>;

internal sealed record CustomSource(LayerRange Layers) : MergeSource(Layers)
{
    public static implicit operator CustomSource(LayerRange layers) => new(layers);
}

internal sealed record CustomModule(string Name) : MergeModule<CustomInput, CustomSlice>(Name);
