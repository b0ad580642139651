using MergeDsl.Binding;
using MergeDsl.Tensors;

namespace MergeDsl.Kernels;

/// <summary>The kernel of every operation on a single source.</summary>
internal static class ElementKernels
{
    /// <summary>The kernel that makes a tensor, or null where its bytes are those of its source.</summary>
    public static ElementKernel? For(BoundTensor tensor)
    {
        TensorDType stored = tensor.Sources[0].DType;
        return tensor.Operation switch
        {
            TensorOperation.Copy => null,
            TensorOperation.Cast cast => Chain([.. Casts(stored, cast.ComputeIn), .. Casts(cast.ComputeIn, tensor.DType)]),
            TensorOperation.Scale scale => Chain([
                .. Casts(stored, scale.ComputeIn),
                FloatFormat.Of(scale.ComputeIn).Scale(scale.Factor),
                .. Casts(scale.ComputeIn, tensor.DType),
            ]),
            _ => throw new NotSupportedException(tensor.Operation.ToString()),
        };
    }

    private static ElementKernel[] Casts(TensorDType from, TensorDType to) =>
        from == to ? [] : [new Cast(FloatFormat.Of(from), FloatFormat.Of(to))];

    private static ElementKernel? Chain(ElementKernel[] kernels) =>
        kernels switch
        {
            [] => null,
            [ElementKernel only] => only,
            _ => new KernelChain(kernels),
        };
}
