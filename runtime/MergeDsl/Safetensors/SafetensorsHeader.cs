using System.Diagnostics.CodeAnalysis;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Tensors;

namespace MergeDsl.Safetensors;

/// <summary>The header of a safetensors file, after every rule of the format has been checked.</summary>
/// <param name="File">The path of the file.</param>
/// <param name="FileLength">The length of the file in bytes.</param>
/// <param name="DataStart">Where the tensor data begins: 8 bytes of length and the header before it.</param>
/// <param name="Metadata">The texts of <c>__metadata__</c>, in the order of the file; of a key given twice the last.</param>
/// <param name="Tensors">The tensors in the order of their data.</param>
internal sealed record SafetensorsHeader(
    string File,
    long FileLength,
    long DataStart,
    IReadOnlyList<KeyValuePair<string, string>> Metadata,
    IReadOnlyList<HeaderTensor> Tensors
)
{
    /// <summary>The bytes before the header: its length as a number of 64 bits, the least significant byte first.</summary>
    public const int LengthBytes = 8;

    /// <summary>The file as it was when its header was read; null for bytes in memory.</summary>
    public SourceStamp? Stamp { get; init; }

    /// <summary>Reads and checks the header of a file; the tensor data is not touched.</summary>
    /// <param name="file">The path of the file.</param>
    /// <param name="header">The header, where it is right.</param>
    /// <param name="fault">The first fault: <c>MDSL0504</c>, or <c>MDSL0705</c> where the file cannot be read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static bool TryRead(
        string file,
        [NotNullWhen(true)] out SafetensorsHeader? header,
        [NotNullWhen(false)] out MergeDiagnostic? fault,
        CancellationToken cancellationToken = default
    )
    {
        header = null;
        try
        {
            header = SafetensorsReader.Read(file, cancellationToken);
            fault = null;
            return true;
        }
        catch (SafetensorsFormatException wrong)
        {
            // A binary file has one line; the column says where a hexadecimal viewer finds it.
            int column = (int)Math.Min(wrong.Offset, int.MaxValue - 1) + 1;
            string message = $"{Printable.Quote(Path.GetFileName(file))} {wrong.Message}";
            fault = DiagnosticKinds.InvalidSafetensors.Says(message) with { Place = new(file, 1, column, column - 1) };
            return false;
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            fault = FileFault.CannotRead(file, failure);
            return false;
        }
    }
}

/// <summary>A tensor as a safetensors header has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">Its dtype.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Offset">The first byte, counted from the beginning of the file.</param>
/// <param name="Length">The number of bytes.</param>
internal sealed record HeaderTensor(string Name, TensorDType DType, EquatableArray<long> Shape, long Offset, long Length);

/// <summary>A safetensors file that breaks a rule of the format.</summary>
/// <param name="offset">Where in the file, in bytes from 0.</param>
/// <param name="message">What is wrong and the cure, to follow the name of the file.</param>
internal sealed class SafetensorsFormatException(long offset, string message) : Exception(message)
{
    public long Offset { get; } = offset;
}
