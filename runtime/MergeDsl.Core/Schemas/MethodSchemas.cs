namespace MergeDsl;

/// <summary>The built-in methods.</summary>
public static class MethodSchemas
{
    /// <summary>All built-in methods, in the order of mergekit's documentation.</summary>
    public static IReadOnlyList<MethodSchema> All { get; } =
    [
        Passthrough.MethodSchema,
        Linear.MethodSchema,
        Slerp.MethodSchema,
        Nuslerp.MethodSchema,
        TaskArithmetic.MethodSchema,
        Ties.MethodSchema,
        DareLinear.MethodSchema,
        DareTies.MethodSchema,
        Breadcrumbs.MethodSchema,
        BreadcrumbsTies.MethodSchema,
        Della.MethodSchema,
        DellaLinear.MethodSchema,
        ModelStock.MethodSchema,
        Multislerp.MethodSchema,
        Karcher.MethodSchema,
        Nearswap.MethodSchema,
        ArceeFusion.MethodSchema,
        Ram.MethodSchema,
        RamPlusTl.MethodSchema,
        Sce.MethodSchema,
    ];

    /// <summary>The method of mergekit's name, or null.</summary>
    public static MethodSchema? Find(string name) => All.FirstOrDefault(schema => schema.Name == name);
}
