using System.Collections.ObjectModel;
using System.Reflection;

namespace MergeDsl.Generator.Evaluation;

/// <summary>An object that the runtime holds in the place of one of the program.</summary>
internal interface IStandIn
{
    ProgramObject Target { get; }
}

/// <summary>The part of an object of the program that is of a class of the runtime: its base. What the program overrides is called; the base's own is called by the name with <c>Base</c> before it.</summary>
internal static class Hosted
{
    private static readonly Dictionary<Type, Type> Known = new()
    {
        [typeof(List<>)] = typeof(HostedList<>),
        [typeof(Dictionary<,>)] = typeof(HostedDictionary<,>),
        [typeof(HashSet<>)] = typeof(HostedSet<>),
        [typeof(Queue<>)] = typeof(HostedQueue<>),
        [typeof(Stack<>)] = typeof(HostedStack<>),
        [typeof(SortedDictionary<,>)] = typeof(HostedSortedDictionary<,>),
        [typeof(ReadOnlyCollection<>)] = typeof(HostedView<>),
        [typeof(Collection<>)] = typeof(HostedCollection<>),
        [typeof(KeyedCollection<,>)] = typeof(HostedKeyedCollection<,>),
        [typeof(Comparer<>)] = typeof(HostedComparer<>),
        [typeof(EqualityComparer<>)] = typeof(HostedEqualityComparer<>),
        [typeof(EventArgs)] = typeof(HostedArguments),
    };

    /// <summary>Makes the base of an object; false where the runtime's class cannot be one.</summary>
    public static bool TryCreate(ProgramObject target, Type host, Type[] parameters, object?[] arguments)
    {
        if (!Known.TryGetValue(host.IsGenericType ? host.GetGenericTypeDefinition() : host, out Type? hosted))
            return false;
        if (hosted.IsGenericTypeDefinition)
            hosted = hosted.MakeGenericType(host.GetGenericArguments());
        if (hosted.GetConstructor([typeof(ProgramObject), .. parameters]) is not { } constructor)
            return false;
        target.Host = constructor.Invoke([target, .. arguments]);
        return true;
    }

    /// <summary>A member of the base that only the classes derived from it can call.</summary>
    public static MethodInfo? BaseMember(object? host, string name) => host?.GetType().GetMethod("Base" + name);

    /// <summary>Calls the program's override of a member of the base, or the base's own.</summary>
    private static T Call<T>(IStandIn host, string name, Func<T> otherwise, params object?[] arguments) =>
        host.Target.Type.Evaluator.OverrideOf(host.Target, name) is { } method
            ? (T)host.Target.Type.Evaluator.CallVirtual(host.Target, method, arguments)!
            : otherwise();

    private static void Do(IStandIn host, string name, Action otherwise, params object?[] arguments) =>
        Call<object?>(
            host,
            name,
            () =>
            {
                otherwise();
                return null;
            },
            arguments
        );

    private static Exception Missing() => new NotImplementedException();

    private sealed class HostedArguments(ProgramObject target) : EventArgs, IStandIn
    {
        public ProgramObject Target => target;
    }

    private sealed class HostedList<T> : List<T>, IStandIn
    {
        public HostedList(ProgramObject target) => Target = target;

        public HostedList(ProgramObject target, int capacity) => Target = target;

        public HostedList(ProgramObject target, IEnumerable<T> items)
            : base(items) => Target = target;

        public ProgramObject Target { get; }
    }

    private sealed class HostedDictionary<TKey, TValue> : Dictionary<TKey, TValue>, IStandIn
        where TKey : notnull
    {
        public HostedDictionary(ProgramObject target) => Target = target;

        public HostedDictionary(ProgramObject target, IEqualityComparer<TKey>? comparer)
            : base(comparer) => Target = target;

        public HostedDictionary(ProgramObject target, IDictionary<TKey, TValue> pairs)
            : base(pairs) => Target = target;

        public ProgramObject Target { get; }
    }

