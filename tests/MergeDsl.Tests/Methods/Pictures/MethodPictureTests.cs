using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Methods.Pictures;

/// <summary>The pictures of the methods in the documentation are what their kernels compute; with VERIFY_ACCEPT=1 they are drawn anew.</summary>
public class MethodPictureTests
{
    public static TheoryData<string> Methods() => [.. MethodSchemas.All.Select(schema => schema.Name)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_picture_is_what_the_kernel_computes(string method)
    {
        string file = Repository.Path("docs", "reference", "methods", "pictures", method + ".svg"),
            drawn = new MethodPicture(new(MethodSchemas.Find(method)!)).Write();
        if (Environment.GetEnvironmentVariable("VERIFY_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, drawn);
        }
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), drawn);
        Assert.Contains(
            $"](pictures/{method}.svg)",
            File.ReadAllText(Repository.Path("docs", "reference", "methods", method + ".md")),
            StringComparison.Ordinal
        );
    }
}
