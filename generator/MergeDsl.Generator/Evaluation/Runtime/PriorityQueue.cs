namespace MergeDsl.Generator.Evaluation;

/// <summary>.NET's queue by priority, a heap of four children: the order of equal priorities is part of a plan.</summary>
internal sealed class PriorityQueue<TElement, TPriority>
{
    public List<(TElement Element, TPriority Priority)> Nodes { get; } = [];

    public IComparer<TPriority> Comparer { get; set; } = Comparer<TPriority>.Default;
}

internal static class PriorityQueueShims
{
    public static PriorityQueue<TElement, TPriority> New<TElement, TPriority>() => new();

    public static PriorityQueue<TElement, TPriority> New<TElement, TPriority>(IComparer<TPriority>? comparer) =>
        new() { Comparer = comparer ?? Comparer<TPriority>.Default };

    public static PriorityQueue<TElement, TPriority> New<TElement, TPriority>(IEnumerable<(TElement Element, TPriority Priority)> items)
    {
        var queue = new PriorityQueue<TElement, TPriority>();
        EnqueueRange(queue, items);
        return queue;
    }

    public static void EnqueueRange<TElement, TPriority>(
        PriorityQueue<TElement, TPriority> queue,
        IEnumerable<(TElement Element, TPriority Priority)> items
    )
    {
        // An empty queue takes them all and is put in order at once, as that of .NET.
        if (queue.Nodes.Count > 0)
        {
            foreach ((TElement element, TPriority priority) in items)
                Enqueue(queue, element, priority);
            return;
        }
        queue.Nodes.AddRange(items);
        for (int at = (queue.Nodes.Count - 2) >> 2; queue.Nodes.Count > 1 && at >= 0; at--)
            Down(queue, at, queue.Nodes[at]);
    }

    public static bool TryPeek<TElement, TPriority>(
        PriorityQueue<TElement, TPriority> queue,
        out TElement? element,
        out TPriority? priority
    )
    {
        (element, priority) = queue.Nodes.Count > 0 ? queue.Nodes[0] : default;
        return queue.Nodes.Count > 0;
    }

    public static void Clear<TElement, TPriority>(PriorityQueue<TElement, TPriority> queue) => queue.Nodes.Clear();

    public static int get_Count<TElement, TPriority>(PriorityQueue<TElement, TPriority> queue) => queue.Nodes.Count;

    public static void Enqueue<TElement, TPriority>(PriorityQueue<TElement, TPriority> queue, TElement element, TPriority priority)
    {
        List<(TElement, TPriority Priority)> nodes = queue.Nodes;
        nodes.Add((element, priority));
        int at = nodes.Count - 1;
        while (at > 0)
        {
            int parent = (at - 1) >> 2;
            if (queue.Comparer.Compare(priority, nodes[parent].Priority) >= 0)
                break;
            nodes[at] = nodes[parent];
            at = parent;
        }
        nodes[at] = (element, priority);
    }

    public static TElement Peek<TElement, TPriority>(PriorityQueue<TElement, TPriority> queue) =>
        queue.Nodes.Count > 0 ? queue.Nodes[0].Element : throw new InvalidOperationException("Queue empty.");

    public static TElement Dequeue<TElement, TPriority>(PriorityQueue<TElement, TPriority> queue)
    {
        TElement first = Peek(queue);
        List<(TElement, TPriority Priority)> nodes = queue.Nodes;
        (TElement, TPriority Priority) last = nodes[nodes.Count - 1];
        nodes.RemoveAt(nodes.Count - 1);
        if (nodes.Count > 0)
            Down(queue, 0, last);
        return first;
    }

    private static void Down<TElement, TPriority>(
        PriorityQueue<TElement, TPriority> queue,
        int at,
        (TElement Element, TPriority Priority) last
    )
    {
        List<(TElement, TPriority Priority)> nodes = queue.Nodes;
        for (int child; (child = (at << 2) + 1) < nodes.Count; )
        {
            int least = child;
            for (int i = child + 1; i < Math.Min(child + 4, nodes.Count); i++)
            {
                if (queue.Comparer.Compare(nodes[i].Priority, nodes[least].Priority) < 0)
                    least = i;
            }
            if (queue.Comparer.Compare(last.Priority, nodes[least].Priority) <= 0)
                break;
            nodes[at] = nodes[least];
            at = least;
        }
        nodes[at] = last;
    }

    public static bool TryDequeue<TElement, TPriority>(
        PriorityQueue<TElement, TPriority> queue,
        out TElement? element,
        out TPriority? priority
    )
    {
        if (queue.Nodes.Count == 0)
        {
            (element, priority) = (default, default);
            return false;
        }
        priority = queue.Nodes[0].Priority;
        element = Dequeue(queue);
        return true;
    }
}
