using System.Collections;

namespace MergeDsl;

/// <summary>A merge by a method of the program's own: what generated code derives the record from.</summary>
/// <typeparam name="TInput">A whole model with its settings.</typeparam>
/// <typeparam name="TSlice">An output slice.</typeparam>
/// <typeparam name="TModule">A module of a checkpoint with several stacks.</typeparam>
public abstract record OwnMerge<TInput, TSlice, TModule> : Merge<TInput, TSlice, TModule>
    where TInput : OwnInput
    where TSlice : MergeSlice
    where TModule : MergeModule
{
    /// <summary>The schema of the method.</summary>
    protected abstract MethodSchema OwnSchema { get; }

    /// <summary>The settings for the whole merge.</summary>
    protected abstract OwnSettings OwnSettings { get; }

    internal sealed override MethodSchema Schema => OwnSchema;

    internal sealed override NamedSetting[] Settings => OwnSettings.ToArray();
}

/// <summary>A whole model as an input of a method of the program's own.</summary>
/// <param name="Model">The model.</param>
public abstract record OwnInput(Model Model) : MergeInput(Model)
{
    /// <summary>The settings of this input.</summary>
    protected abstract OwnSettings OwnSettings { get; }

    internal sealed override NamedSetting[] Settings => OwnSettings.ToArray();
}

/// <summary>Output layers that a method of the program's own makes from one layer range of each source.</summary>
/// <typeparam name="TSource">The type of a source.</typeparam>
public abstract record OwnSlice<TSource> : MergeSlice<TSource>
    where TSource : OwnSource
{
    /// <summary>The settings of this slice.</summary>
    protected abstract OwnSettings OwnSettings { get; }

    internal sealed override NamedSetting[] Settings => OwnSettings.ToArray();
}

/// <summary>A range of layers as a source of a slice of a method of the program's own.</summary>
/// <param name="Layers">The layers.</param>
public abstract record OwnSource(LayerRange Layers) : MergeSource(Layers)
{
    /// <summary>The settings of this source.</summary>
    protected abstract OwnSettings OwnSettings { get; }

    internal sealed override NamedSetting[] Settings => OwnSettings.ToArray();
}

/// <summary>A module of a checkpoint with several stacks of layers, merged by a method of the program's own.</summary>
/// <typeparam name="TInput">A whole model with its settings.</typeparam>
/// <typeparam name="TSlice">An output slice.</typeparam>
/// <param name="Name">Its name, such as <c>text_decoder</c>.</param>
public abstract record OwnModule<TInput, TSlice>(string Name) : MergeModule<TInput, TSlice>(Name)
    where TInput : OwnInput
    where TSlice : MergeSlice
{
    /// <summary>The settings of this module.</summary>
    protected abstract OwnSettings OwnSettings { get; }

    internal sealed override NamedSetting[] Settings => OwnSettings.ToArray();
}

/// <summary>Settings under the names of their parameters.</summary>
public sealed class OwnSettings : IEnumerable
{
    private readonly List<NamedSetting> settings = [];

    /// <summary>Adds the setting of a parameter.</summary>
    /// <typeparam name="T">The type of the parameter.</typeparam>
    /// <param name="name">The parameter's name in YAML.</param>
    /// <param name="setting">The setting; null where nothing is set.</param>
    public void Add<T>(string name, Setting<T>? setting) => settings.Add(new(name, setting));

    internal NamedSetting[] ToArray() => [.. settings];

    IEnumerator IEnumerable.GetEnumerator() => settings.GetEnumerator();
}
