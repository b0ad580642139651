namespace MergeDsl;

/// <summary>A part of a declaration by a method of a program's own, as the compiler holds it: the record itself exists only in the program. Its parameters are named as its properties.</summary>
internal interface IDeclared
{
    /// <summary>The schema of the method.</summary>
    MethodSchema? Method { get; set; }

    /// <summary>The settings that were assigned, each under the name of its property.</summary>
    EquatableArray<(string Property, object? Value)> Assigned { get; set; }
}

/// <summary>What parts of such declarations have in common.</summary>
internal static class Declared
{
    /// <summary>The value of a parameter, or null.</summary>
    public static object? Get(this IDeclared part, string property) =>
        part.Assigned.FirstOrDefault(assigned => assigned.Property == property).Value;

    /// <summary>Gives a parameter a value.</summary>
    public static void Set(this IDeclared part, string property, object? value) =>
        part.Assigned = part.Assigned.Where(assigned => assigned.Property != property).Append((property, value)).ToEquatableArray();

    /// <summary>The settings, in the order of the schema.</summary>
    public static NamedSetting[] Settings(this IDeclared part) =>
        [.. part.Method!.Parameters.Select(parameter => new NamedSetting(parameter.Name, (ISetting?)part.Get(parameter.Property)))];
}

internal sealed record DeclaredMerge : Merge<DeclaredInput, DeclaredSlice, DeclaredModule>, IDeclared
{
    /// <summary>The record as C# names it.</summary>
    public string? Record { get; set; }

    public MethodSchema? Method { get; set; }

    public EquatableArray<(string Property, object? Value)> Assigned { get; set; }

    internal override MethodSchema Schema => Method!;

    internal override NamedSetting[] Settings => this.Settings();
}

internal sealed record DeclaredInput(Model Model) : MergeInput(Model), IDeclared
{
    public MethodSchema? Method { get; set; }

    public EquatableArray<(string Property, object? Value)> Assigned { get; set; }

    internal override NamedSetting[] Settings => Method is null ? [] : this.Settings();

    public static implicit operator DeclaredInput(Model model) => new(model);

    public static implicit operator DeclaredInput(string reference) => new((Model)reference);

    public static implicit operator DeclaredInput(MergePlan plan) => new((Model)plan);
}

internal sealed record DeclaredSlice : MergeSlice<DeclaredSource>, IDeclared
{
    public MethodSchema? Method { get; set; }

    public EquatableArray<(string Property, object? Value)> Assigned { get; set; }

    internal override NamedSetting[] Settings => this.Settings();
}

internal sealed record DeclaredSource(LayerRange Layers) : MergeSource(Layers), IDeclared
{
    public MethodSchema? Method { get; set; }

    public EquatableArray<(string Property, object? Value)> Assigned { get; set; }

    internal override NamedSetting[] Settings => Method is null ? [] : this.Settings();

    public static implicit operator DeclaredSource(LayerRange layers) => new(layers);
}

internal sealed record DeclaredModule(string Name) : MergeModule<DeclaredInput, DeclaredSlice>(Name), IDeclared
{
    public MethodSchema? Method { get; set; }

    public EquatableArray<(string Property, object? Value)> Assigned { get; set; }

    internal override NamedSetting[] Settings => this.Settings();
}
