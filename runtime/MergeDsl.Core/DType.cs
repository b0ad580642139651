namespace MergeDsl;

/// <summary>The dtypes that a merge computes in and writes.</summary>
public enum DType
{
    /// <summary>Not said: every tensor keeps its own.</summary>
    Unspecified,

    /// <summary><c>bfloat16</c>: 8 bits of exponent, 7 of fraction.</summary>
    BFloat16,

    /// <summary><c>float16</c>: 5 bits of exponent, 10 of fraction.</summary>
    Float16,

    /// <summary><c>float32</c>.</summary>
    Float32,
}
