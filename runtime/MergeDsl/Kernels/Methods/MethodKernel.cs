namespace MergeDsl.Kernels;

/// <summary>Computes one output tensor of several inputs: passes over the inputs for statistics, where the method needs any, then one pass that computes. Holds no state of a run, so that threads may share it.</summary>
internal abstract class MethodKernel
{
    /// <summary>Indicates whether every element is computed of the same elements of the inputs and nothing else, so that threads can share a tensor.</summary>
    public virtual bool IsElementwise => false;

    /// <summary>The number of random numbers, for each of the sequences that the method draws one after the other.</summary>
    public virtual IReadOnlyList<long> Draws => [];

    /// <summary>Reads the inputs, as often as it takes, and writes the output.</summary>
    public abstract void Run(TensorStream tensor);
}
