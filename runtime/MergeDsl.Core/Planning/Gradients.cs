using MergeDsl.Collections;
using MergeDsl.Schemas;

namespace MergeDsl.Planning;

/// <summary>The value of a gradient at a position within a slice.</summary>
internal static class Gradients
{
    /// <summary>The position of a layer in its slice: from 0 for the first to 1 for the last, 1 for the only one.</summary>
    public static double PositionOf(int layer, int layers) => layers > 1 ? (double)layer / (layers - 1) : 1;

    /// <summary>The value at a position: numbers are interpolated in double precision, booleans are steps.</summary>
    public static double ValueAt(EquatableArray<double> values, double position, ParameterType type)
    {
        double x = position * (values.Count - 1);
        int left = (int)x;
        if (type == ParameterType.Boolean)
            return values[left];
        int right = Math.Min(values.Count - 1, left + 1);
        double fraction = x - left;
        return ((1 - fraction) * values[left]) + (fraction * values[right]);
    }
}
