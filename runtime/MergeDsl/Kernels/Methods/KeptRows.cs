namespace MergeDsl.Kernels;

/// <summary>Numbers that a kernel keeps from one pass over a tensor to the next: rows of as many elements as the tensor has, in the dtype in which the method computes.</summary>
internal abstract class KeptRows
{
    /// <summary>Reads elements of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="start">The index of the first element in the tensor.</param>
    /// <param name="values">The elements.</param>
    public abstract void Load(int row, long start, Span<float> values);

    /// <summary>Writes elements of a row; they must be values of the dtype.</summary>
    /// <param name="row">The row.</param>
    /// <param name="start">The index of the first element in the tensor.</param>
    /// <param name="values">The elements.</param>
    public abstract void Store(int row, long start, ReadOnlySpan<float> values);
}
