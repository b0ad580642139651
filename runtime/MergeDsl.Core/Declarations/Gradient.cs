using MergeDsl.Collections;

namespace MergeDsl;

/// <summary>Values interpolated over the layers of a slice: the first for its first layer, the last for its last.</summary>
/// <typeparam name="T">The type of the parameter.</typeparam>
/// <param name="Values">The values, evenly spaced.</param>
public sealed record Gradient<T>(EquatableArray<T> Values);

/// <summary>Makes gradients. A list of numbers is one too: <c>[0, 0.5, 1]</c>, <c>("mlp", [0, 0.5, 1])</c>.</summary>
public static class Gradient
{
    /// <summary>A gradient of numbers, interpolated linearly in double precision.</summary>
    /// <param name="values">The values, evenly spaced over the layers of a slice.</param>
    public static Gradient<double> Of(params double[] values) => new(EquatableArray.Create(values));
}
