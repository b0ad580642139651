namespace MergeDsl.Methods;

/// <summary>The kernel of every method.</summary>
internal static class MethodKernels
{
    /// <summary>The kernel that makes a tensor of several sources; null where the sources must agree and are copied.</summary>
    public static MethodKernel? For(BoundTensor tensor) =>
        tensor.Operation is not TensorOperation.Method method
            ? null
            : method.ComputeIn switch
            {
                TensorDType.BF16 => Create<BFloat16Work>(method.Name, method.Settings, tensor.Shape),
                TensorDType.F16 => Create<Float16Work>(method.Name, method.Settings, tensor.Shape),
                TensorDType.F32 => Create<Float32Work>(method.Name, method.Settings, tensor.Shape),
                _ => throw new NotSupportedException(method.ComputeIn.Name()),
            };

    private static MethodKernel Create<T>(string method, MethodSettings settings, EquatableArray<long> shape)
        where T : struct, IWorkType =>
        method switch
        {
            "linear" => new LinearKernel<T>(settings),
            "slerp" => new SlerpKernel<T>(settings),
            "nuslerp" => new NuslerpKernel<T>(settings),
            "task_arithmetic"
            or "ties"
            or "dare_linear"
            or "dare_ties"
            or "breadcrumbs"
            or "breadcrumbs_ties"
            or "della"
            or "della_linear" => new TaskVectorKernel<T>(method, settings, shape),
            "model_stock" => new ModelStockKernel<T>(settings),
            "multislerp" => new MultislerpKernel<T>(settings),
            "karcher" => new KarcherKernel<T>(settings),
            "nearswap" => new NearswapKernel<T>(settings),
            "arcee_fusion" => new ArceeFusionKernel<T>(settings, shape),
            "ram" => new RamKernel<T>(settings),
            "ramplus_tl" => new RamPlusTlKernel<T>(settings),
            "sce" => new SceKernel<T>(settings),
            _ when OwnMethods.Find(method) is { } own => new OwnKernel(own.Kernel, own.Schema, settings),
            _ => throw new NotSupportedException(method),
        };
}
