using System.Text;
using MergeDsl.Safetensors;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Safetensors;

/// <summary>Each rule of the format: one file that breaks it, and what is said.</summary>
public class HeaderRuleTests
{
    private const string Cure = "; download it again, or let the tool that made it write it anew";

    private static string Tensor(string name, string dtype, string shape, string offsets) =>
        "{\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}";

    public static TheoryData<string, byte[], int, string> Broken =>
        new()
        {
            { "seven bytes", new byte[7], 1, "has 7 bytes, fewer than the 8 that state the length of the header" + Cure },
            { "no byte", [], 1, "has 0 bytes, fewer than the 8 that state the length of the header" + Cure },
            {
                "limit",
                RawSafetensors.Bytes([], 0, 100_000_001),
                1,
                "states a header of 100000001 bytes, above the limit of 100000000; it is damaged or no safetensors file: download it again, or let the tool that made it write it anew"
            },
            {
                "2^63",
                RawSafetensors.Bytes([], 0, 1UL << 63),
                1,
                "states a header of 9223372036854775808 bytes, above the limit of 100000000; it is damaged or no safetensors file: download it again, or let the tool that made it write it anew"
            },
            {
                "past the end",
                RawSafetensors.Bytes("{}"u8.ToArray(), 0, 12),
                1,
                "states a header of 12 bytes, but only 2 follow: 10 bytes are missing" + Cure
            },
            { "not UTF-8", RawSafetensors.Bytes([(byte)'{', 0xC0, 0x80, (byte)'}']), 10, "has a header that is not UTF-8" + Cure },
            { "empty", RawSafetensors.Bytes(""), 9, "has a header that is not JSON: at byte 0 it ends in the middle" + Cure },
            { "byte order mark", RawSafetensors.Bytes("\uFEFF{}"), 9, "has a header that does not begin with '{'" + Cure },
            { "grammar", RawSafetensors.Bytes("""{"a" 1}"""), 14, "has a header that is not JSON: at byte 5 it lacks a ':'" + Cure },
            {
                "trailing comma",
                RawSafetensors.Bytes("""{"__metadata__":{},}"""),
                28,
                "has a header that is not JSON: at byte 19 it lacks a name in quotes" + Cure
            },
            {
                "two documents",
                RawSafetensors.Bytes("{}{}"),
                11,
                "has a header that is not JSON: at byte 2 it goes on after its end" + Cure
            },
            {
                "control character",
                RawSafetensors.Bytes("{\"a\u0001\":1}"),
                12,
                "has a header that is not JSON: at byte 3 it has a control character in a string" + Cure
            },
            {
                "half a surrogate",
                RawSafetensors.Bytes("""{"\ud800x":1}"""),
                17,
                "has a header that is not JSON: at byte 8 it has half of a surrogate pair" + Cure
            },
            {
                "deep",
                RawSafetensors.Bytes("""{"a":{"x":""" + new string('[', 10_000)),
                8 + 10 + 125 + 1,
                "has a header that is not JSON: at byte 135 it is nested deeper than 127" + Cure
            },
            {
                "name twice",
                RawSafetensors.Bytes(
                    """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\u0061":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""",
                    2
                ),
                62,
                "has the tensor 'a' twice" + Cure
            },
            { "metadata twice", RawSafetensors.Bytes("""{"__metadata__":{},"__metadata__":{}}"""), 28, "has '__metadata__' twice" + Cure },
            {
                "metadata is text",
                RawSafetensors.Bytes("""{"__metadata__":"pt"}"""),
                25,
                "has a '__metadata__' that is not an object" + Cure
            },
            {
                "metadata of numbers",
                RawSafetensors.Bytes("""{"__metadata__":{"a":1}}"""),
                30,
                "has an entry 'a' of '__metadata__' that is not text" + Cure
            },
            { "tensor is a number", RawSafetensors.Bytes("""{"a":1}"""), 14, "has a tensor 'a' that is not an object" + Cure },
            {
                "no dtype",
                RawSafetensors.Bytes("""{"a":{"shape":[1],"data_offsets":[0,1]}}""", 1),
                10,
                "has a tensor 'a' without 'dtype'" + Cure
            },
            {
                "no shape",
                RawSafetensors.Bytes("""{"a":{"dtype":"U8","data_offsets":[0,1]}}""", 1),
                10,
                "has a tensor 'a' without 'shape'" + Cure
            },
            {
                "no offsets",
                RawSafetensors.Bytes("""{"a":{"dtype":"U8","shape":[1]}}""", 1),
                10,
                "has a tensor 'a' without 'data_offsets'" + Cure
            },
            {
                "dtype twice",
                RawSafetensors.Bytes("""{"a":{"dtype":"U8","dtype":"U8"}}"""),
                28,
                "has a tensor 'a' with two 'dtype'" + Cure
            },
            {
                "unknown dtype",
                RawSafetensors.Bytes(Tensor("a", "f32", "[1]", "[0,4]"), 4),
                23,
                "has a tensor 'a' of the unknown dtype 'f32'" + Cure
            },
            { "dtype is a number", RawSafetensors.Bytes("""{"a":{"dtype":1}}"""), 23, "has a tensor 'a' whose dtype is not text" + Cure },
            {
                "shape is a number",
                RawSafetensors.Bytes(Tensor("a", "U8", "1", "[0,1]"), 1),
                36,
                "has a tensor 'a' whose shape is not a list" + Cure
            },
            {
                "negative dimension",
                RawSafetensors.Bytes(Tensor("a", "U8", "[4,-2]", "[0,1]"), 1),
                39,
                "has a tensor 'a' whose dimension 1 is not a whole number of at most 63 bits" + Cure
            },
            {
                "fractional dimension",
                RawSafetensors.Bytes(Tensor("a", "U8", "[2.0]", "[0,1]"), 1),
                37,
                "has a tensor 'a' whose dimension 0 is not a whole number of at most 63 bits" + Cure
            },
            {
                "leading zero",
                RawSafetensors.Bytes(Tensor("a", "U8", "[01]", "[0,1]"), 1),
                37,
                "has a tensor 'a' whose dimension 0 is not a whole number of at most 63 bits" + Cure
            },
            {
                "huge dimension",
                RawSafetensors.Bytes(Tensor("a", "U8", "[18446744073709551616]", "[0,1]"), 1),
                37,
                "has a tensor 'a' whose dimension 0 is not a whole number of at most 63 bits" + Cure
            },
            {
                "offsets are an object",
                RawSafetensors.Bytes(Tensor("a", "U8", "[1]", "{}"), 1),
                55,
                "has a tensor 'a' whose data_offsets are not a list" + Cure
            },
            {
                "one offset",
                RawSafetensors.Bytes(Tensor("a", "U8", "[1]", "[1]"), 1),
                55,
                "has a tensor 'a' with one instead of two data_offsets" + Cure
            },
            {
                "three offsets",
                RawSafetensors.Bytes(Tensor("a", "U8", "[1]", "[0,1,2]"), 1),
                60,
                "has a tensor 'a' with more than two data_offsets" + Cure
            },
            {
                "negative offset",
                RawSafetensors.Bytes(Tensor("a", "U8", "[1]", "[-1,1]"), 1),
                56,
                "has a tensor 'a' with data_offsets that are not whole numbers from 0" + Cure
            },
            {
                "reversed",
                RawSafetensors.Bytes(Tensor("a", "U8", "[1]", "[1,0]"), 1),
                10,
                "has a tensor 'a' whose data begins at 1 and ends before that, at 0" + Cure
            },
            {
                "hole",
                RawSafetensors.Bytes(Tensor("a", "U8", "[1]", "[2,3]"), 3),
                10,
                "has a tensor 'a' that begins at 2, but the bytes from 0 on belong to no tensor" + Cure
            },
            {
                "overlap",
                RawSafetensors.Bytes(
                    """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""",
                    3
                ),
                62,
                "has a tensor 'b' that begins at 1, inside of 'a', which ends at 2" + Cure
            },
            {
                "overflow of the shape",
                RawSafetensors.Bytes(Tensor("a", "U8", "[4294967296,4294967296,0]", "[0,0]")),
                10,
                "has a tensor 'a' of U8 [4294967296, 4294967296, 0], whose size is beyond 63 bits" + Cure
            },
            {
                "overflow by the dtype",
                RawSafetensors.Bytes(Tensor("a", "F64", "[288230376151711745]", "[0,8]"), 8),
                10,
                "has a tensor 'a' of F64 [288230376151711745], whose size is beyond 63 bits" + Cure
            },
            {
                "many dimensions",
                RawSafetensors.Bytes(Tensor("a", "U8", "[" + string.Join(",", Enumerable.Repeat(1, 100_000)) + "]", "[0,2]"), 2),
                10,
                "has a tensor 'a' of U8 [1, 1, 1, 1, 1, 1, 1, 1, ...], which takes 1 bytes, in a range of 2" + Cure
            },
            {
                "mismatch",
                RawSafetensors.Bytes(Tensor("a", "BF16", "[2,3]", "[0,10]"), 10),
                10,
                "has a tensor 'a' of BF16 [2, 3], which takes 12 bytes, in a range of 10" + Cure
            },
            {
                "half a byte",
                RawSafetensors.Bytes(Tensor("a", "F4", "[3]", "[0,2]"), 2),
                10,
                "has a tensor 'a' of F4 [3], whose 12 bits are no whole number of bytes" + Cure
            },
            {
                "cut short",
                RawSafetensors.Bytes(Tensor("a", "U8", "[5]", "[0,5]"), 3),
                65,
                "is cut short: the tensors take 5 bytes, but only 3 are there, 2 are missing" + Cure
            },
            {
                "trailing bytes",
                RawSafetensors.Bytes(Tensor("a", "U8", "[1]", "[0,1]"), 3),
                63,
                "has 2 bytes after the last tensor that belong to none" + Cure
            },
            {
                "Git LFS",
                Encoding.ASCII.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
                1,
                "is a Git LFS pointer, not the file that it points to; fetch it with 'git lfs pull'"
            },
            {
                "pickle",
                [.. "PK\u0003\u0004"u8, 0, 0, 8, 8, 0, 0],
                1,
                "is a zip archive, as PyTorch's pickle files are; convert the checkpoint to safetensors"
            },
            {
                "control characters",
                RawSafetensors.Bytes(Tensor("a\\u001b[31m\\n", "X", "[1]", "[0,1]"), 1),
                35,
                "has a tensor 'a\\u001b[31m\\n' of the unknown dtype 'X'" + Cure
            },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_file_that_breaks_a_rule_is_refused(string rule, byte[] content, int column, string message)
    {
        _ = rule;
        using var directory = new TemporaryDirectory();
        string file = directory.Write("model.safetensors", content);
        Assert.False(SafetensorsHeader.TryRead(file, out _, out MergeDiagnostic? fault));
        Assert.Equal("'model.safetensors' " + message, fault.Message);
        Assert.Equal($"{file}(1,{column}): error MDSL0504: 'model.safetensors' {message}", fault.ToString());
    }

    [Fact]
    public void A_file_that_is_not_there_is_another_fault()
    {
        using var directory = new TemporaryDirectory();
        Assert.False(SafetensorsHeader.TryRead(directory.Path("none.safetensors"), out _, out MergeDiagnostic? fault));
        Assert.Equal("MDSL0705", fault.Id);
        Assert.EndsWith("it is not there", fault.Message, StringComparison.Ordinal);
        Assert.False(SafetensorsHeader.TryRead(directory, out _, out fault));
        Assert.Equal("MDSL0705", fault.Id);
    }

    [Fact]
    public void Every_dtype_is_read()
    {
        using var directory = new TemporaryDirectory();
        foreach (TensorDType dtype in Enum.GetValues<TensorDType>())
        {
            int bytes = dtype.Bits();
            string file = directory.Write("f.safetensors", RawSafetensors.Bytes(Tensor("a", dtype.Name(), "[2,4]", $"[0,{bytes}]"), bytes));
            Assert.True(SafetensorsHeader.TryRead(file, out SafetensorsHeader? header, out _));
            Assert.Equal(new HeaderTensor("a", dtype, [2, 4], header.DataStart, bytes), Assert.Single(header.Tensors));
        }
    }

    [Fact]
    public void Metadata_is_kept_and_blanks_do_not_matter()
    {
        using var directory = new TemporaryDirectory();
        string file = directory.Write(
            "f.safetensors",
            RawSafetensors.Bytes(
                "\n {\t\"__metadata__\" : {\"format\":\"pt\", \"größe\":\"a\\u00e4\\ud83d\\ude00\", \"format\":\"np\"} , \"a\":{\"x\":[1e5,{\"y\":null}],\"shape\": [ ] ,\"dtype\":\"U8\",\"data_offsets\":[ 0 , 1 ]} }  ",
                1
            )
        );
        Assert.True(SafetensorsHeader.TryRead(file, out SafetensorsHeader? header, out _));
        Assert.Equal([new("format", "np"), new("größe", "aä😀")], header.Metadata);
        Assert.Equal("a", Assert.Single(header.Tensors).Name);
    }

    [Fact]
    public void Files_over_4_GB_have_offsets_of_64_bits()
    {
        using var directory = new TemporaryDirectory();
        SafetensorsLayout layout = SafetensorsLayout.Create([
            ("a", TensorDType.U8, [5_000_000_000]),
            ("b", TensorDType.U8, [3, 2_000_000_000]),
        ]);
        string file = directory.Path("large.safetensors");
        using (FileStream stream = File.Create(file))
        {
            stream.Write(layout.Header.Span);
            stream.SetLength(layout.FileLength);
        }
        Assert.True(SafetensorsHeader.TryRead(file, out SafetensorsHeader? header, out _));
        Assert.Equal(11_000_000_000 + header.DataStart, header.FileLength);
        Assert.Equal(layout.Tensors, header.Tensors);
        Assert.Equal((5_000_000_000 + header.DataStart, 6_000_000_000), (header.Tensors[1].Offset, header.Tensors[1].Length));

        using (FileStream stream = File.OpenWrite(file))
            stream.SetLength(layout.FileLength - 1);
        Assert.False(SafetensorsHeader.TryRead(file, out _, out MergeDiagnostic? fault));
        Assert.Contains("take 11000000000 bytes, but only 10999999999 are there, 1 are missing", fault.Message);
    }
}
