using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>The types of this process that stand for types of the compilation: the runtime's pure types and all of the library are themselves, a type of the program is <see cref="ProgramObject"/>.</summary>
internal sealed class HostTypes(Compilation compilation)
{
    /// <summary>The runtime's pure types. What is not here is not evaluated.</summary>
    private static readonly Dictionary<string, Type> Pure = new Type[]
    {
        typeof(object),
        typeof(string),
        typeof(CharEnumerator),
        typeof(bool),
        typeof(char),
        typeof(sbyte),
        typeof(byte),
        typeof(short),
        typeof(ushort),
        typeof(int),
        typeof(uint),
        typeof(long),
        typeof(ulong),
        typeof(float),
        typeof(double),
        typeof(decimal),
        typeof(void),
        typeof(TimeSpan),
        typeof(Math),
        typeof(Convert),
        typeof(Array),
        typeof(Index),
        typeof(Range),
        typeof(Nullable<>),
        typeof(Nullable),
        typeof(Lazy<>),
        typeof(Enumerable),
        typeof(StringBuilder),
        typeof(StringComparer),
        typeof(StringComparison),
        typeof(StringSplitOptions),
        typeof(MidpointRounding),
        typeof(FormattableString),
        typeof(CultureInfo),
        typeof(NumberFormatInfo),
        typeof(NumberStyles),
        typeof(DayOfWeek),
        typeof(UnicodeCategory),
        typeof(IFormatProvider),
        typeof(IFormattable),
        typeof(ICloneable),
        typeof(IComparable),
        typeof(IComparable<>),
        typeof(IEquatable<>),
        typeof(IDisposable),
        typeof(System.Collections.IEnumerable),
        typeof(System.Collections.IEnumerator),
        typeof(System.Collections.IComparer),
        typeof(System.Collections.IEqualityComparer),
        typeof(System.Collections.ICollection),
        typeof(System.Collections.IList),
        typeof(System.Collections.IDictionary),
        typeof(System.Collections.DictionaryEntry),
        typeof(System.Collections.BitArray),
        typeof(IEnumerable<>),
        typeof(IEnumerator<>),
        typeof(ICollection<>),
        typeof(IList<>),
        typeof(IReadOnlyCollection<>),
        typeof(IReadOnlyList<>),
        typeof(IDictionary<,>),
        typeof(IReadOnlyDictionary<,>),
        typeof(ISet<>),
        typeof(IComparer<>),
        typeof(IEqualityComparer<>),
        typeof(List<>),
        typeof(List<>.Enumerator),
        typeof(Dictionary<,>),
        typeof(Dictionary<,>.Enumerator),
        typeof(Dictionary<,>.KeyCollection),
        typeof(Dictionary<,>.ValueCollection),
        typeof(Dictionary<,>.KeyCollection.Enumerator),
        typeof(Dictionary<,>.ValueCollection.Enumerator),
        typeof(HashSet<>),
        typeof(HashSet<>.Enumerator),
        typeof(SortedDictionary<,>),
        typeof(SortedDictionary<,>.Enumerator),
        typeof(SortedDictionary<,>.KeyCollection),
        typeof(SortedDictionary<,>.ValueCollection),
        typeof(SortedDictionary<,>.KeyCollection.Enumerator),
        typeof(SortedDictionary<,>.ValueCollection.Enumerator),
        typeof(SortedList<,>),
        typeof(SortedSet<>),
        typeof(SortedSet<>.Enumerator),
        typeof(Queue<>),
        typeof(Queue<>.Enumerator),
        typeof(Stack<>),
        typeof(Stack<>.Enumerator),
        typeof(LinkedList<>),
        typeof(LinkedList<>.Enumerator),
        typeof(LinkedListNode<>),
        typeof(KeyValuePair<,>),
        typeof(Comparer<>),
        typeof(EqualityComparer<>),
        typeof(KeyNotFoundException),
        typeof(ReadOnlyCollection<>),
        typeof(ReadOnlyDictionary<,>),
        typeof(Collection<>),
        typeof(IGrouping<,>),
        typeof(ILookup<,>),
        typeof(Lookup<,>),
        typeof(IOrderedEnumerable<>),
        typeof(ImmutableArray),
        typeof(ImmutableArrayExtensions),
        typeof(ImmutableArray<>),
        typeof(ImmutableArray<>.Enumerator),
        typeof(ImmutableArray<>.Builder),
        typeof(ImmutableList),
        typeof(ImmutableList<>),
        typeof(ImmutableList<>.Enumerator),
        typeof(ImmutableList<>.Builder),
        typeof(ImmutableQueue),
        typeof(ImmutableQueue<>),
        typeof(ImmutableStack),
        typeof(ImmutableStack<>),
        typeof(ImmutableSortedDictionary),
        typeof(ImmutableSortedDictionary<,>),
        typeof(ImmutableSortedDictionary<,>.Enumerator),
        typeof(ImmutableSortedSet),
        typeof(ImmutableSortedSet<>),
        typeof(ImmutableSortedSet<>.Enumerator),
        typeof(ImmutableDictionary),
        typeof(ImmutableDictionary<,>),
        typeof(ImmutableDictionary<,>.Builder),
        typeof(ImmutableHashSet),
        typeof(ImmutableHashSet<>),
        typeof(IImmutableList<>),
        typeof(IImmutableSet<>),
        typeof(IImmutableDictionary<,>),
        typeof(Tuple),
        typeof(Tuple<>),
        typeof(Tuple<,>),
        typeof(Tuple<,,>),
        typeof(Tuple<,,,>),
        typeof(Tuple<,,,,>),
        typeof(ValueTuple),
        typeof(Func<>),
        typeof(Func<,>),
        typeof(Func<,,>),
        typeof(Func<,,,>),
        typeof(Func<,,,,>),
        typeof(Func<,,,,,>),
        typeof(Func<,,,,,,>),
        typeof(Func<,,,,,,,>),
        typeof(Func<,,,,,,,,>),
        typeof(Action),
        typeof(Action<>),
        typeof(Action<,>),
        typeof(Action<,,>),
        typeof(Action<,,,>),
        typeof(Action<,,,,>),
        typeof(Action<,,,,,>),
        typeof(Predicate<>),
        typeof(Comparison<>),
        typeof(Converter<,>),
        typeof(Exception),
        typeof(SystemException),
        typeof(ApplicationException),
        typeof(ArgumentException),
        typeof(ArgumentNullException),
        typeof(ArgumentOutOfRangeException),
        typeof(InvalidOperationException),
        typeof(NotSupportedException),
        typeof(NotImplementedException),
        typeof(FormatException),
        typeof(OverflowException),
        typeof(ArithmeticException),
        typeof(DivideByZeroException),
        typeof(IndexOutOfRangeException),
        typeof(NullReferenceException),
        typeof(InvalidCastException),
        typeof(RankException),
        typeof(ArrayTypeMismatchException),
        typeof(AggregateException),
        typeof(TimeoutException),
        typeof(Regex),
        typeof(RegexOptions),
        typeof(Match),
        typeof(MatchCollection),
        typeof(MatchEvaluator),
        typeof(Group),
        typeof(GroupCollection),
        typeof(Capture),
        typeof(CaptureCollection),
        typeof(Delegate),
        typeof(MulticastDelegate),
        typeof(EventArgs),
        typeof(EventHandler),
        typeof(EventHandler<>),
        typeof(TupleExtensions),
        typeof(Tuple<,,,,,>),
        typeof(Tuple<,,,,,,>),
        typeof(BitConverter),
        typeof(Base64FormattingOptions),
        typeof(Encoding),
        typeof(System.Numerics.BigInteger),
        typeof(System.Numerics.Complex),
        typeof(KeyedCollection<,>),
        typeof(Version),
    }.ToDictionary(type => type.FullName!, StringComparer.Ordinal);

