namespace MergeDsl.Generator.Evaluation;

/// <summary>The sort of .NET, which does not keep equal items in order: the order that it makes of them is part of a plan.</summary>
internal static class Sorting
{
    private const int Few = 16;

    public static void Sort<T>(T[] items, int start, int count, Comparison<T> compare)
    {
        Evaluator.Current.Changing(items);
        try
        {
            if (count > 1)
                Introspective(items, start, start + count - 1, 2 * (Log2(count) + 1), compare);
        }
        catch (Exception fault) when (Evaluator.Current.MayCatch(fault))
        {
            throw new InvalidOperationException("Failed to compare two elements in the array.", fault);
        }
    }

    private static int Log2(int value)
    {
        int log = 0;
        while ((value >>= 1) != 0)
            log++;
        return log;
    }

    private static void Introspective<T>(T[] items, int low, int high, int depth, Comparison<T> compare)
    {
        int size = high - low + 1;
        while (size > 1)
        {
            if (size <= Few)
            {
                if (size == 2)
                    SwapIfGreater(items, low, low + 1, compare);
                else if (size == 3)
                {
                    SwapIfGreater(items, low, low + 1, compare);
                    SwapIfGreater(items, low, low + 2, compare);
                    SwapIfGreater(items, low + 1, low + 2, compare);
                }
                else
                    Insertion(items, low, size, compare);
                return;
            }
            if (depth == 0)
            {
                Heap(items, low, size, compare);
                return;
            }
            depth--;
            int pivot = Partition(items, low, size, compare);
            Introspective(items, low + pivot + 1, low + size - 1, depth, compare);
            size = pivot;
        }
    }

    private static int Partition<T>(T[] items, int low, int size, Comparison<T> compare)
    {
        int high = size - 1,
            middle = high >> 1;
        SwapIfGreater(items, low, low + middle, compare);
        SwapIfGreater(items, low, low + high, compare);
        SwapIfGreater(items, low + middle, low + high, compare);
        T pivot = items[low + middle];
        Swap(items, low + middle, low + high - 1);
        int left = 0,
            right = high - 1;
        while (left < right)
        {
            while (compare(items[low + ++left], pivot) < 0)
            {
                if (left >= size - 1)
                    break;
            }
            while (compare(pivot, items[low + --right]) < 0)
            {
                if (right <= 0)
                    break;
            }
            if (left >= right)
                break;
            Swap(items, low + left, low + right);
        }
        if (left != high - 1)
            Swap(items, low + left, low + high - 1);
        return left;
    }

    private static void Heap<T>(T[] items, int low, int size, Comparison<T> compare)
    {
        for (int i = size >> 1; i >= 1; i--)
            Down(items, i, size, low, compare);
        for (int i = size; i > 1; i--)
        {
            Swap(items, low, low + i - 1);
            Down(items, 1, i - 1, low, compare);
        }
    }

    private static void Down<T>(T[] items, int i, int size, int low, Comparison<T> compare)
    {
        T item = items[low + i - 1];
        while (i <= size >> 1)
        {
            int child = 2 * i;
            if (child < size && compare(items[low + child - 1], items[low + child]) < 0)
                child++;
            if (compare(item, items[low + child - 1]) >= 0)
                break;
            items[low + i - 1] = items[low + child - 1];
            i = child;
        }
        items[low + i - 1] = item;
    }

    private static void Insertion<T>(T[] items, int low, int size, Comparison<T> compare)
    {
        for (int i = 0; i < size - 1; i++)
        {
            T item = items[low + i + 1];
            int at = i;
            while (at >= 0 && compare(item, items[low + at]) < 0)
            {
                items[low + at + 1] = items[low + at];
                at--;
            }
            items[low + at + 1] = item;
        }
    }

    private static void SwapIfGreater<T>(T[] items, int a, int b, Comparison<T> compare)
    {
        if (compare(items[a], items[b]) > 0)
            Swap(items, a, b);
    }

    private static void Swap<T>(T[] items, int a, int b) => (items[a], items[b]) = (items[b], items[a]);
}
