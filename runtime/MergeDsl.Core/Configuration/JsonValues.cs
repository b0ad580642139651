using System.Globalization;
using MergeDsl.Json;

namespace MergeDsl.Configuration;

/// <summary>Values of config.json as families understand them.</summary>
internal static class JsonValues
{
    /// <summary>Indicates whether two values mean the same: numbers by value, names of attention also by their older spelling.</summary>
    public static bool Same(JsonValue? left, JsonValue? right)
    {
        if (left is null || right is null)
            return left is null && right is null;
        if (left is JsonNumber && right is JsonNumber)
            return left.AsNumber!.Value.Equals(right.AsNumber!.Value);
        if (left is JsonString a && right is JsonString b)
            return Current(a.Value) == Current(b.Value);
        return left.Equals(right);
    }

    /// <summary>Indicates whether two sequences mean the same.</summary>
    public static bool Same(JsonValue?[] left, JsonValue?[] right) =>
        left.Length == right.Length && !left.Where((value, index) => !Same(value, right[index])).Any();

    /// <summary>A number as JSON, in the shortest form that reads back the same.</summary>
    public static JsonValue Number(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return new JsonNumber(text.IndexOf('.') >= 0 || text.IndexOf('E') >= 0 ? text : text + ".0");
    }

    private static string Current(string name) =>
        name switch
        {
            "mamba" => "linear_attention",
            "attention" => "full_attention",
            "deepseek_sparse_attention" or "qwen_sparse_attention" => "indexed_attention",
            _ => name,
        };
}
