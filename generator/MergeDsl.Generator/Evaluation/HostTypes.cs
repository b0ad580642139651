using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>The types whose values the evaluator holds: those of the library itself, and a few of the runtime's.</summary>
internal sealed class HostTypes
{
    private static readonly Dictionary<string, Type> Known = new(StringComparer.Ordinal)
    {
        ["System.Index"] = typeof(Index),
        ["System.Range"] = typeof(Range),
        ["System.Nullable`1"] = typeof(Nullable<>),
        ["System.Collections.Generic.IEnumerable`1"] = typeof(IEnumerable<>),
        ["System.Collections.Generic.IReadOnlyList`1"] = typeof(IReadOnlyList<>),
        ["System.Collections.Generic.IReadOnlyCollection`1"] = typeof(IReadOnlyCollection<>),
        ["System.Collections.IEnumerable"] = typeof(System.Collections.IEnumerable),
        ["System.ValueTuple`2"] = typeof(ValueTuple<,>),
        ["System.ValueTuple`3"] = typeof(ValueTuple<,,>),
        ["System.ValueTuple`4"] = typeof(ValueTuple<,,,>),
        ["System.ValueTuple`5"] = typeof(ValueTuple<,,,,>),
        ["System.ValueTuple`6"] = typeof(ValueTuple<,,,,,>),
        ["System.ValueTuple`7"] = typeof(ValueTuple<,,,,,,>),
    };

    private readonly ConcurrentDictionary<ITypeSymbol, Type?> found = new(SymbolEqualityComparer.Default);

    /// <summary>The type of this process that stands for a type of the compilation, or null.</summary>
    public Type? Find(ITypeSymbol type)
    {
        if (!found.TryGetValue(type, out Type? host))
            found[type] = host = Search(type);
        return host;
    }

    /// <summary>Whether a type is one of the library's.</summary>
    public static bool IsOfLibrary(ITypeSymbol? type) => type?.ContainingAssembly?.Name == KnownNames.CoreAssembly;

    private Type? Search(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
            return array.IsSZArray ? Find(array.ElementType)?.MakeArrayType() : null;
        if (type is not INamedTypeSymbol named)
            return null;
        if (Primitive(named.SpecialType) is { } primitive)
            return primitive;
        // An enum of the user's own is its number.
        if (named.TypeKind == TypeKind.Enum && !IsOfLibrary(named))
            return named.EnumUnderlyingType is { } underlying && SourceOnly(named) ? Find(underlying) : null;
        if (OwnTypes.HostOf(named) is { } declared)
            return declared;
        if (named.IsTupleType)
            named = named.TupleUnderlyingType ?? named;
        string name = MetadataName(named.OriginalDefinition);
        // Reflection cannot pass a span: the overloads with an array take its place.
        if (name == "System.ReadOnlySpan`1")
            return Find(named.TypeArguments[0])?.MakeArrayType();
        if (named.TypeKind == TypeKind.Delegate)
            return name.StartsWith("System.Func`", StringComparison.Ordinal) ? typeof(Closure) : null;
        Type? definition =
            IsOfLibrary(named) ? typeof(Merge).Assembly.GetType(name)
            : Known.TryGetValue(name, out Type? known) ? known
            : null;
        if (definition is null || !definition.IsGenericTypeDefinition)
            return definition;
        var arguments = new List<Type>();
        for (INamedTypeSymbol? part = named; part is not null; part = part.ContainingType)
        {
            Type?[] own = [.. part.TypeArguments.Select(Find)];
            if (own.Contains(null))
                return null;
            arguments.InsertRange(0, own!);
        }
        return definition.MakeGenericType([.. arguments]);
    }

    private static bool SourceOnly(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Length > 0;

    private static string MetadataName(INamedTypeSymbol type)
    {
        if (type.ContainingType is { } outer)
            return MetadataName(outer) + "+" + type.MetadataName;
        return type.ContainingNamespace is { IsGlobalNamespace: false } space
            ? space.ToDisplayString() + "." + type.MetadataName
            : type.MetadataName;
    }

    private static Type? Primitive(SpecialType type) =>
        type switch
        {
            SpecialType.System_Object => typeof(object),
            SpecialType.System_String => typeof(string),
            SpecialType.System_Boolean => typeof(bool),
            SpecialType.System_Char => typeof(char),
            SpecialType.System_SByte => typeof(sbyte),
            SpecialType.System_Byte => typeof(byte),
            SpecialType.System_Int16 => typeof(short),
            SpecialType.System_UInt16 => typeof(ushort),
            SpecialType.System_Int32 => typeof(int),
            SpecialType.System_UInt32 => typeof(uint),
            SpecialType.System_Int64 => typeof(long),
            SpecialType.System_UInt64 => typeof(ulong),
            SpecialType.System_Single => typeof(float),
            SpecialType.System_Double => typeof(double),
            SpecialType.System_Decimal => typeof(decimal),
            _ => null,
        };
}
