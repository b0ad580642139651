using System.Reflection;
using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>A member of the runtime or of the library, ready to be called.</summary>
/// <param name="method">The member, or our own code in its place, which takes the instance as its first argument.</param>
/// <param name="isLazy">Whether it gives a sequence that is computed item by item.</param>
/// <param name="isExtension">Whether it is our own code in the place of an instance member.</param>
internal sealed class HostMember(MethodBase method, bool isLazy, bool isExtension = false)
{
    public Type[] Parameters { get; } =
    [
        .. method
            .GetParameters()
            .Skip(isExtension ? 1 : 0)
            .Select(parameter => parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType),
    ];

    public bool IsOfLibrary { get; } = method.DeclaringType!.Assembly == typeof(Merge).Assembly;

    /// <summary>Indicates whether the member gives items in an order, or takes a sequence in its order.</summary>
    public bool IsOrdered { get; } = method.DeclaringType!.Namespace != typeof(System.Collections.Immutable.ImmutableArray).Namespace;

    /// <summary>Indicates whether the member passes over the items that it is called on.</summary>
    public bool IsPass { get; } = method.Name is "GetEnumerator" or "get_Keys" or "get_Values";

    /// <summary>Indicates whether the result is rounded to a float.</summary>
    public bool IsSingle { get; init; }

    public object? Invoke(object? instance, object?[] arguments)
    {
        object? result = InvokeBare(instance, arguments);
        if (IsSingle && result is double wide)
            return (float)wide;
        return isLazy ? Metering.Of(result, ((MethodInfo)method).ReturnType.GetGenericArguments()[0]) : result;
    }

    private object? InvokeBare(object? instance, object?[] arguments)
    {
        if (method is ConstructorInfo constructor)
            return constructor.Invoke(arguments);
        if (!isExtension)
            return method.Invoke(instance, arguments);
        object?[] all = [instance, .. arguments];
        object? result = method.Invoke(null, all);
        Array.Copy(all, 1, arguments, 0, arguments.Length);
        return result;
    }
}

