using System.Reflection;
using MergeDsl.Collections;

namespace MergeDsl.Generator.Evaluation;

/// <summary>The origin of a part of a declaration.</summary>
internal sealed class Origin(EvaluationPoint spot)
{
    public EvaluationPoint EvaluationPoint { get; } = spot;

    /// <summary>For members of the part, by name: what gave them their values.</summary>
    public Dictionary<string, EvaluationPoint> Parts { get; } = new(StringComparer.Ordinal);

    /// <summary>For lists: what gave each element.</summary>
    public IReadOnlyList<EvaluationPoint> Elements { get; init; } = [];
}

/// <summary>Remembers of every object of a declaration which operation made it, by identity: a slice that is repeated keeps its one origin.</summary>
internal sealed class Origins
{
    private static readonly Dictionary<Type, PropertyInfo[]> PropertiesOfTypes = [];

    private readonly Dictionary<object, Origin> origins = new(ReferenceComparer.Instance);

    public Origin? Find(object? value) => value is not null && origins.TryGetValue(value, out Origin? origin) ? origin : null;

    /// <summary>An object that a constructor, operator or method of the library made of its arguments and of the instance it was called on.</summary>
    public void Made(object? result, EvaluationPoint spot, IReadOnlyList<Operand> arguments, Operand? instance = null)
    {
        if (
            result is null or string
            || result.GetType().IsValueType
            || result.GetType().Assembly != typeof(Merge).Assembly
            || origins.ContainsKey(result)
        )
            return;
        var origin = new Origin(spot) { Elements = result is ISetting ? [.. arguments.Select(argument => argument.EvaluationPoint)] : [] };
        origins.Add(result, origin);
        Origin? before = Find(instance?.Value);
        foreach (PropertyInfo property in Properties(result.GetType()))
        {
            object? value = property.PropertyType.IsValueType ? null : property.GetValue(result);
            foreach (Operand argument in arguments)
            {
                if (
                    string.Equals(argument.Name, property.Name, StringComparison.OrdinalIgnoreCase)
                    || (value is not null && ReferenceEquals(value, argument.Value))
                )
                    origin.Parts[property.Name] = argument.EvaluationPoint;
            }
            if (instance is null || value is null || origin.Parts.ContainsKey(property.Name))
                continue;
            if (ReferenceEquals(value, instance.Value))
                origin.Parts[property.Name] = instance.EvaluationPoint;
            else if (before is not null)
                Inherit(origin, property.Name, value, instance.Value!, before);
        }
    }

    /// <summary>A setting, or a list of the library, that a collection expression made.</summary>
    public void MadeOfElements(object? result, EvaluationPoint spot, IReadOnlyList<EvaluationPoint> elements)
    {
        object? list = IdentityOf(result);
        if (list is not null && !origins.ContainsKey(list))
            origins.Add(list, new Origin(spot) { Elements = elements });
    }

    /// <summary>Returns the operations that produced the elements of a setting or a list of the library; null where it is not known.</summary>
    public IReadOnlyList<EvaluationPoint>? ElementsOf(object? value) => Find(IdentityOf(value))?.Elements;

    /// <summary>A list is a value: what its copies share is the elements.</summary>
    private static object? IdentityOf(object? value) => value is IEquatableArray list ? list.Shared : value as ISetting;

    /// <summary>A member that an initializer gave a value.</summary>
    public void Assigned(object target, string property, EvaluationPoint value)
    {
        if (origins.TryGetValue(target, out Origin? origin))
            origin.Parts[property] = value;
    }

    /// <summary>A copy, whose members came from the same places.</summary>
    public void Copied(object copy, object original, EvaluationPoint spot)
    {
        if (copy.GetType().IsValueType)
            return;
        var origin = new Origin(spot);
        if (origins.TryGetValue(original, out Origin? before))
        {
            foreach (KeyValuePair<string, EvaluationPoint> part in before.Parts)
                origin.Parts[part.Key] = part.Value;
        }
        origins[copy] = origin;
    }

    private static void Inherit(Origin origin, string name, object value, object instance, Origin before)
    {
        foreach (PropertyInfo property in Properties(instance.GetType()))
        {
            if (
                !property.PropertyType.IsValueType
                && before.Parts.TryGetValue(property.Name, out EvaluationPoint part)
                && ReferenceEquals(value, property.GetValue(instance))
            )
                origin.Parts[name] = part;
        }
    }

    /// <summary>The properties that a constructor or an initializer sets; the others are computed.</summary>
    private static PropertyInfo[] Properties(Type type)
    {
        lock (PropertiesOfTypes)
        {
            if (!PropertiesOfTypes.TryGetValue(type, out PropertyInfo[]? properties))
            {
                PropertiesOfTypes[type] = properties = [
                    .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                        .Where(property => property.CanWrite && property.CanRead && property.GetIndexParameters().Length == 0),
                ];
            }
            return properties;
        }
    }
}

/// <summary>A value on its way into a call: an argument by its parameter's name, or the instance.</summary>
internal sealed record Operand(string Name, object? Value, EvaluationPoint EvaluationPoint);