    /// <summary>Types of the runtime that have our own code in their place.</summary>
    private static readonly Dictionary<string, Type> Own = new(StringComparer.Ordinal)
    {
        ["System.Span`1"] = typeof(Span<>),
        ["System.ReadOnlySpan`1"] = typeof(Span<>),
        ["System.Span`1+Enumerator"] = typeof(SpanEnumerator<>),
        ["System.ReadOnlySpan`1+Enumerator"] = typeof(SpanEnumerator<>),
        ["System.Memory`1"] = typeof(Span<>),
        ["System.ReadOnlyMemory`1"] = typeof(Span<>),
        ["System.MemoryExtensions+SpanSplitEnumerator`1"] = typeof(SpanEnumerator<Range>),
        ["System.Collections.Frozen.FrozenDictionary`2"] = typeof(FrozenDictionary<,>),
        ["System.Collections.Frozen.FrozenSet`1"] = typeof(FrozenSet<>),
        ["System.Type"] = typeof(TypeToken),
        ["System.Text.StringBuilder+AppendInterpolatedStringHandler"] = typeof(TextHandler),
        ["System.Runtime.CompilerServices.DefaultInterpolatedStringHandler"] = typeof(TextHandler),
        ["System.Collections.Generic.PriorityQueue`2"] = typeof(PriorityQueue<,>),
        ["System.Collections.Generic.IReadOnlySet`1"] = typeof(ISet<>),
        ["System.Runtime.CompilerServices.SwitchExpressionException"] = typeof(UnmatchedValue),
        ["System.Enum"] = typeof(object),
        ["System.ValueType"] = typeof(object),
        ["System.HashCode"] = typeof(HashCode),
    };