/// <summary>Finds the members of this process that members of the compilation stand for.</summary>
internal sealed class HostMembers(HostTypes types)
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>Members of pure types that are not pure, and what to write in their place.</summary>
    private static readonly Dictionary<string, string> Impure = new(StringComparer.Ordinal)
    {
        ["System.Object.GetHashCode"] = "a hash, which may be another in every run; compare the values",
        ["System.String.GetHashCode"] = "the hash of a text, which is another in every run; compare the texts",
        ["System.Text.Encoding.get_Default"] = "the encoding of the machine; write Encoding.UTF8",
        ["System.Text.StringBuilder.AppendLine"] = "the end of a line as the machine has it; append '\\n'",
        ["System.Globalization.CultureInfo.get_CurrentCulture"] = "the culture of the program; write CultureInfo.InvariantCulture",
        ["System.Globalization.CultureInfo.get_CurrentUICulture"] = "the culture of the program; write CultureInfo.InvariantCulture",
        ["System.Globalization.NumberFormatInfo.get_CurrentInfo"] = "the culture of the program; write NumberFormatInfo.InvariantInfo",
        ["System.StringComparer.get_CurrentCulture"] = "the culture of the program; write StringComparer.Ordinal",
        ["System.StringComparer.get_CurrentCultureIgnoreCase"] = "the culture of the program; write StringComparer.OrdinalIgnoreCase",
        ["System.Linq.Enumerable.Shuffle"] = "a random order; write the order",
        ["System.Exception.get_StackTrace"] = "a stack trace, which is reflection",
        ["System.Exception.get_TargetSite"] = "the place of an exception, which is reflection",
        ["System.Exception.get_Source"] = "the place of an exception, which is reflection",
        ["System.Collections.Immutable.ImmutableDictionary`2.GetEnumerator"] = HashOrder,
        ["System.Collections.Immutable.ImmutableDictionary`2.get_Keys"] = HashOrder,
        ["System.Collections.Immutable.ImmutableDictionary`2.get_Values"] = HashOrder,
        ["System.Collections.Immutable.ImmutableHashSet`1.GetEnumerator"] = HashOrder,
        ["System.Collections.Frozen.FrozenDictionary`2.GetEnumerator"] = HashOrder,
        ["System.Collections.Frozen.FrozenDictionary`2.get_Keys"] = HashOrder,
        ["System.Collections.Frozen.FrozenDictionary`2.get_Values"] = HashOrder,
        ["System.Collections.Frozen.FrozenSet`1.GetEnumerator"] = HashOrder,
        ["System.Collections.Frozen.FrozenSet`1.get_Items"] = HashOrder,
    };

    public const string HashOrder =
        "an order that follows hashes, which are others in every run; take an ImmutableSortedDictionary, an ImmutableSortedSet or a List";

    private readonly Dictionary<IMethodSymbol, HostMember?> found = new(SymbolEqualityComparer.Default);

    /// <summary>The member; null where it is not pure or not known.</summary>
    public HostMember? Find(IMethodSymbol method)
    {
        if (!found.TryGetValue(method, out HostMember? member))
            found[method] = member = Search(method);
        return member;
    }

    /// <summary>Why a member is not called, as a noun phrase.</summary>
    public string WhyNot(IMethodSymbol method)
    {
        if (Impure.TryGetValue(NameOf(method), out string? why))
            return why;
        string name = Printable.Quote(
            method.ContainingType.ToDisplayString()
                + (method.MethodKind == MethodKind.Constructor ? "" : "." + (method.AssociatedSymbol ?? method).Name)
        );
        return (
                method.MethodKind == MethodKind.Constructor ? "an object of the type "
                : method.AssociatedSymbol is IPropertySymbol ? "the property "
                : "a call of "
            )
            + name
            + HostTypes.Reason(method.ContainingType);
    }

    /// <summary>Indicates whether the order of the items of a collection follows hashes.</summary>
    public static bool FollowsHashes(object? value) =>
        value?.GetType() is { IsGenericType: true } type
        && (
            type.GetGenericTypeDefinition() == typeof(System.Collections.Immutable.ImmutableHashSet<>)
            || type.GetGenericTypeDefinition() == typeof(System.Collections.Immutable.ImmutableDictionary<,>)
        );

    /// <summary>The copy that <c>with</c> starts from.</summary>
    public static object Clone(object value) =>
        value.GetType().IsValueType
            ? System.Runtime.CompilerServices.RuntimeHelpers.GetObjectValue(value)!
            : value.GetType().GetMethod("<Clone>$", Public)!.Invoke(value, [])!;

    private static string NameOf(IMethodSymbol method) =>
        HostTypes.MetadataName(method.ContainingType.OriginalDefinition) + "." + method.Name;

    private HostMember? Search(IMethodSymbol method)
    {
        if (Impure.ContainsKey(NameOf(method)) || Hosts(method.Parameters) is not { } parameters)
            return null;
        string type = HostTypes.MetadataName(method.ContainingType.OriginalDefinition);
        Type? host = types.Find(method.ContainingType);
        if (Shims.Find(type) is { } shims && InShims(method, shims, host, parameters) is { } shim)
            return shim;
        if (type == "System.MathF")
            return OfSingle(method, parameters);
        if (host is null)
            return null;
        if (method.MethodKind == MethodKind.Constructor)
            return host.GetConstructor(parameters) is { } constructor ? new(constructor, false) : null;
        Type?[] arguments = [.. method.TypeArguments.Select(types.Find)];
        if (arguments.Contains(null))
            return null;
        // An overload with an array stands beside each with a span that is read.
        Type[] arrays =
        [
            .. parameters.Select(
                (parameter, i) =>
                    method.Parameters[i].Type.Name == "ReadOnlySpan" && parameter.IsGenericType
                        ? parameter.GetGenericArguments()[0].MakeArrayType()
                        : parameter
            ),
        ];
        Type returned = types.Find(method.ReturnType) ?? typeof(void);
        foreach (MethodInfo candidate in host.GetMethods(Public))
        {
            if (candidate.Name != method.MetadataName || candidate.IsStatic != method.IsStatic)
                continue;
            if (
                Fitting(candidate, arguments!, arrays) is { } constructed
                && (method.MethodKind != MethodKind.Conversion || constructed.ReturnType == returned)
            )
                return new(constructed, IsLazy(method));
        }
        // Types of numbers have the members of Math as their own in newer runtimes.
        return method.IsStatic && host.IsPrimitive ? InMath(method, parameters) ?? InBits(method, host, parameters) : null;
    }

    /// <summary>Finds what whole numbers have of <c>BitOperations</c>, and floats of <c>MathF</c>.</summary>
    private static HostMember? InBits(IMethodSymbol method, Type host, Type[] parameters)
    {
        if (host == typeof(float))
            return OfSingle(method, parameters);
        return typeof(WholeShims).GetMethod(method.Name, parameters) is { } shim ? new(shim, false) : null;
    }

    /// <summary>A member of <c>MathF</c>: that of <c>Math</c>, rounded once.</summary>
    private static HostMember? OfSingle(IMethodSymbol method, Type[] parameters)
    {
        Type[] wide = [.. parameters.Select(parameter => parameter == typeof(float) ? typeof(double) : parameter)];
        MethodInfo? found =
            typeof(Math).GetMethod(method.Name, parameters)
            ?? typeof(MathShims).GetMethod(method.Name, wide)
            ?? typeof(Math).GetMethod(method.Name, wide);
        return found is null ? null : new(found, false) { IsSingle = method.ReturnType.SpecialType == SpecialType.System_Single };
    }

    private static HostMember? InMath(IMethodSymbol method, Type[] parameters) =>
        typeof(MathShims).GetMethod(method.Name, parameters) is { } shim ? new(shim, false)
        : typeof(Math).GetMethod(method.Name, parameters) is { } math ? new(math, false)
        : null;

    private HostMember? InShims(IMethodSymbol method, Type shims, Type? host, Type[] parameters)
    {
        bool isInstance = !method.IsStatic && method.MethodKind != MethodKind.Constructor;
        if (isInstance && host is null)
            return null;
        string name = method.MethodKind == MethodKind.Constructor ? "New" : method.Name;
        Type[] all = isInstance ? [host!, .. parameters] : parameters;
        Type?[] arguments = [.. Outer(method.ContainingType).Concat(method.TypeArguments).Select(types.Find)];
        if (arguments.Contains(null))
            return null;
        foreach (MethodInfo candidate in shims.GetMethods(BindingFlags.Public | BindingFlags.Static))
        {
            if (candidate.Name == name && Fitting(candidate, arguments!, all) is { } constructed)
                return new(constructed, IsLazy(method), isInstance);
        }
        return null;
    }

    private static IEnumerable<ITypeSymbol> Outer(INamedTypeSymbol? type) =>
        type is null ? [] : Outer(type.ContainingType).Concat(type.TypeArguments);

    private static MethodInfo? Fitting(MethodInfo candidate, Type[] arguments, Type[] parameters)
    {
        if (candidate.GetParameters().Length != parameters.Length || candidate.GetGenericArguments().Length != arguments.Length)
            return null;
        try
        {
            MethodInfo constructed = arguments.Length == 0 ? candidate : candidate.MakeGenericMethod(arguments);
            return constructed.GetParameters().Select(parameter => parameter.ParameterType).SequenceEqual(parameters) ? constructed : null;
        }
        catch (ArgumentException)
        {
            // A constraint that the type in the place of a struct does not meet.
            return null;
        }
    }

    private static bool IsLazy(IMethodSymbol method) =>
        method.ContainingType.Name == "Enumerable"
        && method.ReturnType.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T;

    private Type[]? Hosts(IEnumerable<IParameterSymbol> parameters)
    {
        var hosts = new List<Type>();
        foreach (IParameterSymbol parameter in parameters)
        {
            if (types.Find(parameter.Type) is not { } host)
                return null;
            hosts.Add(parameter.RefKind is RefKind.None || host == typeof(TextHandler) ? host : host.MakeByRefType());
        }
        return [.. hosts];
    }
}
