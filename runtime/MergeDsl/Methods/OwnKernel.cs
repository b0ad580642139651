namespace MergeDsl.Methods;

/// <summary>A method of the program's own: every element is computed by its kernel, in float32, and rounded once when it is written.</summary>
internal sealed class OwnKernel(MergeKernel kernel, MethodSchema schema, MethodSettings settings) : MethodKernel
{
    private readonly ParameterValues values = new(
        [.. schema.Parameters.Select(parameter => Find(settings.Shared, parameter.Name) ?? 0)],
        [.. schema.Parameters.Select(parameter => settings.Inputs.Select(input => Find(input, parameter.Name)).ToArray())]
    );

    public override bool IsElementwise => true;

    public override void Run(TensorStream tensor) =>
        tensor.Write(block =>
        {
            // What is there from the block before must not be seen, or the bytes would depend on the blocks.
            block.Output.Clear();
            kernel(new MergeBlock(block.Inputs.Rows(settings.Inputs.Count), block.Inputs.Stride, settings.Base, block.Output), values);
        });

    private static double? Find(EquatableArray<MethodSetting> settings, string name) =>
        settings.FirstOrDefault(setting => setting.Name == name)?.Value;
}
