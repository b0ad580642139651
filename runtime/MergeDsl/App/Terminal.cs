using System.Text;

namespace MergeDsl.App;

/// <summary>The targets of the standard streams of the process.</summary>
internal static class Terminal
{
    /// <summary>Standard output: UTF-8 wherever it is redirected, whatever the locale says.</summary>
    public static TextWriter OpenOutput() =>
        Console.IsOutputRedirected
            ? new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16)
            {
                AutoFlush = true,
            }
            : Console.Out;

    /// <summary>Indicates whether lines of this stream may be written over.</summary>
    public static bool IsInteractive(TextWriter writer) =>
        ReferenceEquals(writer is MessageWriter messages ? messages.Inner : writer, Console.Error)
        && !Console.IsErrorRedirected
        && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    /// <summary>Indicates whether this stream may carry colours.</summary>
    public static bool HasColours(TextWriter writer) =>
        IsInteractive(writer) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}
