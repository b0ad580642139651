using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Calls the library's own members by the symbols that stand for them in a compilation.</summary>
internal sealed class HostMembers(HostTypes types)
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    private readonly ConcurrentDictionary<ISymbol, MemberInfo?> found = new(SymbolEqualityComparer.Default);

    /// <summary>The types of the library and of the runtime that types of the compilation stand for.</summary>
    public HostTypes Types => types;

    /// <summary>Whether members of this type are called as they are.</summary>
    public static bool AreCalled(INamedTypeSymbol? type) =>
        HostTypes.IsOfLibrary(type)
        || (type is { Name: "Index" or "Range", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } });

    /// <summary>Whether objects of this type are made by the library: its own, and the parts of declarations by methods of the program's own.</summary>
    public static bool AreMade(INamedTypeSymbol? type) => AreCalled(type) || OwnTypes.MethodOf(type) is not null;

    public MethodInfo? Method(IMethodSymbol method) =>
        (MethodInfo?)Cached(method, () => SearchMethod(method, types.Find(method.ContainingType)));

    /// <summary>The method of a type of this process that a method of the compilation stands for.</summary>
    public MethodInfo? Method(IMethodSymbol method, Type host) => (MethodInfo?)Cached(method, () => SearchMethod(method, host));

    public ConstructorInfo? Constructor(IMethodSymbol constructor) =>
        (ConstructorInfo?)Cached(
            constructor,
            () => Parameters(constructor) is { } parameters ? types.Find(constructor.ContainingType)?.GetConstructor(parameters) : null
        );

    public PropertyInfo? Property(IPropertySymbol property) =>
        (PropertyInfo?)Cached(
            property,
            () =>
                Hosts(property.Parameters) is { } parameters && types.Find(property.Type) is { } type
                    ? types
                        .Find(property.ContainingType)
                        ?.GetProperty(property.IsIndexer ? "Item" : property.Name, Public, null, type, parameters, null)
                    : null
        );

    public FieldInfo? Field(IFieldSymbol field) =>
        (FieldInfo?)Cached(field, () => types.Find(field.ContainingType)?.GetField(field.Name, Public));

    /// <summary>The copy that <c>with</c> starts from.</summary>
    public static object Clone(object value) =>
        value.GetType().IsValueType
            ? System.Runtime.CompilerServices.RuntimeHelpers.GetObjectValue(value)
            : value.GetType().GetMethod("<Clone>$", Public)!.Invoke(value, [])!;

    private MemberInfo? Cached(ISymbol symbol, Func<MemberInfo?> search)
    {
        if (!found.TryGetValue(symbol, out MemberInfo? member))
            found[symbol] = member = search();
        return member;
    }

    private MethodInfo? SearchMethod(IMethodSymbol method, Type? host)
    {
        if (host is null || Parameters(method) is not { } parameters)
            return null;
        Type?[] arguments = [.. method.TypeArguments.Select(types.Find)];
        if (arguments.Contains(null))
            return null;
        foreach (MethodInfo candidate in host.GetMethods(Public))
        {
            if (
                candidate.Name != method.MetadataName
                || candidate.IsStatic != method.IsStatic
                || candidate.GetGenericArguments().Length != arguments.Length
            )
                continue;
            MethodInfo constructed = arguments.Length == 0 ? candidate : candidate.MakeGenericMethod(arguments!);
            if (!constructed.GetParameters().Select(parameter => parameter.ParameterType).SequenceEqual(parameters))
                continue;
            // Conversions differ by what they return.
            if (constructed.ReturnType == types.Find(method.ReturnType))
                return constructed;
        }
        return null;
    }

    private Type[]? Parameters(IMethodSymbol method) => Hosts(method.Parameters);

    private Type[]? Hosts(IEnumerable<IParameterSymbol> parameters)
    {
        var hosts = new List<Type>();
        foreach (IParameterSymbol parameter in parameters)
        {
            if (parameter.RefKind != RefKind.None || types.Find(parameter.Type) is not { } host)
                return null;
            hosts.Add(host);
        }
        return [.. hosts];
    }
}
