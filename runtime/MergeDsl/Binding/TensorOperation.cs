using MergeDsl.Schemas;
using MergeDsl.Tensors;

namespace MergeDsl.Binding;

/// <summary>The operation that produces an output tensor.</summary>
internal abstract record TensorOperation
{
    private TensorOperation() { }

    /// <summary>The bytes of the one source, as they are.</summary>
    public static TensorOperation Verbatim { get; } = new Copy();

    /// <summary>The bytes of the sources, which must be the same in all.</summary>
    public static TensorOperation Agreed { get; } = new Agreement();

    /// <summary>The bytes of the one source, as they are.</summary>
    public sealed record Copy : TensorOperation;

    /// <summary>The bytes of the first source, as they are; all others must have the same.</summary>
    public sealed record Agreement : TensorOperation;

    /// <summary>The values of the one source, rounded to another dtype when loaded, and once more when saved in a third.</summary>
    /// <param name="ComputeIn">The dtype after loading.</param>
    public sealed record Cast(TensorDType ComputeIn) : TensorOperation;

    /// <summary>The values of the one source times a factor: rounded to a dtype when loaded, multiplied in it with one rounding, and rounded once more when saved in another.</summary>
    /// <param name="Factor">The factor, rounded to float32 before it is used.</param>
    /// <param name="ComputeIn">The dtype after loading.</param>
    public sealed record Scale(double Factor, TensorDType ComputeIn) : TensorOperation;

    /// <summary>The result of a method on the values of the sources, rounded to a dtype when loaded, and once more when saved in another.</summary>
    /// <param name="Schema">The schema of the method.</param>
    /// <param name="ComputeIn">The dtype after loading.</param>
    /// <param name="Base">The index of the source that is the base model; null where the method has none, or takes it as any other.</param>
    /// <param name="Values">The values of the parameters at this tensor.</param>
    public sealed record Method(MethodSchema Schema, TensorDType ComputeIn, int? Base, ParameterValues Values) : TensorOperation;

    /// <summary>Indicates whether the tensor is made of whole passes over its sources, by a kernel of its own.</summary>
    public bool HasPasses => this is Method or Agreement;

    /// <summary>Returns the operation of passthrough on a stored tensor, and the dtype in which the result is written. Integers, booleans and dtypes without arithmetic are copied.</summary>
    /// <param name="stored">The dtype in the file.</param>
    /// <param name="load">The dtype of the merge (<c>dtype</c>), or null.</param>
    /// <param name="scale">The factor, or null for no multiplication.</param>
    /// <param name="save">The dtype to write (<c>out_dtype</c>), or null.</param>
    public static (TensorOperation Operation, TensorDType Written) Passthrough(
        TensorDType stored,
        TensorDType? load,
        double? scale,
        TensorDType? save
    )
    {
        if (!stored.IsFloatingPoint())
            return (Verbatim, stored);
        TensorDType computed = load ?? stored;
        TensorDType written = save ?? computed;
        // Times 1 changes no value.
        if (scale is double factor and not 1)
            return (new Scale(factor, computed), written);
        return stored == computed && computed == written ? (Verbatim, written) : (new Cast(computed), written);
    }
}
