using System.Collections.Immutable;
using MergeDsl.Diagnostics;
using MergeDsl.Schemas;

namespace MergeDsl;

/// <summary>Computes a block of an output tensor by a custom method.</summary>
/// <param name="block">The elements.</param>
/// <param name="values">The values of the parameters at this tensor.</param>
public delegate void MergeKernel(MergeBlock block, ParameterValues values);

/// <summary>The custom methods of the program: generated code registers each when its assembly is loaded.</summary>
public static class CustomMethods
{
    private static ImmutableDictionary<string, (MethodSchema Schema, MergeKernel Kernel)> methods = ImmutableDictionary.Create<
        string,
        (MethodSchema, MergeKernel)
    >(StringComparer.Ordinal);

    /// <summary>The schemas of all that are registered, by name.</summary>
    public static IReadOnlyList<MethodSchema> All =>
        [.. methods.Values.Select(method => method.Schema).OrderBy(schema => schema.Name, StringComparer.Ordinal)];

    /// <summary>Registers a method; the same method of the same schema may be registered again.</summary>
    /// <param name="schema">Its schema.</param>
    /// <param name="kernel">Its kernel.</param>
    /// <exception cref="InvalidOperationException">A built-in method has this name, or another method with another schema.</exception>
    public static void Register(MethodSchema schema, MergeKernel kernel)
    {
        bool isTaken =
            MethodSchemas.All.Any(known => known.Name == schema.Name)
            || (methods.TryGetValue(schema.Name, out (MethodSchema Schema, MergeKernel Kernel) known) && known.Schema != schema);
        if (isTaken)
            throw new InvalidOperationException(
                $"there is another merge method {Printable.Quote(schema.Name)} in this program; give one of them another name"
            );
        ImmutableInterlocked.AddOrUpdate(ref methods, schema.Name, (schema, kernel), (_, _) => (schema, kernel));
    }

    /// <summary>A plan whose method is registered: naming the schema loads the assembly that declares it.</summary>
    /// <param name="schema">The schema of the plan's method.</param>
    /// <param name="plan">The plan.</param>
    public static MergePlan Plan(MethodSchema schema, MergePlan plan) =>
        plan.Spec.Method == schema.Name
            ? plan
            : throw new ArgumentException(
                $"the plan is one of {Printable.Quote(plan.Spec.Method)}, not of {Printable.Quote(schema.Name)}",
                nameof(plan)
            );

    internal static (MethodSchema Schema, MergeKernel Kernel)? Find(string name) =>
        methods.TryGetValue(name, out (MethodSchema Schema, MergeKernel Kernel) method) ? method : null;
}
