namespace MergeDsl.Methods;

/// <summary>What decides an output tensor beside its inputs: the settings of a method at this tensor, resolved to numbers.</summary>
/// <param name="Base">The input that is the base model; null where the method has none, or takes it as any other.</param>
/// <param name="Shared">The settings that all inputs share.</param>
/// <param name="Inputs">The settings of each input.</param>
internal sealed record MethodSettings(int? Base, EquatableArray<MethodSetting> Shared, EquatableArray<EquatableArray<MethodSetting>> Inputs)
{
    /// <summary>The inputs beside the base model, in order.</summary>
    public int[] Others => [.. Enumerable.Range(0, Inputs.Count).Where(input => input != Base)];

    /// <summary>A number that all inputs share.</summary>
    public double Number(string name) => Find(Shared, name);

    /// <summary>A switch that all inputs share.</summary>
    public bool Flag(string name) => Find(Shared, name) != 0;

    /// <summary>A number of one input.</summary>
    public double Number(string name, int input) => Find(Inputs[input], name);

    private static double Find(EquatableArray<MethodSetting> settings, string name)
    {
        foreach (MethodSetting setting in settings)
        {
            if (setting.Name == name)
                return setting.Value;
        }
        throw new InvalidOperationException($"the setting {name} was not resolved");
    }
}

/// <summary>A setting as a number; switches are 0 and 1.</summary>
internal sealed record MethodSetting(string Name, double Value);
