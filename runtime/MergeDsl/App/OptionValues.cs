using System.Globalization;
using MergeDsl.Diagnostics;

namespace MergeDsl.App;

/// <summary>Reads the values of options.</summary>
internal static class OptionValues
{
    /// <summary>The message about <c>--strict</c> beside <c>--lenient</c>.</summary>
    public const string Contradiction = "--strict and --lenient contradict each other; give one of them";

    /// <summary>The message about two outputs, one by option and one as an argument.</summary>
    public static string OutputTwice(string named, string other) =>
        $"the output is given twice, {Printable.Quote(named)} and {Printable.Quote(other)}; give one of them";

    /// <summary>Reads an unsigned number that fits 32 bits.</summary>
    /// <param name="name">The option as it was written.</param>
    /// <param name="text">Its value.</param>
    /// <param name="meaning">What it wants.</param>
    /// <param name="fault">Why it is no such number.</param>
    private static uint? Number(string name, string text, string meaning, out string? fault)
    {
        fault = null;
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
            return number;
        fault = $"{name} {Printable.Quote(text)} is not {meaning}";
        return null;
    }

    /// <summary>A number of threads.</summary>
    public static int Threads(string name, string text, out string? fault) =>
        (int)
            Math.Min(
                Number(name, text, "a number of threads; give 1, 2, 3 ..., or 0 to leave it to the engine", out fault) ?? 0,
                int.MaxValue
            );

    /// <summary>A seed.</summary>
    public static uint? Seed(string name, string text, out string? fault) =>
        Number(name, text, "a seed; give a number from 0 to 4294967295", out fault);

    /// <summary>A size in bytes.</summary>
    public static long? Size(string name, string text, out string? fault)
    {
        bool isSize = ByteSize.TryParse(text, out long size, out string? what);
        fault = isSize ? null : $"{name} {Printable.Quote(text)} {what}";
        return isSize ? size : null;
    }
}
