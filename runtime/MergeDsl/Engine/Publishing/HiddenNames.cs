using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace MergeDsl.Engine;

/// <summary>The names of what a merge keeps beside or in its target while it runs: <c>.TARGET.mergedsl-lock</c>, <c>.TARGET.mergedsl-0123abcd</c> for the output that grows, <c>.TARGET.mergedsl-old-0123abcd</c> for the one that it replaces.</summary>
internal static partial class HiddenNames
{
    private const string Mark = ".mergedsl-";
    private const string OldMark = "old-";

    /// <summary>The end of the name of a lock.</summary>
    public const string LockEnd = "lock";

    private const int LongestName = 40;

    /// <summary>The beginning of all names for a target.</summary>
    /// <param name="target">The name of the target, or nothing for names inside of it.</param>
    public static string Prefix(string target)
    {
        if (target.Length == 0)
            return Mark;
        if (target.Length <= LongestName)
            return "." + target + Mark;
        // Cut so that file systems accept the whole; the hash keeps long names apart that begin alike.
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target)))[..16];
        return "." + new StringInfo(target).SubstringByTextElements(0, 10) + "~" + hash + Mark;
    }

    /// <summary>The name of the lock of a target.</summary>
    public static string Lock(string target) => Prefix(target) + LockEnd;

    /// <summary>A free name for a directory in which an output grows.</summary>
    public static string FreshStaging(string target) => Prefix(target) + Random();

    /// <summary>A free name for the output that is replaced.</summary>
    public static string FreshOld(string target) => Prefix(target) + OldMark + Random();

    /// <summary>Indicates whether a name is that of a lock, of any target.</summary>
    public static bool IsLock(string name) => name.EndsWith(Mark + LockEnd, StringComparison.Ordinal);

    /// <summary>Indicates whether a name is that of a directory in which the output of a target grew, or that it replaced.</summary>
    public static bool IsDirectoryOf(string name, string target) =>
        name.StartsWith(Prefix(target), StringComparison.Ordinal) && DirectoryEnd().IsMatch(name.AsSpan(Prefix(target).Length));

    /// <summary>Indicates whether a name is that of a lock or directory of any target.</summary>
    public static bool IsAny(string name) => AnyName().IsMatch(name);

    /// <summary>Indicates whether a name is that of an output that was replaced.</summary>
    public static bool IsOld(string name) => name.Contains(Mark + OldMark, StringComparison.Ordinal);

    /// <summary>The name of the target to which a beginning belongs: nothing for names inside of the target, null where it was cut.</summary>
    public static string? TargetOf(string prefix)
    {
        string target = prefix.Length > Mark.Length ? prefix[1..^Mark.Length] : "";
        return Prefix(target) == prefix ? target : null;
    }

    /// <summary>The beginning of a name before its kind; equal for all that belongs to one target.</summary>
    public static string PrefixOf(string name) => name[..(name.LastIndexOf(Mark, StringComparison.Ordinal) + Mark.Length)];

    private static string Random() => RandomNumberGenerator.GetHexString(8, lowercase: true);

    [GeneratedRegex("^(old-)?[0-9a-f]{8}$", RegexOptions.CultureInvariant)]
    private static partial Regex DirectoryEnd();

    [GeneratedRegex(@"^(\..+)?\.mergedsl-(lock|(old-)?[0-9a-f]{8})$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex AnyName();
}
