using System.Text.RegularExpressions;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Regular expressions that end: each search has a second. What depends on a culture asks for it, and there is none.</summary>
internal static class RegexShims
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    public static Regex New(string pattern) => new(pattern, RegexOptions.None, Most);

    public static Regex New(string pattern, RegexOptions options) => new(pattern, options & ~RegexOptions.Compiled, Most);

    public static bool IsMatch(string text, string pattern) => New(pattern).IsMatch(text);

    public static bool IsMatch(string text, string pattern, RegexOptions options) => New(pattern, options).IsMatch(text);

    public static Match Match(string text, string pattern) => New(pattern).Match(text);

    public static Match Match(string text, string pattern, RegexOptions options) => New(pattern, options).Match(text);

    public static MatchCollection Matches(string text, string pattern) => New(pattern).Matches(text);

    public static MatchCollection Matches(string text, string pattern, RegexOptions options) => New(pattern, options).Matches(text);

    public static string[] Split(string text, string pattern) => New(pattern).Split(text);

    public static string[] Split(string text, string pattern, RegexOptions options) => New(pattern, options).Split(text);

    public static string Replace(string text, string pattern, string with) => New(pattern).Replace(text, with);

    public static string Replace(string text, string pattern, string with, RegexOptions options) =>
        New(pattern, options).Replace(text, with);

    public static string Replace(string text, string pattern, MatchEvaluator with) => New(pattern).Replace(text, with);

    public static int Count(string text, string pattern) => New(pattern).Matches(text).Count;
}
