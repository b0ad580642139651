using Xunit;

namespace MergeDsl.Core.Tests.Rules;

/// <summary>Rules about numbers, at the ends of what is allowed.</summary>
public class NumberRuleTests
{
    [Theory]
    [InlineData(0.3, 0.3, true)]
    [InlineData(0.7, 0.3, true)]
    [InlineData(0.31, 0.3, false)]
    [InlineData(0.69, 0.3, false)]
    public void The_probabilities_around_a_density_lie_between_0_and_1(double density, double epsilon, bool isWrong)
    {
        Della declaration = new()
        {
            BaseModel = "org/base",
            Models =
            [
                new("org/a")
                {
                    Weight = 1,
                    Density = density,
                    Epsilon = epsilon,
                },
            ],
            DType = DType.BFloat16,
        };
        Assert.Equal(isWrong ? ["MDSL0112"] : [], Ids(declaration));
    }

    [Theory]
    [InlineData(DType.Float32, DType.Float16, 1e5, true)]
    [InlineData(DType.Float16, DType.Float32, 1e5, false)]
    [InlineData(DType.Float16, DType.Unspecified, 65504, false)]
    [InlineData(DType.Float16, DType.Unspecified, 65505, true)]
    [InlineData(DType.Unspecified, DType.Unspecified, 1e38, false)]
    [InlineData(DType.Unspecified, DType.Unspecified, 1e39, true)]
    [InlineData(DType.BFloat16, DType.Unspecified, 3.4e38, true)]
    public void A_scale_is_compared_with_the_largest_number_that_is_written(DType dtype, DType written, double scale, bool isWrong)
    {
        Passthrough declaration = new()
        {
            Models = [new("org/a") { Scale = scale }],
            DType = dtype,
            OutDType = written,
        };
        Assert.Equal(isWrong, Ids(declaration).Contains(DiagnosticKinds.ScaleOverflows.Id));
    }

    [Fact]
    public void Every_dtype_has_a_row_in_the_table()
    {
        foreach (TensorDType dtype in Enum.GetValues<TensorDType>())
        {
            Assert.Equal(dtype.ToString(), dtype.Name(), ignoreCase: true);
            Assert.True(TensorDTypes.TryParse(dtype.Name(), out TensorDType parsed) && parsed == dtype);
            Assert.Equal(
                dtype == TensorDType.Bool
                    ? 8
                    : int.Parse(new string([.. dtype.Name().Skip(dtype.Name()[0] == 'B' ? 2 : 1).TakeWhile(char.IsDigit)])),
                dtype.Bits()
            );
        }
        foreach (DType dtype in Enum.GetValues<DType>().Where(dtype => dtype != DType.Unspecified))
        {
            Assert.Equal(dtype, TensorDTypes.Parse(dtype.YamlName()));
            Assert.Equal(dtype, dtype.ToTensorDType().ToDType());
            Assert.Equal(dtype.ToString(), dtype.YamlName(), ignoreCase: true);
        }
        Assert.Equal("bfloat16, float16 or float32", TensorDTypes.List("or"));
    }

    private static string[] Ids(Merge declaration) =>
        [
            .. MergeCheck
                .Run(SpecLowering.Lower(declaration).Spec, ManifestSet.Empty, [])
                .Diagnostics.Where(diagnostic => diagnostic.Severity > Severity.Note)
                .Select(diagnostic => diagnostic.Id),
        ];
}
