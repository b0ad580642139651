namespace MergeDsl.Generator.Evaluation;

/// <summary>Objects of the program as the collections of the runtime that can be changed, and as dictionaries.</summary>
internal abstract partial class Adapter
{
    /// <summary>Calls a member that gives a value by its last parameter.</summary>
    private bool Try<T>(string contract, string member, object? key, out T value)
    {
        var found = new Cell();
        bool has = (bool)Call(contract, member, key, found)!;
        value = found.Value is T typed ? typed : default!;
        return has;
    }

    private sealed class MutableList<T>(ProgramObject target) : Sequence<T>(target), IList<T>
    {
        private const string Contract = "System.Collections.Generic.ICollection`1",
            Indexed = "System.Collections.Generic.IList`1";

        public int Count => (int)Call(Contract, "get_Count")!;

        public bool IsReadOnly => (bool)Call(Contract, "get_IsReadOnly")!;

        public T this[int index]
        {
            get => (T)Call(Indexed, "get_Item", index)!;
            set => Call(Indexed, "set_Item", index, value);
        }

        public void Add(T item) => Call(Contract, "Add", item);

        public void Clear() => Call(Contract, "Clear");

        public bool Contains(T item) => (bool)Call(Contract, "Contains", item)!;

        public void CopyTo(T[] array, int arrayIndex) => Call(Contract, "CopyTo", array, arrayIndex);

        public bool Remove(T item) => (bool)Call(Contract, "Remove", item)!;

        public int IndexOf(T item) => (int)Call(Indexed, "IndexOf", item)!;

        public void Insert(int index, T item) => Call(Indexed, "Insert", index, item);

        public void RemoveAt(int index) => Call(Indexed, "RemoveAt", index);
    }

    private sealed class Dictionary<TKey, TValue>(ProgramObject target)
        : Collection<KeyValuePair<TKey, TValue>>(target),
            IReadOnlyDictionary<TKey, TValue>
    {
        private const string Contract = "System.Collections.Generic.IReadOnlyDictionary`2";

        public TValue this[TKey key] => (TValue)Call(Contract, "get_Item", key)!;

        public IEnumerable<TKey> Keys => (IEnumerable<TKey>)Call(Contract, "get_Keys")!;

        public IEnumerable<TValue> Values => (IEnumerable<TValue>)Call(Contract, "get_Values")!;

        public bool ContainsKey(TKey key) => (bool)Call(Contract, "ContainsKey", key)!;

        public bool TryGetValue(TKey key, out TValue value) => Try(Contract, "TryGetValue", key, out value);
    }

    private sealed class MutableDictionary<TKey, TValue>(ProgramObject target)
        : Sequence<KeyValuePair<TKey, TValue>>(target),
            IDictionary<TKey, TValue>
    {
        private const string Contract = "System.Collections.Generic.IDictionary`2",
            Pairs = "System.Collections.Generic.ICollection`1";

        public TValue this[TKey key]
        {
            get => (TValue)Call(Contract, "get_Item", key)!;
            set => Call(Contract, "set_Item", key, value);
        }

        public ICollection<TKey> Keys => (ICollection<TKey>)Call(Contract, "get_Keys")!;

        public ICollection<TValue> Values => (ICollection<TValue>)Call(Contract, "get_Values")!;

        public int Count => (int)Call(Pairs, "get_Count")!;

        public bool IsReadOnly => (bool)Call(Pairs, "get_IsReadOnly")!;

        public void Add(TKey key, TValue value) => Call(Contract, "Add", key, value);

        public bool ContainsKey(TKey key) => (bool)Call(Contract, "ContainsKey", key)!;

        public bool Remove(TKey key) => (bool)Call(Contract, "Remove", key)!;

        public bool TryGetValue(TKey key, out TValue value) => Try(Contract, "TryGetValue", key, out value);

        public void Add(KeyValuePair<TKey, TValue> item) => Call(Pairs, "Add", item);

        public void Clear() => Call(Pairs, "Clear");

        public bool Contains(KeyValuePair<TKey, TValue> item) => (bool)Call(Pairs, "Contains", item)!;

        public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex) => Call(Pairs, "CopyTo", array, arrayIndex);

        public bool Remove(KeyValuePair<TKey, TValue> item) => (bool)Call(Pairs, "Remove", item)!;
    }
}
