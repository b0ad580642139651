namespace MergeDsl.Kernels;

/// <summary>The room that elements take where they are computed in vectors of eight.</summary>
internal static class Padding
{
    /// <summary>The number of vectors that hold some elements, the last of which may be part room.</summary>
    public static int Vectors(int elements) => (elements + 7) / 8;

    /// <summary>The number of elements in these vectors.</summary>
    public static int Room(int elements) => Vectors(elements) * 8;
}