    /// <summary>Impure members by name, each with its substitute.</summary>
    private static readonly (string Start, string Reason)[] Reasons =
    [
        ("System.IO", ", which is files; take the value as a constant, or write it in a .merge.yml file"),
        ("System.Console", ", which is input and output; leave it out, or print where the plan runs"),
        ("System.Net", ", which is the network; take the value as a constant"),
        ("System.Random", ", which is randomness; write the numbers, or compute them"),
        ("System.Guid", ", which is randomness; write the text"),
        ("System.Security", ", which is randomness or the machine's; write the value"),
        ("System.DateTime", ", which is time; write the date as text or numbers"),
        ("System.DateOnly", ", which is time; write the date as text or numbers"),
        ("System.TimeOnly", ", which is time; write it as text or numbers"),
        ("System.TimeProvider", ", which is time; write it as text or numbers"),
        ("System.Diagnostics", ", which is the process or the clock; leave it out"),
        ("System.Environment", ", which is the environment; take the value as a constant"),
        ("System.AppContext", ", which is the environment; take the value as a constant"),
        ("System.OperatingSystem", ", which is the environment; take the value as a constant"),
        ("System.Runtime.InteropServices", ", which is the environment or unsafe code"),
        ("System.Runtime.CompilerServices.Unsafe", ", which is unsafe code; write it with arrays and spans"),
        ("System.Threading", ", which is threads; compute it in order"),
        ("System.Linq.Parallel", ", which is threads; leave out AsParallel"),
        ("System.Reflection", ", which is reflection; name the member"),
        ("System.Activator", ", which is reflection; write 'new'"),
        ("System.Type", ", which is reflection; name the type or the member"),
        ("System.GC", ", which is the machine's"),
        ("System.IntPtr", ", whose size is the machine's; write long"),
        ("System.UIntPtr", ", whose size is the machine's; write ulong"),
        ("System.Buffers", ", which is shared memory; write an array"),
        ("System.Globalization.CultureInfo", ", which is the culture; write CultureInfo.InvariantCulture"),
    ];

    /// <summary>The reason for which the code of another project is not evaluated, in words that follow a name.</summary>
    public const string OfOtherProject = ", whose code is in another project; take a constant, or write the code in this project";

    private readonly Dictionary<ITypeSymbol, Type?> found = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ITypeSymbol, bool> mentions = new(SymbolEqualityComparer.Default);

    /// <summary>The type of this process that stands for a type of the compilation, or null.</summary>
    public Type? Find(ITypeSymbol type)
    {
        if (!found.TryGetValue(type, out Type? host))
            found[type] = host = Search(type);
        return host;
    }

    /// <summary>Indicates whether a type is one of the library's.</summary>
    public static bool IsOfLibrary(ITypeSymbol? type) => type?.ContainingAssembly?.Name == KnownNames.CoreAssembly;