    private sealed class HostedSet<T> : HashSet<T>, IStandIn
    {
        public HostedSet(ProgramObject target) => Target = target;

        public HostedSet(ProgramObject target, IEqualityComparer<T>? comparer)
            : base(comparer) => Target = target;

        public HostedSet(ProgramObject target, IEnumerable<T> items)
            : base(items) => Target = target;

        public ProgramObject Target { get; }
    }

    private sealed class HostedQueue<T>(ProgramObject target) : Queue<T>, IStandIn
    {
        public ProgramObject Target => target;
    }

    private sealed class HostedStack<T>(ProgramObject target) : Stack<T>, IStandIn
    {
        public ProgramObject Target => target;
    }

    private sealed class HostedSortedDictionary<TKey, TValue> : SortedDictionary<TKey, TValue>, IStandIn
        where TKey : notnull
    {
        public HostedSortedDictionary(ProgramObject target) => Target = target;

        public HostedSortedDictionary(ProgramObject target, IComparer<TKey>? comparer)
            : base(comparer) => Target = target;

        public ProgramObject Target { get; }
    }

    private sealed class HostedView<T>(ProgramObject target, IList<T> items) : ReadOnlyCollection<T>(items), IStandIn
    {
        public ProgramObject Target => target;
    }

    private sealed class HostedCollection<T> : Collection<T>, IStandIn
    {
        public HostedCollection(ProgramObject target) => Target = target;

        public HostedCollection(ProgramObject target, IList<T> items)
            : base(items) => Target = target;

        public ProgramObject Target { get; }

        public IList<T> Baseget_Items() => Items;

        public void BaseInsertItem(int index, T item) => base.InsertItem(index, item);

        public void BaseSetItem(int index, T item) => base.SetItem(index, item);

        public void BaseRemoveItem(int index) => base.RemoveItem(index);

        public void BaseClearItems() => base.ClearItems();

        protected override void InsertItem(int index, T item) =>
            Do(this, nameof(InsertItem), () => base.InsertItem(index, item), index, item);

        protected override void SetItem(int index, T item) => Do(this, nameof(SetItem), () => base.SetItem(index, item), index, item);

        protected override void RemoveItem(int index) => Do(this, nameof(RemoveItem), () => base.RemoveItem(index), index);

        protected override void ClearItems() => Do(this, nameof(ClearItems), base.ClearItems);
    }

    private sealed class HostedKeyedCollection<TKey, TItem> : KeyedCollection<TKey, TItem>, IStandIn
        where TKey : notnull
    {
        public HostedKeyedCollection(ProgramObject target) => Target = target;

        public HostedKeyedCollection(ProgramObject target, IEqualityComparer<TKey>? comparer)
            : base(comparer) => Target = target;

        public ProgramObject Target { get; }

        public void BaseInsertItem(int index, TItem item) => base.InsertItem(index, item);

        protected override TKey GetKeyForItem(TItem item) => Call<TKey>(this, nameof(GetKeyForItem), () => throw Missing(), item);

        protected override void InsertItem(int index, TItem item) =>
            Do(this, nameof(InsertItem), () => base.InsertItem(index, item), index, item);
    }

    private sealed class HostedComparer<T>(ProgramObject target) : Comparer<T>, IStandIn
    {
        public ProgramObject Target => target;

        public override int Compare(T? x, T? y) => Call<int>(this, nameof(Compare), () => throw Missing(), x, y);
    }

    private sealed class HostedEqualityComparer<T>(ProgramObject target) : EqualityComparer<T>, IStandIn
    {
        public ProgramObject Target => target;

        public override bool Equals(T? x, T? y) => Call<bool>(this, nameof(Equals), () => throw Missing(), x, y);

        public override int GetHashCode(T value) =>
            target.Type.Evaluator.Hashing(() => Call<int>(this, nameof(GetHashCode), () => throw Missing(), value));
    }
}
