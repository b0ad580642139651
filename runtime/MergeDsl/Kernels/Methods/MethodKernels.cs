using MergeDsl.Binding;
using MergeDsl.Schemas;
using MergeDsl.Tensors;

namespace MergeDsl.Kernels;

/// <summary>The kernel of every method.</summary>
internal static partial class MethodKernels
{
    /// <summary>The kernel that makes a tensor of several sources; null where the sources must agree and are copied.</summary>
    public static MethodKernel? For(BoundTensor tensor)
    {
        if (tensor.Operation is not TensorOperation.Method method)
            return null;
        var inputs = new MethodInputs(tensor.Sources.Count, method.Base, tensor.Shape);
        return method.ComputeIn switch
        {
            TensorDType.BF16 => Create<BFloat16Work>(method, inputs),
            TensorDType.F16 => Create<Float16Work>(method, inputs),
            TensorDType.F32 => Create<Float32Work>(method, inputs),
            _ => throw new NotSupportedException(method.ComputeIn.Name()),
        };
    }

    private static MethodKernel Create<T>(TensorOperation.Method method, MethodInputs inputs)
        where T : struct, IWorkType =>
        BuiltIn<T>(method.Schema.Name, method.Values, inputs)
        ?? (
            method.Schema.TaskVectors is not null ? new TaskVectorKernel<T>(method.Schema, method.Values, inputs)
            : CustomMethods.Find(method.Schema.Name) is { } custom ? new CustomKernel(custom.Kernel, method.Values, inputs)
            : throw new NotSupportedException(method.Schema.Name)
        );

    /// <summary>Makes the kernel that is marked with the method's record; null where there is none.</summary>
    private static partial MethodKernel? BuiltIn<T>(string method, ParameterValues values, MethodInputs inputs)
        where T : struct, IWorkType;
}
