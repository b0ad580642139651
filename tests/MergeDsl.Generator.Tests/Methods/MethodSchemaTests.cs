using Xunit;

namespace MergeDsl.Generator.Tests.Methods;

/// <summary>The attributes of a custom method are in its schema, and in the code that is generated for it.</summary>
public class MethodSchemaTests
{
    private const string Methods = """
        [MergeParameter(ParameterScope.InputsWithoutBase, Default = 0.5, NaturalAbove = 0, NaturalMaximum = 1, Summary = "The <share> that is kept.")]
        sealed class ShareAttribute : Attribute { public double Default { get; init; } public ParameterScope Scope { get; init; } }

        [MergeMethod("schema_first", Base = BaseRole.Required, MinimumInputs = 0, MaximumInputs = 4, Summary = "First.", Origin = "Someone, 2026")]
        public partial record First
        {
            [Share] public partial Setting<double>? Share { get; init; }
            [MergeParameter(ParameterScope.Merge, IsOptional = true, Minimum = 1)] public partial Setting<int>? MaxSteps { get; init; }
            [MergeParameter(ParameterScope.EveryInput, IsOptional = true)] public partial Setting<bool>? Keeps { get; init; }
            private static partial void Compute(MergeBlock block, Values values)
            {
                int steps = values.MaxSteps ?? 0;
                bool keeps = values.Keeps(0) ?? true;
                double share = values.Share(1);
            }
        }

        /// <summary>Documented by hand.</summary>
        [MergeMethod("schema_second", Summary = "Second.")]
        public partial record Second
        {
            [Share(Default = 0.25, Scope = ParameterScope.Merge)] public partial Setting<double>? Share { get; init; }
            private static partial void Compute(MergeBlock block, Values values) { double share = values.Share; }
        }
        """;

    private static readonly ProjectResult Result = new TestProject().Source(Methods).Run();

    [Fact]
    public void A_schema_is_what_the_attributes_say()
    {
        Assert.Empty(Result.Diagnostics());
        MethodSchema first = SchemaOf("First"),
            second = SchemaOf("Second");
        Assert.Equal(
            (BaseRole.Required, 0, 4, "First.", "Someone, 2026"),
            (first.Base, first.MinimumInputs, first.MaximumInputs, first.Summary, first.Origin)
        );
        Assert.Equal((BaseRole.Ignored, 1, null, null), (second.Base, second.MinimumInputs, second.MaximumInputs, second.Origin));
        ParameterSchema share = new(
            "share",
            "Share",
            ParameterType.Number,
            ParameterScope.InputsWithoutBase,
            0.5,
            "The <share> that is kept."
        )
        {
            Natural = new(0, 1, OpenMinimum: true),
        };
        Assert.Equal(
            [
                share,
                new("max_steps", "MaxSteps", ParameterType.Integer, ParameterScope.Merge, null, "")
                {
                    Possible = new(1, double.PositiveInfinity),
                },
                new("keeps", "Keeps", ParameterType.Boolean, ParameterScope.EveryInput, null, ""),
            ],
            first.Parameters
        );
        // What a property says of a shared parameter goes before what is shared.
        Assert.Equal([share with { Default = 0.25, Scope = ParameterScope.Merge }], second.Parameters);
    }

    [Fact]
    public void Generated_members_are_documented_unless_they_are_by_hand()
    {
        string first = Result.Generated("First.Method.g.cs"),
            second = Result.Generated("Second.Method.g.cs");
        Assert.Contains("/// <summary>First. In YAML: <c>merge_method: schema_first</c>.</summary>", first, StringComparison.Ordinal);
        Assert.Contains("/// <remarks>Source of the method: Someone, 2026.</remarks>", first, StringComparison.Ordinal);
        // The record, its input, slice, source and module, and the values of the kernel.
        Assert.Equal(6, first.Split("/// <summary>The &lt;share&gt; that is kept. Default 0.5.</summary>").Length - 1);
        Assert.DoesNotContain("Second.", second.Split("partial record")[0], StringComparison.Ordinal);
    }

    private static MethodSchema SchemaOf(string record) =>
        (MethodSchema)Result.Load().GetType(record, throwOnError: true)!.GetProperty("MethodSchema")!.GetValue(null)!;
}