    /// <summary>Indicates whether a type is declared by the program, and interpreted.</summary>
    public bool IsOfProgram(INamedTypeSymbol type) =>
        type.IsAnonymousType
        || (
            SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly)
                ? type.IsStatic || CustomTypes.MethodOf(type) is null
                // Without bodies another project's type is as good as one of this.
                : type.TypeKind is TypeKind.Enum or TypeKind.Delegate or TypeKind.Interface && IsOfOtherProject(type)
        );

    /// <summary>Indicates whether a type is of another project or package.</summary>
    private static bool IsOfOtherProject(ITypeSymbol type) =>
        type.ContainingAssembly is { Name: var assembly }
        && assembly != KnownNames.CoreAssembly
        && !assembly.StartsWith("System", StringComparison.Ordinal)
        && !assembly.StartsWith("Microsoft.", StringComparison.Ordinal)
        && assembly is not ("mscorlib" or "netstandard" or "WindowsBase");

    /// <summary>Indicates whether a member is interpreted.</summary>
    public bool IsOfProgram(IMethodSymbol method) =>
        IsOfProgram(method.ContainingType)
        || (
            CustomTypes.MethodOf(method.ContainingType) is not null
            && method is { IsStatic: true, MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet }
        );

    /// <summary>Indicates whether a type, or one of its arguments, is declared by the program.</summary>
    public bool Mentions(ITypeSymbol type)
    {
        if (!mentions.TryGetValue(type, out bool does))
        {
            mentions[type] = does = type switch
            {
                IArrayTypeSymbol array => Mentions(array.ElementType),
                INamedTypeSymbol named => IsOfProgram(named) || named.TypeArguments.Any(Mentions),
                _ => false,
            };
        }
        return does;
    }

    /// <summary>Indicates whether a type is an exception class.</summary>
    public bool IsException(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (at.Name == "Exception" && at.ContainingNamespace.ToDisplayString() == "System")
                return true;
        }
        return false;
    }

    /// <summary>Why members of a type are not called, in words that follow a name.</summary>
    public static string Reason(ITypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Dynamic)
            return ", whose members are found by reflection; write the type";
        string name = MetadataName((type as INamedTypeSymbol)?.OriginalDefinition);
        foreach ((string start, string reason) in Reasons)
        {
            if (name.StartsWith(start, StringComparison.Ordinal))
                return reason;
        }
        return IsOfOtherProject(type) ? OfOtherProject : "";
    }

    public static string MetadataName(INamedTypeSymbol? type)
    {
        if (type is null)
            return "";
        if (type.ContainingType is { } outer)
            return MetadataName(outer) + "+" + type.MetadataName;
        return type.ContainingNamespace is { IsGlobalNamespace: false } containing
            ? containing.ToDisplayString() + "." + type.MetadataName
            : type.MetadataName;
    }

    private Type? Search(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
            return Find(array.ElementType) is { } element
                ? (array.IsSZArray ? element.MakeArrayType() : element.MakeArrayType(array.Rank))
                : null;
        if (type is not INamedTypeSymbol named)
            return null;
        if (CustomTypes.HostOf(named) is { } declared)
            return declared;
        if (named.IsTupleType)
        {
            Type?[] elements = [.. named.TupleElements.Select(element => Find(element.Type))];
            return elements.Contains(null) || elements.Length == 0 ? null : Tuples.TypeOf(elements!);
        }
        if (IsOfProgram(named))
        {
            return named.TypeKind switch
            {
                TypeKind.Enum => typeof(ProgramEnum),
                TypeKind.Delegate => typeof(Closure),
                _ => typeof(ProgramObject),
            };
        }
        string name = MetadataName(named.OriginalDefinition);
        Type? definition =
            Own.TryGetValue(name, out Type? own) ? own
            : IsOfLibrary(named) ? typeof(Merge).Assembly.GetType(name)
            : Pure.TryGetValue(name, out Type? pure) && IsOfRuntime(named) ? pure
            : null;
        if (definition is null || !definition.IsGenericTypeDefinition)
            return definition;
        var arguments = new List<Type>();
        for (INamedTypeSymbol? part = named; part is not null; part = part.ContainingType)
        {
            Type?[] given = [.. part.TypeArguments.Select(Find)];
            if (given.Contains(null))
                return null;
            arguments.InsertRange(0, given!);
        }
        // A struct of the program is an object here, which can be null itself.
        if (definition == typeof(Nullable<>) && !arguments[0].IsValueType)
            return arguments[0];
        return definition.MakeGenericType([.. arguments]);
    }

    private static bool IsOfRuntime(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.IsEmpty;
}

/// <summary>The exception of a switch expression without a fitting arm.</summary>
internal sealed class UnmatchedValue(object? value)
    : InvalidOperationException("Non-exhaustive switch expression failed to match its input.")
{
    public UnmatchedValue()
        : this(null) { }

    public object? UnmatchedInput => value;
}
