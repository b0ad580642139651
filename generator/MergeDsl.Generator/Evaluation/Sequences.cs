using System.Collections;
using System.Runtime.CompilerServices;

namespace MergeDsl.Generator.Evaluation;

/// <summary>An iterator of the program at work.</summary>
internal interface IIteration : IDisposable
{
    object? Current { get; }

    bool MoveNext();
}

/// <summary>A sequence whose items an iterator of the program yields, from the start for everyone who asks.</summary>
internal sealed class ProgramSequence<T>(Func<IIteration> start) : IEnumerable<T>
{
    public IEnumerator<T> GetEnumerator() => new ProgramEnumerator<T>(start);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>One pass over the items that an iterator of the program yields.</summary>
internal sealed class ProgramEnumerator<T>(Func<IIteration> start) : IEnumerator<T>
{
    private IIteration? iteration;

    public T Current { get; private set; } = default!;

    object? IEnumerator.Current => Current;

    public bool MoveNext()
    {
        iteration ??= start();
        if (!iteration.MoveNext())
            return false;
        Current = (T)iteration.Current!;
        return true;
    }

    public void Reset() => throw new NotSupportedException();

    public void Dispose() => iteration?.Dispose();
}

/// <summary>A sequence of the runtime whose items cost steps: it may have no end, or be made of many others.</summary>
internal sealed class Metered<T>(IEnumerable<T> items) : IEnumerable<T>
{
    public IEnumerator<T> GetEnumerator()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return Each(items.GetEnumerator());
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static IEnumerator<T> Each(IEnumerator<T> source)
    {
        using (source)
        {
            while (true)
            {
                Evaluator.Current.Spend(1);
                RuntimeHelpers.EnsureSufficientExecutionStack();
                if (!source.MoveNext())
                    yield break;
                yield return source.Current;
            }
        }
    }
}

/// <summary>A span of any type.</summary>
internal interface ISpan
{
    Array Copied();
}

/// <summary>A span: a part of an array, which the program reads and writes through it.</summary>
internal sealed class Span<T>(T[] array, int start, int length) : ISpan, IEnumerable<T>
{
    public Span(T[]? array)
        : this(array ?? [], 0, array?.Length ?? 0) { }

    public T[] Array => array;

    public int Start => start;

    public int Length => length;

    public T this[int index]
    {
        get => (uint)index < (uint)length ? array[start + index] : throw new IndexOutOfRangeException();
        set
        {
            if ((uint)index >= (uint)length)
                throw new IndexOutOfRangeException();
            Evaluator.Current.Changing(array);
            array[start + index] = value;
        }
    }

    public Span<T> Slice(int from, int count) =>
        (uint)from <= (uint)length && (uint)count <= (uint)(length - from)
            ? new(array, start + from, count)
            : throw new ArgumentOutOfRangeException(nameof(from));

    public T[] ToArray() => [.. this];

    public Array Copied() => ToArray();

    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < length; i++)
            yield return array[start + i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => this is Span<char> text ? new string(text.ToArray()) : throw new NotSupportedException();
}
