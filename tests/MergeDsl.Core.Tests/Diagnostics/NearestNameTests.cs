using CsCheck;
using Xunit;

namespace MergeDsl.Core.Tests.Diagnostics;

public class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("density", "", 7)]
    [InlineData("density", "densty", 1)]
    [InlineData("density", "dnesity", 1)]
    [InlineData("weight", "wiehgt", 2)]
    [InlineData("ca", "abc", 3)]
    [InlineData("Self-Attn.o_proj", "self_attn.oproj", 0)]
    [InlineData("kitten", "sitting", 3)]
    public void The_distance_counts_edits_without_case_and_separators(string left, string right, int distance)
    {
        Assert.Equal(distance, NearestName.Distance(left, right));
        Assert.Equal(distance, NearestName.Distance(right, left));
    }

    [Theory]
    [InlineData("wieght", "weight")]
    [InlineData("base-model", "base_model")]
    [InlineData("layer_rang", "layer_range")]
    [InlineData("mpl", "mlp")]
    [InlineData("abc", null)]
    [InlineData("T", "t")]
    [InlineData("tt", null)]
    [InlineData("dens", null)]
    [InlineData("something else", null)]
    public void Only_a_near_miss_is_proposed(string name, string? expected) =>
        Assert.Equal(expected, NearestName.Of(name, ["weight", "density", "base_model", "layer_range", "mlp", "t"]));

    [Fact]
    public void The_closest_candidate_wins_and_then_the_first() =>
        Assert.Equal(
            ("weights", "wright"),
            (NearestName.Of("weihts", ["wright", "weights"]), NearestName.Of("waight", ["wright", "weight"]))
        );

    [Fact]
    public void The_culture_does_not_matter()
    {
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new("tr-TR");
            Assert.Equal("tie_weights", NearestName.Of("TIE_WEIGHTS", ["tie_weights"]));
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_near_miss_is_what_the_distance_says()
    {
        Gen<string> names = Gen.Char["abc_"].Array[0, 8].Select(letters => new string(letters));
        Gen.Select(names, names)
            .Sample(
                (name, candidate) =>
                {
                    int letters = name.Count(c => c != '_');
                    int allowed =
                        letters < 3 ? 0
                        : letters < 5 ? 1
                        : 2;
                    return NearestName.IsNear(name, candidate) == (NearestName.Distance(name, candidate) <= allowed)
                        && (NearestName.Of(name, [candidate]) == candidate) == NearestName.IsNear(name, candidate);
                },
                iter: 5000
            );
    }
}
