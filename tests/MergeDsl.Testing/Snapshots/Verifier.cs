using System.Runtime.CompilerServices;
using System.Text;
using MergeDsl.Testing;

// The names and the namespace are those of Verify.Xunit, which takes the place of this file with -p:UseVerify=true.
namespace VerifyXunit;

/// <summary>Compares a text with the snapshot beside the test: <c>{Class}.{Method}[_name=value].verified.txt</c>.</summary>
/// <remarks>A text that differs is written as <c>.received.txt</c> and the test fails with the difference. With the environment variable <c>VERIFY_ACCEPT=1</c> it becomes the snapshot.</remarks>
public static class Verifier
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Compares a text with its snapshot.</summary>
    /// <param name="target">The text.</param>
    /// <param name="extension">The extension of the snapshot.</param>
    /// <param name="sourceFile">The test's file, named as its class; the compiler fills it in.</param>
    /// <param name="method">The test's method; the compiler fills it in.</param>
    public static SettingsTask Verify(
        string target,
        string extension = "txt",
        [CallerFilePath] string sourceFile = "",
        [CallerMemberName] string method = ""
    ) =>
        new(
            settings => Compare(target, extension, sourceFile, method, settings),
            System.Reflection.Assembly.GetCallingAssembly(),
            sourceFile,
            method
        );

    internal static void Compare(string target, string extension, string sourceFile, string method, string suffix)
    {
        // What a deterministic build makes of the checkout's path.
        if (sourceFile.StartsWith("/_/", StringComparison.Ordinal))
            sourceFile = Repository.Path(sourceFile[3..]);
        string stem = Path.Combine(Path.GetDirectoryName(sourceFile)!, $"{Path.GetFileNameWithoutExtension(sourceFile)}.{method}{suffix}");
        string verified = $"{stem}.verified.{extension}",
            received = $"{stem}.received.{extension}";
        string actual = Normalise(target);
        string? expected = File.Exists(verified) ? Normalise(File.ReadAllText(verified)) : null;
        // An editor may have ended the file's last line.
        if (actual == expected || actual + "\n" == expected)
        {
            File.Delete(received);
            return;
        }
        if (Environment.GetEnvironmentVariable("VERIFY_ACCEPT") is "1" or "true")
        {
            File.WriteAllText(verified, actual, Utf8);
            File.Delete(received);
            return;
        }
        File.WriteAllText(received, actual, Utf8);
        throw new VerifyException(
            expected is null
                ? $"There is no snapshot {verified} yet; run with VERIFY_ACCEPT=1 to make it.\n\n{actual}"
                : $"The text differs from {verified} (-); run with VERIFY_ACCEPT=1 to accept {received} (+).\n\n{TextDifference.Of(expected, actual)}"
        );
    }

    private static string Normalise(string text) => text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
}

/// <summary>A text differs from its snapshot.</summary>
public sealed class VerifyException(string message) : Exception(message);
