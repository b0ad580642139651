using MergeDsl.Binding;
using MergeDsl.Files;
using MergeDsl.Kernels;

namespace MergeDsl.Engine;

/// <summary>A tensor, or a part of one, that a thread computes of several sources.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Kernel">What computes it; null where the sources must agree and are copied.</param>
/// <param name="Sequence">The first of the random sequences of the kernel.</param>
/// <param name="Sources">The files of its sources.</param>
/// <param name="Output">The output file.</param>
/// <param name="Offset">The first byte of the tensor in the output file.</param>
/// <param name="From">The first element of the part.</param>
/// <param name="To">The first element after the part.</param>
internal sealed record TensorTask(
    BoundTensor Tensor,
    MethodKernel? Kernel,
    int Sequence,
    IReadOnlyList<SourceFile> Sources,
    OutputStream Output,
    long Offset,
    long From,
    long To
);
