using System.Text.RegularExpressions;
using MergeDsl.Json;

namespace MergeDsl.Core.Tests.Yaml;

/// <summary>As much of JSON schema as the dialect's schema uses.</summary>
internal static class SchemaValidator
{
    /// <summary>What is wrong, and where; null for nothing.</summary>
    public static string? Validate(JsonObject root, JsonValue schema, YamlNode node, string at)
    {
        if (schema is not JsonObject of) return null;
        foreach (KeyValuePair<string, JsonValue> member in of.Members)
        {
            if (Check(root, of, member.Key, member.Value, node, at) is { } problem) return problem;
        }
        return null;
    }

    private static string? Check(JsonObject root, JsonObject schema, string keyword, JsonValue value, YamlNode node, string at)
    {
        switch (keyword)
        {
            case "$ref":
                string name = ((JsonString)value).Value.Split('/')[^1];
                return Validate(root, ((JsonObject)root["definitions"]!)[name]!, node, at);
            case "type":
                string[] types = value is JsonArray several ? [.. several.Items.Select(item => ((JsonString)item).Value)] : [((JsonString)value).Value];
                return types.Any(type => Is(type, node)) ? null : $"{at}: not {string.Join(" or ", types)}";
            case "anyOf":
                return ((JsonArray)value).Items.Any(option => Validate(root, option, node, at) is null) ? null : $"{at}: none of the forms";
            case "allOf":
                return ((JsonArray)value).Items.Select(part => Validate(root, part, node, at)).FirstOrDefault(problem => problem is not null);
            case "const":
                return node is YamlScalar constant && constant.Text == ((JsonString)value).Value ? null : $"{at}: not {value}";
            case "enum":
                return node is YamlScalar scalar && ((JsonArray)value).Items.Any(item => ((JsonString)item).Value == scalar.Text) ? null : $"{at}: not one of {value}";
            case "pattern":
                return node is YamlScalar text && Regex.IsMatch(text.Text, ((JsonString)value).Value) ? null : $"{at}: not of the pattern";
            case "required":
                return node is YamlMap map ? ((JsonArray)value).Items.Select(item => ((JsonString)item).Value).Where(key => map[key] is null).Select(key => $"{at}: no {key}").FirstOrDefault() : null;
            case "properties":
                return (node as YamlMap)?.Entries.Select(entry => ((JsonObject)value)[entry.Key.Text] is { } property ? Validate(root, property, entry.Value, at + "." + entry.Key.Text) : null).FirstOrDefault(problem => problem is not null);
            case "additionalProperties":
                IEnumerable<YamlEntry> others = (node as YamlMap)?.Entries.Where(entry => (schema["properties"] as JsonObject)?[entry.Key.Text] is null) ?? [];
                return value is JsonBoolean ? others.Select(entry => $"{at}: unknown {entry.Key.Text}").FirstOrDefault() : others.Select(entry => Validate(root, value, entry.Value, at + "." + entry.Key.Text)).FirstOrDefault(problem => problem is not null);
            case "items":
                return (node as YamlList)?.Items.Select((item, i) => Validate(root, value, item, $"{at}[{i}]")).FirstOrDefault(problem => problem is not null);
            case "minItems" or "maxItems":
                int limit = int.Parse(((JsonNumber)value).Text, System.Globalization.CultureInfo.InvariantCulture);
                return node is YamlList list && (keyword == "minItems" ? list.Items.Count < limit : list.Items.Count > limit) ? $"{at}: {list.Items.Count} items" : null;
            case "if":
                return Validate(root, value, node, at) is null ? Validate(root, schema["then"]!, node, at) : null;
            default:
                return null;
        }
    }

    private static bool Is(string type, YamlNode node)
    {
        YamlScalarKind? kind = node is YamlScalar scalar ? YamlScalarValue.Of(scalar).Kind : null;
        return type switch
        {
            "object" => node is YamlMap,
            "array" => node is YamlList,
            "null" => kind == YamlScalarKind.Null,
            "boolean" => kind == YamlScalarKind.Boolean,
            "number" => kind == YamlScalarKind.Number,
            "integer" => kind == YamlScalarKind.Number && YamlScalarValue.Of((YamlScalar)node).IsWhole,
            _ => kind is YamlScalarKind.Text or YamlScalarKind.Date,
        };
    }
}
