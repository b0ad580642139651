using MergeDsl.Collections;
using MergeDsl.Planning;
using MergeDsl.Tensors;

namespace MergeDsl.Completion;

/// <summary>A tensor of the output, with everything that makes it.</summary>
/// <param name="Name">The name it is written under.</param>
/// <param name="Layer">The output layer, where it belongs to one of the stack that is cut.</param>
/// <param name="DType">The dtype it is written in.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Inputs">The tensors it is made from, in the order in which the method takes them.</param>
/// <param name="Slice">The slice whose settings hold for it.</param>
/// <param name="Position">Its position in the gradients of the slice.</param>
internal sealed record OutputTensor(
    string Name,
    int? Layer,
    TensorDType DType,
    EquatableArray<long> Shape,
    IReadOnlyList<TensorInput> Inputs,
    PlanSlice Slice,
    double Position
)
{
    /// <summary>The number of elements.</summary>
    public long Elements => Shape.Elements();

    /// <summary>The number of bytes of data written.</summary>
    public long Bytes => DType.BitsOf(Shape) / 8;
}

/// <summary>A tensor of a source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Name">The name in the files of its model.</param>
/// <param name="DType">The dtype in the file.</param>
/// <param name="Shape">The shape in the file.</param>
/// <param name="Kind">The name with <c>{}</c> for layer and expert; the name itself outside of the layers.</param>
internal sealed record TensorInput(PlanSource Source, string Name, TensorDType DType, EquatableArray<long> Shape, string Kind)
{
    /// <summary>Indicates whether the model adds its product to the residual stream.</summary>
    public bool IsResidualWriter { get; init; }

    /// <summary>Indicates whether its first dimension is the vocabulary.</summary>
    public bool IsVocabulary { get; init; }

    /// <summary>The factor of <c>passthrough</c>: null for a plain copy.</summary>
    public double? Scale(double position)
    {
        if (Source.Transparent && IsResidualWriter)
            return 0;
        return Source.Settings.TryGetValue("scale", out SettingChain? chain) ? chain.ValueFor(Name, position) : null;
    }
}

/// <summary>A layer of the output and the source layers it is made from.</summary>
/// <param name="Module">The module it belongs to.</param>
/// <param name="Index">Its number in the output.</param>
/// <param name="Slice">The slice that makes it.</param>
/// <param name="SourceLayers">For each source of the slice, the layer taken.</param>
internal sealed record OutputLayer(PlanModule Module, int Index, PlanSlice Slice, IReadOnlyList<int> SourceLayers);
