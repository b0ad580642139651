namespace MergeDsl;

/// <summary>The role of the base model in a method.</summary>
public enum BaseRole
{
    /// <summary>It is a model like the others; as <c>base_model</c> it only gives configuration and tokenizer.</summary>
    Ignored,

    /// <summary>The method can do without one.</summary>
    Optional,

    /// <summary>The method needs one.</summary>
    Required,
}

/// <summary>For which of its inputs a method reads a parameter.</summary>
public enum ParameterScope
{
    /// <summary>One value for all inputs of an output tensor; filters see the output tensor's name.</summary>
    Merge,

    /// <summary>One value for every input; filters see the input tensor's name.</summary>
    EveryInput,

    /// <summary>One value for every input but the base model; filters see the input tensor's name.</summary>
    InputsWithoutBase,
}
