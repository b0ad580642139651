using MergeDsl.Schemas;

namespace MergeDsl.Kernels;

/// <summary>A custom method: every element is computed by its kernel, in float32, and rounded once when it is written.</summary>
internal sealed class CustomKernel(MergeKernel kernel, ParameterValues values, MethodInputs inputs) : MethodKernel
{
    public override bool IsElementwise => true;

    public override void Run(TensorStream tensor) =>
        tensor.Write(block =>
        {
            // What is there from the block before must not be seen, or the bytes would depend on the blocks.
            block.Output.Clear();
            kernel(new MergeBlock(block.Inputs.Rows(inputs.Count), block.Inputs.Stride, inputs.Base, block.Output), values);
        });
}
