namespace MergeDsl.Safetensors;

/// <summary>The limits of a header. Readers refuse what is beyond them, so that a writer has to obey them.</summary>
/// <remarks>Reading a header takes time and memory in proportion to its bytes: at most <see cref="BytesPerByte"/> bytes are allocated for each.</remarks>
internal static class SafetensorsLimits
{
    /// <summary>The longest header, without the eight bytes of its length; the reference reader has the same limit.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    /// <summary>The greatest depth of objects and lists in a header; the reference reader has the same limit.</summary>
    public const int MaxDepth = 127;

    /// <summary>The most bytes that reading allocates for a byte of a header: the costliest header has many metadata of short names.</summary>
    public const int BytesPerByte = 40;
}
