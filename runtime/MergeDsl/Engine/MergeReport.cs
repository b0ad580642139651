using MergeDsl.Collections;
using MergeDsl.Diagnostics;

namespace MergeDsl;

/// <summary>The report of a finished merge.</summary>
/// <param name="Output">The full path of the output directory.</param>
/// <param name="Files">The names of all files in it, in the order in which they were written.</param>
/// <param name="BytesWritten">Bytes written, those of headers, small files and results that other merges of a chain took included.</param>
/// <param name="BytesRead">Bytes read from the sources.</param>
/// <param name="Elapsed">The time from the first byte until everything was safely on the disk.</param>
public sealed record MergeReport(string Output, EquatableArray<string> Files, long BytesWritten, long BytesRead, TimeSpan Elapsed)
{
    /// <summary>Bytes written per second.</summary>
    public double BytesPerSecond => Elapsed > TimeSpan.Zero ? BytesWritten / Elapsed.TotalSeconds : 0;

    /// <summary>Directories of the merge, or of the output that it replaced, that could not be removed afterwards.</summary>
    public EquatableArray<string> LeftBehind { get; init; } = [];

    /// <summary>Directories with complete outputs of other merges that could not publish them at this target. They are left alone.</summary>
    public EquatableArray<string> Kept { get; init; } = [];

    /// <summary>Tensors with elements that are NaN or infinite where all inputs were finite, in the order of their names.</summary>
    public EquatableArray<NonFiniteTensor> NonFiniteTensors { get; init; } = [];

    /// <summary>The faults of the output: a warning for every tensor with such elements, <c>MDSL0708</c>.</summary>
    public IReadOnlyList<MergeDiagnostic> Diagnostics =>
        [
            .. NonFiniteTensors.Select(nonFinite =>
                DiagnosticKinds.NonFiniteNumbers.Says(
                    $"{Numbers.Count(nonFinite.Elements, "element")} of {Printable.Quote(nonFinite.Name)}{(nonFinite.Merge is null ? "" : $" in the merge {Printable.Quote(nonFinite.Merge)}")} {(nonFinite.Elements == 1 ? "is" : "are")} NaN or infinite though the models' are finite; lower the weights or scales, or use a dtype with a larger range (bfloat16 instead of float16)"
                )
            ),
        ];
}

/// <summary>A tensor of an output with numbers that no model can use.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Elements">How many of its elements are NaN or infinite though those of all inputs are finite.</param>
public sealed record NonFiniteTensor(string Name, long Elements)
{
    /// <summary>The merge of the chain whose result it is in; null for the output itself.</summary>
    public string? Merge { get; init; }
}
