using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>An object or a value of a type that the program declares. The runtime's collections and queries hold it like any object: equality, hash, order and text are the program's.</summary>
internal sealed class ProgramObject(ProgramType type, object?[] fields) : IEquatable<ProgramObject>, IComparable<ProgramObject>, IComparable
{
    private Dictionary<Type, object>? adapters;

    public ProgramType Type => type;

    public object?[] Fields => fields;

    /// <summary>The object of the runtime that is the base of this one, where its base is the runtime's: what stands for it there.</summary>
    public object? Host { get; set; }

    /// <summary>The exception that the runtime throws for an object of an exception class of the program.</summary>
    public ProgramException? Exception => Host as ProgramException;

    public void Set(int field, object? value)
    {
        type.Evaluator.Changing(this);
        fields[field] = value;
    }

    /// <summary>The value with another value of one field.</summary>
    public ProgramObject With(int field, object? value)
    {
        object?[] changed = (object?[])fields.Clone();
        changed[field] = value;
        return new(type, changed);
    }

    public ProgramObject Copy() => new(type, (object?[])fields.Clone());

    /// <summary>The value as another of its own where it is a struct that can change: put in a box, or taken out of one.</summary>
    public static object? Unshared(object? value) =>
        value is ProgramObject { Type: { IsValue: true, Symbol.IsReadOnly: false } } shared ? shared.Copy() : value;

    /// <summary>The object as an interface or exception class of the runtime.</summary>
    public object As(Type host, Func<object> make)
    {
        adapters ??= [];
        if (!adapters.TryGetValue(host, out object? adapter))
            adapters[host] = adapter = make();
        return adapter;
    }

    public bool Equals(ProgramObject? other) => other is not null && type.Evaluator.AreEqual(this, other);

    public override bool Equals(object? obj) => type.Evaluator.IsEqual(this, Adapter.Unwrap(obj));

    public override int GetHashCode() => type.Evaluator.HashOf(this);

    public override string ToString() => type.Evaluator.TextOf(this);

    public int CompareTo(ProgramObject? other) => type.Evaluator.Compare(this, other);

    public int CompareTo(object? obj) => CompareTo(Adapter.Unwrap(obj) as ProgramObject);

    public int Identity => RuntimeHelpers.GetHashCode(this);
}

/// <summary>A value of an enum that the program declares.</summary>
internal sealed class ProgramEnum(INamedTypeSymbol type, object number) : IEquatable<ProgramEnum>, IComparable<ProgramEnum>, IComparable
{
    public INamedTypeSymbol Type => type;

    /// <summary>Its number, of the underlying type.</summary>
    public object Number => number;

    public bool Equals(ProgramEnum? other) =>
        other is not null && number.Equals(other.Number) && SymbolEqualityComparer.Default.Equals(type, other.Type);

    public override bool Equals(object? obj) => Equals(obj as ProgramEnum);

    public override int GetHashCode() => number.GetHashCode();

    public int CompareTo(ProgramEnum? other) => other is null ? 1 : ((IComparable)number).CompareTo(other.Number);

    public int CompareTo(object? obj) => CompareTo(obj as ProgramEnum);

    public override string ToString() => ProgramEnums.TextOf(this);
}

/// <summary>An exception of a class that the program declares.</summary>
internal sealed class ProgramException(ProgramObject instance, string? message, Exception? inner) : Exception(message, inner), IStandIn
{
    public ProgramObject Target => instance;

    public bool HasMessage { get; } = message is not null;
}

/// <summary>A type as a value.</summary>
internal sealed record TypeToken(ITypeSymbol Type)
{
    public bool Equals(TypeToken? other) => other is not null && SymbolEqualityComparer.Default.Equals(Type, other.Type);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Type);
}
