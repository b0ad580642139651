using MergeDsl.Collections;

namespace MergeDsl.Tensors;

/// <summary>Sizes of tensors. A dimension of 0 makes a tensor empty, wherever it stands and however large the others are.</summary>
internal static class TensorShapes
{
    /// <summary>The number of elements of a shape.</summary>
    /// <exception cref="OverflowException">It is beyond 63 bits. No shape that was read from a file throws.</exception>
    public static long Elements(this EquatableArray<long> shape)
    {
        long product = 1;
        foreach (long dimension in shape.AsSpan())
        {
            if (dimension == 0)
                return 0;
        }
        foreach (long dimension in shape.AsSpan())
            product = checked(product * dimension);
        return product;
    }

    /// <summary>The number of bits that a tensor takes.</summary>
    /// <exception cref="OverflowException">It is beyond 63 bits.</exception>
    public static long BitsOf(this TensorDType dtype, EquatableArray<long> shape) => checked(shape.Elements() * dtype.Bits());

    /// <summary>Indicates whether the size of a tensor can be said in 63 bits.</summary>
    public static bool IsSize(this TensorDType dtype, EquatableArray<long> shape)
    {
        try
        {
            return dtype.BitsOf(shape) >= 0;
        }
        catch (OverflowException)
        {
            return false;
        }
    }
}
