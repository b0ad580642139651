using System.Text;
using CsCheck;
using MergeDsl.Safetensors;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Safetensors;

public class LayoutTests
{
    private static string Text(SafetensorsLayout layout) => Encoding.UTF8.GetString(layout.Header.Span[8..]);

    [Fact]
    public void The_example_of_the_format_is_made_to_the_byte()
    {
        SafetensorsLayout layout = SafetensorsLayout.Create(
            [("c", TensorDType.F32, []), ("b", TensorDType.BF16, [1, 3]), ("a", TensorDType.F32, [2])],
            SafetensorsLayout.TorchMetadata
        );
        Assert.Equal(
            """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"c":{"dtype":"F32","shape":[],"data_offsets":[8,12]},"b":{"dtype":"BF16","shape":[1,3],"data_offsets":[12,18]}}    """,
            Text(layout)
        );
        Assert.Equal([200, 0, 0, 0, 0, 0, 0, 0], layout.Header.Span[..8].ToArray());
        Assert.Equal(226, layout.FileLength);
        Assert.Equal([208L, 216, 220], layout.Tensors.Select(t => t.Offset));
    }

    [Fact]
    public void Without_metadata_there_is_no_entry() => Assert.Equal("{}      ", Text(SafetensorsLayout.Create([])));

    [Fact]
    public void Names_are_ordered_by_their_bytes_and_escaped_only_where_JSON_demands_it()
    {
        SafetensorsLayout layout = SafetensorsLayout.Create(
            new[] { "😀", "\uE000", "ä", "z", "\"\\\b\f\n\r\t\u0001\u007f/" }.Select(name =>
                (name, TensorDType.U8, (EquatableArray<long>)[0])
            )
        );
        Assert.Equal(["\"\\\b\f\n\r\t\u0001\u007f/", "z", "ä", "\uE000", "😀"], layout.Tensors.Select(t => t.Name));
        Assert.StartsWith(
            "{\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\u007f/\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},\"z\":",
            Text(layout),
            StringComparison.Ordinal
        );
        Assert.Contains("\"ä\":", Text(layout));
    }

    [Fact]
    public void The_order_of_texts_is_that_of_their_bytes()
    {
        string[] parts = ["a", "z", "ä", "\uD7FF", "\uE000", "\uFFFD", "😀", "𐀀"];
        Gen<string> texts = Gen.Int[0, parts.Length - 1].Select(i => parts[i]).Array[0, 3].Select(string.Concat);
        Gen.Select(texts, texts)
            .Sample(
                (left, right) =>
                    Math.Sign(Utf8Order.Instance.Compare(left, right))
                    == Math.Sign(Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right))),
                iter: 2000
            );
    }

    [Fact]
    public void What_cannot_be_written_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SafetensorsLayout.Create([("a", TensorDType.U8, [1]), ("a", TensorDType.F32, [1])]));
        Assert.Throws<ArgumentException>(() => SafetensorsLayout.Create([("a", TensorDType.F4, [3])]));
        Assert.ThrowsAny<ArgumentException>(() => SafetensorsLayout.Create([("\uD800", TensorDType.U8, [1])]));
        Assert.Throws<OverflowException>(() => SafetensorsLayout.Create([("a", TensorDType.U8, [long.MaxValue, 2])]));
    }

    [Fact]
    public void What_is_laid_out_is_read_back()
    {
        using var directory = new TemporaryDirectory();
        string file = directory.Path("f.safetensors");
        Gen<(string, TensorDType, EquatableArray<long>)> tensor = Gen.Select(
            Gen.String[Gen.Char["ab.0\"\\\u0007ä\uE000"], 0, 6],
            Gen.Enum<TensorDType>(),
            Gen.Long[0, 3].Array[0, 3],
            (name, dtype, shape) => (name, dtype, (EquatableArray<long>)(long[])[.. shape, 4])
        );
        Gen.Select(tensor.Array[0, 8], Gen.Bool)
            .Sample(
                (tensors, metadata) =>
                {
                    SafetensorsLayout layout = SafetensorsLayout.Create(
                        tensors.DistinctBy(t => t.Item1),
                        metadata ? SafetensorsLayout.TorchMetadata : null
                    );
                    using (FileStream stream = File.Create(file))
                    {
                        stream.Write(layout.Header.Span);
                        stream.SetLength(layout.FileLength);
                    }
                    Assert.True(
                        SafetensorsHeader.TryRead(file, out SafetensorsHeader? header, out MergeDiagnostic? fault),
                        fault?.ToString()
                    );
                    Assert.Equal(layout.Tensors.Where(t => t.Length > 0), header.Tensors.Where(t => t.Length > 0));
                    Assert.Equal(layout.Tensors.Count, header.Tensors.Count);
                    Assert.Equal(metadata ? 1 : 0, header.Metadata.Count);
                },
                iter: 200,
                threads: 1
            );
    }
}
