namespace MergeDsl.Schemas;

/// <summary>The parameters of a method at an output tensor, resolved to numbers; true is 1, false is 0. Parameters count from 0, in the order of the schema.</summary>
public sealed class ParameterValues
{
    private readonly double?[] shared;
    private readonly double?[][] inputs;

    /// <summary>Resolves the parameters of a method.</summary>
    /// <param name="schema">The schema of the method.</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="valueOf">Returns the value of a parameter for all inputs, where the second argument is null, or for one; null for none.</param>
    internal ParameterValues(MethodSchema schema, int inputs, Func<ParameterSchema, int?, double?> valueOf)
    {
        shared = [.. schema.Parameters.Select(parameter => parameter.IsShared ? valueOf(parameter, null) : null)];
        this.inputs =
        [
            .. schema.Parameters.Select(parameter =>
                parameter.IsShared ? [] : Enumerable.Range(0, inputs).Select(input => valueOf(parameter, input)).ToArray()
            ),
        ];
    }

    /// <summary>Returns a value that all inputs share; null where it has none.</summary>
    /// <param name="parameter">The index of the parameter.</param>
    public double? Find(int parameter) => shared[parameter];

    /// <summary>Returns a value of one input; null where it has none.</summary>
    /// <param name="parameter">The index of the parameter.</param>
    /// <param name="input">The index of the input.</param>
    public double? Find(int parameter, int input) => input >= 0 && input < inputs[parameter].Length ? inputs[parameter][input] : null;

    /// <summary>Returns a value that all inputs share.</summary>
    /// <param name="parameter">The index of the parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException">The parameter has no value.</exception>
    public double Number(int parameter) => Find(parameter) ?? throw new ArgumentOutOfRangeException(nameof(parameter));

    /// <summary>Returns a value of one input.</summary>
    /// <param name="parameter">The index of the parameter.</param>
    /// <param name="input">The index of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The parameter is not read for this input: it is the base model, or there is none.</exception>
    public double Number(int parameter, int input) =>
        Find(parameter, input) ?? throw new ArgumentOutOfRangeException(nameof(input), "the parameter has no value for this input");
}
