using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace MergeDsl.Collections;

/// <summary>An immutable list that equals another when their elements are equal: what every list of a declaration, spec and plan is.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
[CollectionBuilder(typeof(EquatableArray), nameof(EquatableArray.Create))]
public readonly struct EquatableArray<T> : IEquatable<EquatableArray<T>>, IReadOnlyList<T>, IEquatableArray
{
    private readonly T[]? items;

    internal EquatableArray(T[] items) => this.items = items;

    private T[] Items => items ?? [];

    object? IEquatableArray.Shared => items;

    /// <summary>The number of elements.</summary>
    public int Count => Items.Length;

    /// <summary>Indicates whether there is no element.</summary>
    public bool IsEmpty => Items.Length == 0;

    /// <summary>The element at a position.</summary>
    /// <param name="index">The position, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such position.</exception>
    public T this[int index] => Items[index];

    /// <summary>The elements as a span.</summary>
    public ReadOnlySpan<T> AsSpan() => Items;

    /// <inheritdoc/>
    public bool Equals(EquatableArray<T> other)
    {
        T[] left = Items,
            right = other.Items;
        if (ReferenceEquals(left, right))
            return true;
        if (left.Length != right.Length)
            return false;
        for (int i = 0; i < left.Length; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(left[i], right[i]))
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = 17;
        foreach (T item in Items)
            hash = unchecked((hash * 31) + (item is null ? 0 : EqualityComparer<T>.Default.GetHashCode(item)));
        return hash;
    }

    /// <inheritdoc/>
    public override string ToString() => "[" + string.Join(", ", Items) + "]";

    /// <summary>Enumerates the elements in order.</summary>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)Items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Items.GetEnumerator();

    /// <summary>Indicates whether two lists have equal elements.</summary>
    public static bool operator ==(EquatableArray<T> left, EquatableArray<T> right) => left.Equals(right);

    /// <summary>Indicates whether two lists differ in an element.</summary>
    public static bool operator !=(EquatableArray<T> left, EquatableArray<T> right) => !left.Equals(right);

    /// <summary>An array as a value-equal list; the elements are copied.</summary>
    public static implicit operator EquatableArray<T>(T[] items) => new((T[])items.Clone());

    /// <summary>An immutable array as a value-equal list.</summary>
    public static implicit operator EquatableArray<T>(ImmutableArray<T> items) => items.IsDefault ? default : new([.. items]);
}

/// <summary>A value-equal list of any type.</summary>
internal interface IEquatableArray
{
    /// <summary>The object that all copies of the list share; null where it has no elements.</summary>
    object? Shared { get; }
}

/// <summary>Makes <see cref="EquatableArray{T}"/> from collection expressions and sequences.</summary>
public static class EquatableArray
{
    /// <summary>A list of the elements given: the target of a collection expression.</summary>
    public static EquatableArray<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());

    /// <summary>A list of the elements given.</summary>
    public static EquatableArray<T> Create<T>(T[] items) => new((T[])items.Clone());

    /// <summary>The elements of a sequence as a value-equal list.</summary>
    public static EquatableArray<T> ToEquatableArray<T>(this IEnumerable<T> items) => new([.. items]);
}
