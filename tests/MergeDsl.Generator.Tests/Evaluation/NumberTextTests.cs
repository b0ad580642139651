using System.Globalization;
using CsCheck;
using MergeDsl.Generator.Evaluation;
using Xunit;

namespace MergeDsl.Generator.Tests.Evaluation;

/// <summary>The text of fractions is that of the runtime that programs run on, whatever the compiler's host writes.</summary>
public class NumberTextTests
{
    private static readonly double[] Edges =
    [
        0,
        -0.0,
        0.1 + 0.2,
        1e15,
        1e14,
        123456789012345680,
        1e-4,
        1e-5,
        5e-324,
        double.MaxValue,
        1.0 / 3,
        2.5,
        0.125,
        2.675,
        999999.9999,
        9007199254740993,
    ];

    [Fact]
    public void A_double_is_written_as_dotnet_does()
    {
        Assert.All(Edges, Check);
        Gen.Double.Sample(Check, iter: 20_000, seed: "0000KOiGmTBZ1", threads: 1);
    }

    [Fact]
    public void A_float_is_written_as_dotnet_does() =>
        Gen.Single.Sample(
            value => Assert.Equal(value.ToString(CultureInfo.InvariantCulture), NumberText.Of(value, null)),
            iter: 20_000,
            seed: "0000KOiGmTBZ1",
            threads: 1
        );

    private static void Check(double value)
    {
        Assert.Equal(value.ToString(CultureInfo.InvariantCulture), NumberText.Of(value, null));
        if (Math.Abs(value) < 1e15)
        {
            Assert.Equal(value.ToString("F2", CultureInfo.InvariantCulture), NumberText.Of(value, "F2"));
            Assert.Equal(value.ToString("N1", CultureInfo.InvariantCulture), NumberText.Of(value, "N1"));
        }
    }
}
