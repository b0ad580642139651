using System.Text;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Documentation;

/// <summary>Documentation that is made from data: it must be what the data makes. Run with <c>VERIFY_ACCEPT=1</c> it is written.</summary>
internal static class GeneratedFile
{
    /// <summary>Indicates whether generated text is written instead of compared.</summary>
    public static bool IsAccepting => Environment.GetEnvironmentVariable("VERIFY_ACCEPT") is "1" or "true";

    /// <summary>Compares a file with the text that it should have.</summary>
    public static void Check(string path, string expected)
    {
        string actual = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (actual == expected)
            return;
        if (IsAccepting)
            File.WriteAllText(path, expected, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        else
            Assert.Fail(
                $"{Path.GetRelativePath(Repository.Root, path)} is not what is made of the code (+); run this test with VERIFY_ACCEPT=1 to write it.\n\n{TextDifference.Of(actual, expected)}"
            );
    }
}
