using System.Runtime.CompilerServices;
using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Values: defaults, types, equality, order, hashes and text, as C# has them.</summary>
internal sealed partial class Evaluator
{
    private readonly Dictionary<(ITypeSymbol, ITypeSymbol), bool> conversions = [];
    private readonly ConditionalWeakTable<object, ITypeSymbol> made = new();
    private int hashing;

    /// <summary>The value that a variable of a type has at first.</summary>
    public object? DefaultOf(ITypeSymbol type)
    {
        if (!type.IsValueType || IsNullable(type))
            return null;
        if (type is INamedTypeSymbol named && Types.IsOfProgram(named))
            return named.TypeKind == TypeKind.Enum ? EnumOf(named, 0) : TypeOf(named).Default;
        Type host = Types.Find(type) ?? throw Unknown(type);
        return host.IsValueType ? Activator.CreateInstance(host)
            : host.IsGenericType ? Activator.CreateInstance(host, [null])
            : null;
    }

    /// <summary>A value that may have passed through the runtime, where the default of a struct of the program is null.</summary>
    public object? Normal(object? value, ITypeSymbol type) =>
        value is null && type.IsValueType && !IsNullable(type) && type.SpecialType != SpecialType.System_Void ? DefaultOf(type) : value;

    public ProgramEnum EnumOf(INamedTypeSymbol type, object number) =>
        new(type, NumericConversion.Convert(number, Types.Find(type.EnumUnderlyingType!)!, false)!);

    /// <summary>A value of an enum, of the program or of the runtime.</summary>
    public object EnumValue(INamedTypeSymbol type, object number)
    {
        if (Types.IsOfProgram(type))
            return EnumOf(type, number);
        Type host = Types.Find(type) ?? throw Unknown(type);
        return Enum.ToObject(host, NumericConversion.Convert(number, Enum.GetUnderlyingType(host), false)!);
    }

