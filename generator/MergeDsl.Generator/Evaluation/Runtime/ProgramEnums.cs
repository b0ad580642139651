using System.Globalization;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>The names and values of enums.</summary>
internal static class ProgramEnums
{
    public static string TextOf(ProgramEnum value, string? format = null)
    {
        string kind = string.IsNullOrEmpty(format) ? "G" : format!.ToUpperInvariant();
        if (kind == "D")
            return ((IFormattable)value.Number).ToString("D", CultureInfo.InvariantCulture);
        if (kind == "X")
            return ((IFormattable)value.Number).ToString(
                "X" + 2 * System.Runtime.InteropServices.Marshal.SizeOf(value.Number.GetType()),
                CultureInfo.InvariantCulture
            );
        if (NameOf(value) is { } name)
            return name;
        bool isFlags = kind == "F" || value.Type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "FlagsAttribute");
        return (isFlags ? Flags(value) : null) ?? ((IFormattable)value.Number).ToString("D", CultureInfo.InvariantCulture);
    }

    /// <summary>The fields in the order of their values, as numbers without a sign.</summary>
    public static IReadOnlyList<IFieldSymbol> Fields(INamedTypeSymbol type) =>
        [.. type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue).OrderBy(field => Bits(field.ConstantValue!))];

    public static string? NameOf(ProgramEnum value) => NameOf(value.Type, value.Number);

    public static string? NameOf(INamedTypeSymbol type, object number) =>
        Fields(type).FirstOrDefault(field => Bits(field.ConstantValue!) == Bits(number))?.Name;

    public static ulong Bits(object number) => (ulong)NumericConversion.Convert(number, typeof(ulong), false)!;

    /// <summary>The value of a name, of several, or of a number; null where the text is none.</summary>
    public static object? Parse(Evaluator evaluator, INamedTypeSymbol type, string? text, bool ignoreCase)
    {
        ulong bits = 0;
        StringComparison comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        foreach (string part in (text ?? "").Split(','))
        {
            string name = part.Trim();
            IFieldSymbol? field = Fields(type).FirstOrDefault(candidate => string.Equals(candidate.Name, name, comparison));
            if (field is not null)
                bits |= Bits(field.ConstantValue!);
            else if (long.TryParse(name, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number))
                bits |= unchecked((ulong)number);
            else
                return null;
        }
        return evaluator.EnumValue(type, bits);
    }

    private static string? Flags(ProgramEnum value)
    {
        ulong rest = Bits(value.Number);
        if (rest == 0)
            return null;
        var names = new List<string>();
        foreach (IFieldSymbol field in Fields(value.Type).Reverse())
        {
            ulong bits = Bits(field.ConstantValue!);
            if (bits == 0 || (rest & bits) != bits)
                continue;
            names.Insert(0, field.Name);
            rest &= ~bits;
        }
        return rest == 0 ? string.Join(", ", names) : null;
    }
}
