namespace MergeDsl.Generator.Evaluation;

/// <summary>Our own code for members of the runtime that the compiler's host may not have, may have otherwise, or that make text of values. A member is found by its name and the types of its parameters; one of an instance takes that first.</summary>
internal static class Shims
{
    private static readonly Dictionary<string, Type> Known = new(StringComparer.Ordinal)
    {
        ["System.Linq.Enumerable"] = typeof(EnumerableShims),
        ["System.String"] = typeof(StringShims),
        ["System.Text.StringBuilder"] = typeof(StringBuilderShims),
        ["System.Text.StringBuilder+AppendInterpolatedStringHandler"] = typeof(HandlerShims),
        ["System.Runtime.CompilerServices.DefaultInterpolatedStringHandler"] = typeof(HandlerShims),
        ["System.Math"] = typeof(MathShims),
        ["System.MathF"] = typeof(MathFShims),
        ["System.Numerics.BitOperations"] = typeof(BitShims),
        ["System.MemoryExtensions"] = typeof(SpanShims),
        ["System.Memory`1"] = typeof(SpanShims),
        ["System.ReadOnlyMemory`1"] = typeof(SpanShims),
        ["System.MemoryExtensions+SpanSplitEnumerator`1"] = typeof(SpanShims),
        ["System.Collections.Frozen.FrozenDictionary"] = typeof(FrozenShims),
        ["System.Collections.Frozen.FrozenDictionary`2"] = typeof(FrozenShims),
        ["System.Collections.Frozen.FrozenSet"] = typeof(FrozenShims),
        ["System.Collections.Generic.EqualityComparer`1"] = typeof(ComparerShims),
        ["System.Text.RegularExpressions.Regex"] = typeof(RegexShims),
        ["System.BitConverter"] = typeof(NumberShims),
        ["System.Text.Encoding"] = typeof(EncodingShims),
        ["System.Span`1"] = typeof(SpanShims),
        ["System.ReadOnlySpan`1"] = typeof(SpanShims),
        ["System.Span`1+Enumerator"] = typeof(SpanShims),
        ["System.ReadOnlySpan`1+Enumerator"] = typeof(SpanShims),
        ["System.Array"] = typeof(ArrayShims),
        ["System.Char"] = typeof(CharShims),
        ["System.Double"] = typeof(NumberShims),
        ["System.Single"] = typeof(NumberShims),
        ["System.Convert"] = typeof(ConvertShims),
        ["System.HashCode"] = typeof(HashShims),
        ["System.FormattableString"] = typeof(FormattableShims),
        ["System.ArgumentNullException"] = typeof(ThrowShims),
        ["System.ArgumentException"] = typeof(ThrowShims),
        ["System.ArgumentOutOfRangeException"] = typeof(ThrowShims),
        ["System.Collections.Generic.Dictionary`2"] = typeof(DictionaryShims),
        ["System.Collections.Generic.CollectionExtensions"] = typeof(DictionaryExtensionShims),
        ["System.Collections.Generic.KeyValuePair"] = typeof(PairShims),
        ["System.Collections.Generic.KeyValuePair`2"] = typeof(PairShims),
        ["System.Collections.Generic.Queue`1"] = typeof(QueueShims),
        ["System.Collections.Generic.Stack`1"] = typeof(QueueShims),
        ["System.Collections.Generic.List`1"] = typeof(ListShims),
        ["System.Collections.Generic.PriorityQueue`2"] = typeof(PriorityQueueShims),
        ["System.Collections.Generic.HashSet`1"] = typeof(ListShims),
    };

    /// <summary>Our own code for members of a type, or null.</summary>
    public static Type? Find(string type) => Known.TryGetValue(type, out Type? shims) ? shims : null;
}
