using System.Reflection;

namespace MergeDsl.Generator.Tests;

/// <summary>Merge classes of a loaded project.</summary>
internal static class MergeTypes
{
    public static MergePlan PlanOf(this Assembly assembly, string type) => Read<MergePlan>(assembly, type, "Plan");

    public static Merge DefinitionOf(this Assembly assembly, string type) => Read<Merge>(assembly, type, "Definition");

    /// <summary>The law of the whole product: the plan made by the compiler is the plan of the same declaration run as code.</summary>
    public static void AssertSamePlan(this Assembly assembly, string type)
    {
        MergePlan compiled = assembly.PlanOf(type),
            run = MergePlan.Create(assembly.DefinitionOf(type));
        Xunit.Assert.Equal(run.ToString(), compiled.ToString());
        Xunit.Assert.Equal(run.Hash, compiled.Hash);
        Xunit.Assert.Equal(run.Spec, compiled.Spec);
    }

    private static T Read<T>(Assembly assembly, string type, string property)
    {
        PropertyInfo member = assembly
            .GetType(type, throwOnError: true)!
            .GetProperty(property, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)!;
        try
        {
            return (T)member.GetValue(null)!;
        }
        catch (TargetInvocationException fault) when (fault.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault.InnerException);
            throw;
        }
    }
}