    /// <summary>A new object of a type, by its constructor without parameters.</summary>
    public object? Create(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol named || !Types.IsOfProgram(named))
            return Activator.CreateInstance(Types.Find(type) ?? throw Unknown(type));
        if (
            named.InstanceConstructors.FirstOrDefault(candidate => candidate.Parameters.Length == 0) is not { } constructor
            || (named.IsValueType && constructor.IsImplicitlyDeclared)
        )
            return DefaultOf(type);
        var made = new Cell(named.IsValueType ? TypeOf(named).Default : TypeOf(named).New());
        CallableOf(constructor)
            .Invoke(named.IsValueType ? made : made.Value, [], last.Operation is null ? null : new(last.Operation, last.Call));
        return made.Value;
    }

    public static bool IsNullable(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    public static ITypeSymbol Underlying(ITypeSymbol type) => IsNullable(type) ? ((INamedTypeSymbol)type).TypeArguments[0] : type;

    /// <summary>The type of a value, as far as it is known.</summary>
    public static INamedTypeSymbol? ProgramTypeOf(object? value) =>
        value switch
        {
            ProgramObject instance => instance.Type.Symbol,
            ProgramEnum number => number.Type,
            _ => null,
        };

    /// <summary>The type of a value.</summary>
    public ITypeSymbol TypeOfValue(object value) =>
        ProgramTypeOf(value) ?? compilation.GetTypeByMetadataName(value.GetType().FullName ?? "") ?? throw Impure("the type of this value");

    public static string NameOf(object value) => ProgramTypeOf(value)?.Name ?? value.GetType().Name;

    /// <summary>Indicates whether a value is of a type.</summary>
    public bool IsInstance(object? value, ITypeSymbol type)
    {
        value = Adapter.Unwrap(value);
        if (value is null)
            return false;
        type = Underlying(type);
        if (type.SpecialType == SpecialType.System_Object)
            return true;
        if (ProgramTypeOf(value) is { } actual)
            return Converts(actual, type);
        if (made.TryGetValue(value, out ITypeSymbol? known))
            return Converts(known, type);
        Type? host = Types.Find(type);
        if (host is null)
            throw Unknown(type);
        if (host == typeof(ProgramObject) || host == typeof(ProgramEnum))
            return false;
        bool isInstance = host.IsInstanceOfType(value);
        if (isInstance && Types.Mentions(type))
            throw Impure($"a test whether a value is {Printable.Quote(type.ToDisplayString())}, whose type arguments are the program's");
        return isInstance;
    }

    private bool Converts(ITypeSymbol from, ITypeSymbol to)
    {
        if (!conversions.TryGetValue((from, to), out bool converts))
        {
            Microsoft.CodeAnalysis.Operations.CommonConversion conversion = compilation.ClassifyCommonConversion(from, to);
            conversions[(from, to)] = converts =
                conversion.IsIdentity
                || (conversion.IsImplicit && !conversion.IsUserDefined && !conversion.IsNumeric && !conversion.IsNullable);
        }
        return converts;
    }

    /// <summary>Remembers the type of an object of the runtime whose type arguments are the program's: this process has them all as one.</summary>
    public object? OfType(object? value, ITypeSymbol type)
    {
        if (value is not (null or ProgramObject) && value.GetType() == Types.Find(type) && !made.TryGetValue(value, out _))
            made.Add(value, type);
        return value;
    }

    /// <summary>A value as what the runtime expects: an object of the program as an interface or an exception.</summary>
    public object? Adapt(object? value, Type host)
    {
        if (value is null || host.IsInstanceOfType(value))
            return value;
        object? bare = Adapter.Unwrap(value);
        if (host.IsInstanceOfType(bare))
            return bare;
        if (host.IsArray && bare is ISpan span)
            return span.Copied();
        if (bare is ProgramObject instance)
        {
            if (host.IsInstanceOfType(instance.Host))
                return instance.Host;
            return Adapter.Of(instance, host)
                ?? throw Impure($"{Printable.Quote(instance.Type.Symbol.Name)} as {Printable.Quote(host.Name)}");
        }
        return value;
    }

    /// <summary>The equality that <c>EqualityComparer.Default</c> has.</summary>
    public bool AreEqual(ProgramObject left, ProgramObject right)
    {
        foreach (INamedTypeSymbol contract in left.Type.Symbol.AllInterfaces)
        {
            if (
                HostTypes.MetadataName(contract.OriginalDefinition) == "System.IEquatable`1"
                && IsInstance(right, contract.TypeArguments[0])
                && !left.Type.Symbol.IsAnonymousType
            )
                return (bool)CallVirtual(left, (IMethodSymbol)contract.GetMembers("Equals")[0], right)!;
        }
        return IsEqual(left, right);
    }

    /// <summary>Equality of two values of one type.</summary>
    public bool AreSame(object? left, object? right)
    {
        (left, right) = (Adapter.Unwrap(left), Adapter.Unwrap(right));
        if (left is null || right is null)
            return left is null && right is null;
        return left is ProgramObject a && right is ProgramObject b ? AreEqual(a, b) : left.Equals(right);
    }

    /// <summary>The program's <c>Equals(object)</c>.</summary>
    public bool IsEqual(ProgramObject left, object? right) => (bool)CallVirtual(left, ObjectMember("Equals", 1), right)!;

    public int HashOf(ProgramObject value) => Hashing(() => (int)CallVirtual(value, ObjectMember("GetHashCode", 0))!);

    /// <summary>Computes a hash for a table: nobody sees the number, which may be another in every run.</summary>
    public int Hashing(Func<int> hash)
    {
        hashing++;
        try
        {
            return hash();
        }
        finally
        {
            hashing--;
        }
    }

    /// <summary>Indicates whether a hash is computed for a table.</summary>
    public bool IsHashing => hashing > 0;

    public string TextOf(ProgramObject value) => (string?)CallVirtual(value, ObjectMember("ToString", 0)) ?? "";

    public int Compare(ProgramObject left, ProgramObject? right)
    {
        foreach (INamedTypeSymbol contract in left.Type.Symbol.AllInterfaces)
        {
            string name = HostTypes.MetadataName(contract.OriginalDefinition);
            if (
                name == "System.IComparable"
                || (name == "System.IComparable`1" && (right is null || IsInstance(right, contract.TypeArguments[0])))
            )
                return (int)CallVirtual(left, (IMethodSymbol)contract.GetMembers("CompareTo")[0], right)!;
        }
        throw new ArgumentException("At least one object must implement IComparable.");
    }

    private IMethodSymbol ObjectMember(string name, int parameters) =>
        compilation
            .GetSpecialType(SpecialType.System_Object)
            .GetMembers(name)
            .OfType<IMethodSymbol>()
            .First(method => method.Parameters.Length == parameters && !method.IsStatic);
}
