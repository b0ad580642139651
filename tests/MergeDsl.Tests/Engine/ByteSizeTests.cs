using Xunit;

namespace MergeDsl.Tests.Engine;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("5000000000", 5_000_000_000)]
    [InlineData("50K", 50_000)]
    [InlineData("50kb", 50_000)]
    [InlineData("500MB", 500_000_000)]
    [InlineData("5GB", 5_000_000_000)]
    [InlineData(" 5 g ", 5_000_000_000)]
    [InlineData("1.5GB", 1_500_000_000)]
    [InlineData("10GiB", 10L << 30)]
    [InlineData("0.5KiB", 512)]
    [InlineData("2T", 2_000_000_000_000)]
    public void Sizes(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out long read, out string? fault), fault);
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("5B", "write 5GB")]
    [InlineData("1.5b", "write 1.5GB")]
    [InlineData("", "not a size")]
    [InlineData("GB", "not a size")]
    [InlineData("-5GB", "negative")]
    [InlineData("5XB", "no unit")]
    [InlineData("1,5GB", "no unit")]
    [InlineData("1.5", "whole number")]
    [InlineData(".5G", "not a size")]
    [InlineData("1.2.3G", "not a size")]
    [InlineData("99999999999T", "beyond all disks")]
    [InlineData("99999999999999999999999999999999999", "not a size")]
    public void What_is_no_size_says_why(string text, string part)
    {
        Assert.False(ByteSize.TryParse(text, out _, out string? fault));
        Assert.Contains(part, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(999, "999 bytes")]
    [InlineData(1000, "1.00 kB")]
    [InlineData(999_999, "1.00 MB")]
    [InlineData(17_973_288_960, "18.0 GB")]
    [InlineData(123_000_000, "123 MB")]
    public void Printed_for_people(long bytes, string text) => Assert.Equal(text, ByteSize.Print(bytes));
}
