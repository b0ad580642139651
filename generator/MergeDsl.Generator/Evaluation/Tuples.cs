using System.Reflection;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Tuples of any length: those of more than seven elements have the others in a tuple at their end.</summary>
internal static class Tuples
{
    private static readonly Type[] Definitions =
    [
        typeof(ValueTuple<>),
        typeof(ValueTuple<,>),
        typeof(ValueTuple<,,>),
        typeof(ValueTuple<,,,>),
        typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>),
        typeof(ValueTuple<,,,,,,>),
        typeof(ValueTuple<,,,,,,,>),
    ];

    public static Type TypeOf(IReadOnlyList<Type> elements) =>
        elements.Count < 8
            ? Definitions[elements.Count - 1].MakeGenericType([.. elements])
            : Definitions[7].MakeGenericType([.. elements.Take(7), TypeOf([.. elements.Skip(7)])]);

    public static bool IsTuple(object value) =>
        value.GetType() is { IsGenericType: true } type && Definitions.Contains(type.GetGenericTypeDefinition());

    public static object Create(Type type, object?[] elements)
    {
        if (elements.Length < 8)
            return Activator.CreateInstance(type, elements)!;
        Type rest = type.GetGenericArguments()[7];
        return Activator.CreateInstance(type, [.. elements.Take(7), Create(rest, [.. elements.Skip(7)])])!;
    }

    public static object?[] Elements(object tuple)
    {
        var elements = new List<object?>();
        for (object? at = tuple; at is not null; )
        {
            object? rest = null;
            foreach (FieldInfo field in at.GetType().GetFields())
            {
                if (field.Name == "Rest")
                    rest = field.GetValue(at);
                else
                    elements.Add(field.GetValue(at));
            }
            at = rest;
        }
        return [.. elements];
    }
}
