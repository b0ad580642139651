using System.Globalization;

namespace MergeDsl.Generator.Evaluation;

internal sealed class HashCode
{
    public int Value { get; set; } = 17;
}

internal static class HashShims
{
    public static int Combine<T1>(T1 a) => Of(a);

    public static int Combine<T1, T2>(T1 a, T2 b) => Of(a, b);

    public static int Combine<T1, T2, T3>(T1 a, T2 b, T3 c) => Of(a, b, c);

    public static int Combine<T1, T2, T3, T4>(T1 a, T2 b, T3 c, T4 d) => Of(a, b, c, d);

    public static int Combine<T1, T2, T3, T4, T5>(T1 a, T2 b, T3 c, T4 d, T5 e) => Of(a, b, c, d, e);

    public static void Add<T>(HashCode hash, T value) => hash.Value = unchecked((hash.Value * 31) + Of(value));

    public static int ToHashCode(HashCode hash) => hash.Value;

    private static int Of(params object?[] values) =>
        Evaluator.Current.IsHashing
            ? values.Aggregate(17, (hash, value) => unchecked((hash * 31) + (value?.GetHashCode() ?? 0)))
            : throw Evaluator.Current.Impure("a hash, which is another in every run; compare the values");
}

internal static class ThrowShims
{
    public static void ThrowIfNull(object? value, string? name)
    {
        if (value is null)
            throw new ArgumentNullException(name);
    }

    public static void ThrowIfNullOrEmpty(string? value, string? name)
    {
        ThrowIfNull(value, name);
        if (value!.Length == 0)
            throw new ArgumentException("The value cannot be an empty string.", name);
    }

    public static void ThrowIfNullOrWhiteSpace(string? value, string? name)
    {
        ThrowIfNull(value, name);
        if (string.IsNullOrWhiteSpace(value))
            throw new ArgumentException("The value cannot be an empty string or composed entirely of whitespace.", name);
    }

    public static void ThrowIfNegative<T>(T value, string? name) => Check(((IComparable)value!).CompareTo(Zero(value)) >= 0, name);

    public static void ThrowIfZero<T>(T value, string? name) => Check(((IComparable)value!).CompareTo(Zero(value)) != 0, name);

    public static void ThrowIfNegativeOrZero<T>(T value, string? name) => Check(((IComparable)value!).CompareTo(Zero(value)) > 0, name);

    public static void ThrowIfLessThan<T>(T value, T other, string? name) => Check(Comparer<T>.Default.Compare(value, other) >= 0, name);

    public static void ThrowIfLessThanOrEqual<T>(T value, T other, string? name) =>
        Check(Comparer<T>.Default.Compare(value, other) > 0, name);

    public static void ThrowIfGreaterThan<T>(T value, T other, string? name) => Check(Comparer<T>.Default.Compare(value, other) <= 0, name);

    public static void ThrowIfGreaterThanOrEqual<T>(T value, T other, string? name) =>
        Check(Comparer<T>.Default.Compare(value, other) < 0, name);

    public static void ThrowIfEqual<T>(T value, T other, string? name) => Check(!EqualityComparer<T>.Default.Equals(value, other), name);

    private static object Zero<T>(T value) => Convert.ChangeType(0, value!.GetType(), CultureInfo.InvariantCulture);

    private static void Check(bool holds, string? name)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name);
    }
}
