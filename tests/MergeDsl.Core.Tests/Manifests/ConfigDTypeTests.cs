using MergeDsl.Json;
using Xunit;

namespace MergeDsl.Core.Tests.Manifests;

public class ConfigDTypeTests
{
    [Fact]
    public void Of_a_key_given_twice_the_one_that_counts_is_edited()
    {
        JsonObject edited = JsonReader
            .Parse("""{"num_hidden_layers":4,"x":0,"num_hidden_layers":4}""")
            .AsObject!.With("num_hidden_layers", 5);
        Assert.Equal(5, JsonReader.Parse(JsonWriter.Compact(edited)).AsObject!["num_hidden_layers"]!.AsInteger);
    }

    [Theory]
    // DBRX and MPT: the section has no dtype of its own.
    [InlineData(
        """{"torch_dtype":"float32","attn_config":{"dtype":null,"torch_dtype":null,"clip_qkv":8}}""",
        """{"torch_dtype":"bfloat16","attn_config":{"dtype":null,"torch_dtype":null,"clip_qkv":8}}"""
    )]
    [InlineData(
        """{"text_config":{"dtype":"float32","inner_config":{"torch_dtype":"float32"}},"x":{"dtype":"float32"}}""",
        """{"text_config":{"dtype":"bfloat16","inner_config":{"torch_dtype":"bfloat16"}},"x":{"dtype":"float32"},"dtype":"bfloat16"}"""
    )]
    [InlineData("""{"torch_dtype":null}""", """{"torch_dtype":"bfloat16"}""")]
    public void The_dtype_is_written_where_the_donor_has_one(string config, string expected) =>
        Assert.Equal(expected, JsonWriter.Compact(ConfigDType.Set(JsonReader.Parse(config).AsObject!, "bfloat16")));
}
