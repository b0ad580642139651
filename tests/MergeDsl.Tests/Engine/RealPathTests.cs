using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Engine;

public sealed class RealPathTests
{
    [Fact]
    public void Links_are_followed_and_dots_taken_where_they_lead()
    {
        using var directory = new TemporaryDirectory();
        string root = RealPath.Of(directory);
        Directory.CreateDirectory(directory.Path("a", "b"));
        Directory.CreateSymbolicLink(directory.Path("link"), directory.Path("a", "b"));
        Directory.CreateSymbolicLink(directory.Path("relative"), Path.Combine("a", "..", "link"));

        Assert.Equal(Path.Combine(root, "a", "b"), RealPath.Of(directory.Path("link") + "/"));
        Assert.Equal(Path.Combine(root, "a", "b", "new"), RealPath.Of(directory.Path("relative", ".", "new")));
        Assert.Equal(Path.Combine(root, "a"), RealPath.Of(directory.Path("link", "..")));
        Assert.Equal(Path.Combine(root, "none", "x"), RealPath.Of(directory.Path("none", "x")));
        Assert.Equal("/", RealPath.Of("/.."));
    }

    [Fact]
    public void A_circle_of_links_is_an_error()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateSymbolicLink(directory.Path("x"), directory.Path("y"));
        Directory.CreateSymbolicLink(directory.Path("y"), directory.Path("x"));
        Assert.Throws<IOException>(() => RealPath.Of(directory.Path("x", "z")));
    }

    [Theory]
    [InlineData("/a/b", "/a/b", true)]
    [InlineData("/a/b/c", "/a/b", true)]
    [InlineData("/a/bc", "/a/b", false)]
    [InlineData("/a", "/", true)]
    [InlineData("/a", "/a/b", false)]
    public void Within(string path, string directory, bool expected) => Assert.Equal(expected, RealPath.IsWithin(path, directory));
}
