using Xunit;

namespace MergeDsl.Core.Tests.Planning;

/// <summary>Gradients, orders and ranges, each directly.</summary>
public class NumberTests
{
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(0, 2, 0)]
    [InlineData(1, 2, 1)]
    [InlineData(1, 3, 0.5)]
    [InlineData(3, 5, 0.75)]
    public void A_layer_has_a_position_in_its_slice(int layer, int layers, double position) =>
        Assert.Equal(position, Gradients.PositionOf(layer, layers));

    [Theory]
    [InlineData(ParameterType.Number, 0, 8)]
    [InlineData(ParameterType.Number, 0.25, 4)]
    [InlineData(ParameterType.Number, 0.375, 2)]
    [InlineData(ParameterType.Number, 0.5, 0)]
    [InlineData(ParameterType.Number, 0.75, 1)]
    [InlineData(ParameterType.Number, 1, 2)]
    [InlineData(ParameterType.Boolean, 0.25, 8)]
    [InlineData(ParameterType.Boolean, 0.75, 0)]
    [InlineData(ParameterType.Boolean, 1, 2)]
    public void Numbers_are_interpolated_and_booleans_are_steps(ParameterType type, double position, double value) =>
        Assert.Equal(value, Gradients.ValueAt([8, 0, 2], position, type));

    [Theory]
    [InlineData("slices[2]", "slices[10]", -1)]
    [InlineData("slices[10]", "slices[9]", 1)]
    [InlineData("a02", "a2", 0)]
    [InlineData("a2b", "a2a", 1)]
    [InlineData("a", "ab", -1)]
    [InlineData("ab", "a", 1)]
    [InlineData("a", "a", 0)]
    [InlineData("", null, 0)]
    [InlineData("b1", "a2", 1)]
    [InlineData("a0", "a/", 1)]
    [InlineData("a9", "a:", -1)]
    [InlineData("a3000000000", "a99999999999", 0)]
    [InlineData("a2147483646", "a3000000000", -1)]
    public void Numbers_in_texts_count(string left, string? right, int order) =>
        Assert.Equal(order, Math.Sign(NaturalOrder.Instance.Compare(left, right)));

    [Fact]
    public void Ranges_become_numbers_once_the_layers_are_known()
    {
        (Range? Range, int? Layers, (int, int)? Ends, int? Count)[] cases =
        [
            (null, 4, (0, 4), 4),
            (null, null, null, null),
            (1..3, null, (1, 3), 2),
            (^3.., 4, (1, 4), 3),
            (^3..^1, null, null, 2),
            (1..^1, 4, (1, 3), 2),
            (1..^1, null, null, null),
            (^3..3, null, null, null),
        ];
        foreach ((Range? range, int? layers, (int, int)? ends, int? count) in cases)
        {
            Assert.Equal(ends, LayerIndices.Resolve(range, layers));
            Assert.Equal(count, LayerIndices.Count(range, layers));
        }
    }
}
