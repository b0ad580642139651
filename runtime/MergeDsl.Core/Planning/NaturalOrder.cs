namespace MergeDsl.Planning;

/// <summary>Orders texts so that the numbers in them count: <c>slices[2]</c> comes before <c>slices[10]</c>.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        string left = x ?? "",
            right = y ?? "";
        int i = 0,
            j = 0;
        while (i < left.Length && j < right.Length)
        {
            int order =
                IsDigit(left[i]) && IsDigit(right[j])
                    ? Number(left, ref i).CompareTo(Number(right, ref j))
                    : left[i++].CompareTo(right[j++]);
            if (order != 0)
                return order;
        }
        return (left.Length - i).CompareTo(right.Length - j);
    }

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static long Number(string text, ref int at)
    {
        long number = 0;
        for (; at < text.Length && IsDigit(text[at]); at++)
            number = Math.Min((number * 10) + (text[at] - '0'), int.MaxValue);
        return number;
    }
}
