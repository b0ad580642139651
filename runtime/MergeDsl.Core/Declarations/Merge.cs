using MergeDsl.Collections;
using MergeDsl.Schemas;

namespace MergeDsl;

/// <summary>A merge, declared. The method is the type: <see cref="Passthrough"/>, <see cref="Slerp"/>, <see cref="Ties"/> and so on.</summary>
public abstract record Merge : MergePart
{
    /// <summary>The dtype in which inputs are loaded and outputs written; unspecified keeps each tensor's own.</summary>
    public DType DType { get; init; }

    /// <summary>The dtype written, where it is not <see cref="DType"/>.</summary>
    public DType OutDType { get; init; }

    /// <summary>The base model: donor of configuration and tokenizer, and reference point of the methods that have one.</summary>
    public Model? BaseModel { get; init; }

    /// <summary>The source of the output's tokenizer; null to copy the donor's.</summary>
    public Tokenizer? Tokenizer { get; init; }

    /// <summary>The chat template: <c>auto</c>, a built-in name or Jinja text.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>The schema of the method that the record declares.</summary>
    protected abstract MethodSchema DeclaredMethod { get; }

    internal MethodSchema Schema => DeclaredMethod;

    internal abstract IReadOnlyList<MergeInput> ModelNodes { get; }

    internal abstract IReadOnlyList<MergeSlice> SliceNodes { get; }

    internal abstract IReadOnlyList<MergeModule> ModuleNodes { get; }
}

/// <summary>A merge whose inputs, slices and modules are of the types of its method.</summary>
/// <typeparam name="TInput">A whole model with its settings.</typeparam>
/// <typeparam name="TSlice">An output slice.</typeparam>
/// <typeparam name="TModule">A module of a checkpoint with several stacks.</typeparam>
public abstract record Merge<TInput, TSlice, TModule> : Merge
    where TInput : MergeInput
    where TSlice : MergeSlice
    where TModule : MergeModule
{
    /// <summary>Whole models. Exactly one of Models, Slices and Modules is given.</summary>
    public EquatableArray<TInput> Models { get; init; }

    /// <summary>Output slices, from first to last layer. Exactly one of Models, Slices and Modules is given.</summary>
    public EquatableArray<TSlice> Slices { get; init; }

    /// <summary>Modules of a checkpoint with several stacks. Exactly one of Models, Slices and Modules is given.</summary>
    public EquatableArray<TModule> Modules { get; init; }

    internal sealed override IReadOnlyList<MergeInput> ModelNodes => Models;

    internal sealed override IReadOnlyList<MergeSlice> SliceNodes => Slices;

    internal sealed override IReadOnlyList<MergeModule> ModuleNodes => Modules;
}

/// <summary>A whole model as an input.</summary>
/// <param name="Model">The model.</param>
public abstract record MergeInput(Model Model) : MergePart;

/// <summary>An output slice.</summary>
public abstract record MergeSlice : MergePart
{
    internal abstract Model? BaseModelNode { get; }

    internal abstract IReadOnlyList<MergeSource> SourceNodes { get; }

    /// <summary>The settings that all sources share.</summary>
    internal virtual EquatableArray<NamedSetting> SharedSettings => Settings;
}

/// <summary>An output slice made from several sources.</summary>
/// <typeparam name="TSource">The type of a source.</typeparam>
public abstract record MergeSlice<TSource> : MergeSlice
    where TSource : MergeSource
{
    /// <summary>The base model of this slice only.</summary>
    public Model? BaseModel { get; init; }

    /// <summary>The layer ranges that the slice is made from, all of one length.</summary>
    public EquatableArray<TSource> Sources { get; init; }

    internal sealed override Model? BaseModelNode => BaseModel;

    internal sealed override IReadOnlyList<MergeSource> SourceNodes => Sources;
}

/// <summary>An output slice of one source, which it is itself.</summary>
/// <param name="Layers">The layers.</param>
public abstract record StackedSlice(LayerRange Layers) : MergeSlice
{
    internal virtual bool IsTransparentNode => false;

    internal sealed override Model? BaseModelNode => null;

    internal sealed override IReadOnlyList<MergeSource> SourceNodes => [new OnlySource(this)];

    internal sealed override EquatableArray<NamedSetting> SharedSettings => [];

    private sealed record OnlySource : MergeSource
    {
        private readonly bool isTransparent;

        public OnlySource(StackedSlice slice)
            : base(slice.Layers)
        {
            Settings = slice.Settings;
            isTransparent = slice.IsTransparentNode;
        }

        internal override bool IsTransparentNode => isTransparent;
    }
}

/// <summary>A range of layers as a source of a slice.</summary>
/// <param name="Layers">The layers.</param>
public abstract record MergeSource(LayerRange Layers) : MergePart
{
    internal virtual bool IsTransparentNode => false;
}

/// <summary>A module of a checkpoint with several stacks of layers.</summary>
/// <param name="Name">Its name, such as <c>text_decoder</c>.</param>
public abstract record MergeModule(string Name) : MergePart
{
    internal abstract IReadOnlyList<MergeInput> ModelNodes { get; }

    internal abstract IReadOnlyList<MergeSlice> SliceNodes { get; }
}

/// <summary>A module whose inputs and slices are of the types of its method.</summary>
/// <typeparam name="TInput">A whole model with its settings.</typeparam>
/// <typeparam name="TSlice">An output slice.</typeparam>
/// <param name="Name">Its name, such as <c>text_decoder</c>.</param>
public abstract record MergeModule<TInput, TSlice>(string Name) : MergeModule(Name)
    where TInput : MergeInput
    where TSlice : MergeSlice
{
    /// <summary>Whole models. Exactly one of Models and Slices is given.</summary>
    public EquatableArray<TInput> Models { get; init; }

    /// <summary>Output slices. Exactly one of Models and Slices is given.</summary>
    public EquatableArray<TSlice> Slices { get; init; }

    internal sealed override IReadOnlyList<MergeInput> ModelNodes => Models;

    internal sealed override IReadOnlyList<MergeSlice> SliceNodes => Slices;
}
