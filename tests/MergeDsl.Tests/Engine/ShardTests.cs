using MergeDsl.Engine;
using MergeDsl.Json;
using Xunit;

namespace MergeDsl.Tests.Engine;

public sealed class ShardTests
{
    [Theory]
    [InlineData(0, "abcde")]
    [InlineData(1000, "abcde")]
    [InlineData(40, "ab c de")]
    [InlineData(39, "a b c de")]
    [InlineData(1, "a b c d e")]
    [InlineData(64, "ab cde")]
    public void A_file_begins_where_the_next_tensor_would_pass_the_limit(long limit, string expected)
    {
        // 20, 20, 60, 4 and 0 bytes, in write order.
        BoundTensor[] tensors = [Tensor("a", 10), Tensor("b", 10), Tensor("c", 30), Tensor("d", 2), Tensor("e", 0)];
        IReadOnlyList<Shard> shards = Shards.Split(tensors, limit);
        Assert.Equal(expected, string.Join(' ', shards.Select(shard => string.Concat(shard.Tensors.Select(tensor => tensor.Name)))));
    }

    [Fact]
    public void One_file_needs_no_number()
    {
        Assert.Equal("model.safetensors", Assert.Single(Shards.Split([Tensor("a", 1)], 5)).FileName);
        Assert.Equal(
            ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"],
            Shards.Split([Tensor("b", 4), Tensor("a", 4)], 8).Select(shard => shard.FileName)
        );
        Assert.Empty(Shards.Split([], 8));
    }

    [Fact]
    public void The_index_keeps_the_write_order()
    {
        string index = Shards.Index(Shards.Split([Tensor("b", 4), Tensor("a", 4)], 8));
        Assert.Equal(
            """
            {
              "metadata": {
                "total_size": 16
              },
              "weight_map": {
                "b": "model-00001-of-00002.safetensors",
                "a": "model-00002-of-00002.safetensors"
              }
            }
            """.ReplaceLineEndings("\n"),
            index
        );
        Assert.NotNull(JsonReader.Parse(index));
    }

    private static BoundTensor Tensor(string name, long elements) => new(name, TensorDType.BF16, [elements], TensorOperation.Verbatim, []);
}
