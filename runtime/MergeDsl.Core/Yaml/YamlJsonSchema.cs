using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Json;
using MergeDsl.Schemas;
using MergeDsl.Tensors;

namespace MergeDsl.Yaml;

/// <summary>The dialect as a JSON schema (draft 7), for the completion of editors: made of the method schemas and of the keys that the reader reads.</summary>
internal static class YamlJsonSchema
{
    /// <summary>The schema as text.</summary>
    public static string Write() => JsonWriter.Indented(Build()) + "\n";

    private static JsonObject Build()
    {
        string[] names = [.. TensorDTypes.OfMerges.Select(dtype => dtype.Name)];
        List<(string, JsonValue)> definitions =
        [
            (
                "number",
                JsonObject.Of(
                    (
                        "anyOf",
                        Array(
                            Type("number"),
                            Type("boolean"),
                            JsonObject.Of(("type", "string"), ("pattern", "^[-+]?[0-9._]+([eE][-+]?[0-9]+)?$"))
                        )
                    )
                )
            ),
            ("model", Model()),
            ("dtype", Enum([.. names, .. names.Select(name => "torch." + name)])),
            ("setting", Setting()),
            ("tokenizer", Tokenizer()),
        ];
        foreach (MethodSchema method in MethodSchemas.All)
        {
            definitions.Add(
                (method.Name + ".input", Parameters(method.Parameters.Where(parameter => parameter.Scope != ParameterScope.Merge)))
            );
            definitions.Add((method.Name, Parameters(method.Parameters)));
        }
        return JsonObject.Of(
            ("$schema", "http://json-schema.org/draft-07/schema#"),
            ("title", "A merge in mergekit's YAML"),
            ("type", "object"),
            ("required", Array("merge_method")),
            ("properties", JsonObject.Of([.. YamlScope.Top.Keys.Select(key => (key, OfTop(key)))])),
            ("allOf", new JsonArray(MethodSchemas.All.Select(OfMethod).ToEquatableArray())),
            ("definitions", JsonObject.Of([.. definitions]))
        );
    }

    private static JsonValue OfTop(string key) =>
        key switch
        {
            "merge_method" => JsonObject.Of(
                ("description", "The method."),
                (
                    "anyOf",
                    new JsonArray(
                        MethodSchemas
                            .All.Select(method => (JsonValue)JsonObject.Of(("const", method.Name), ("description", method.Summary)))
                            .ToEquatableArray()
                    )
                )
            ),
            "models" => List(Scope(YamlScope.Input, "model")),
            "slices" => List(Slice()),
            "modules" => Nullable(
                JsonObject.Of(
                    ("type", "object"),
                    (
                        "additionalProperties",
                        JsonObject.Of(
                            ("type", "object"),
                            ("additionalProperties", false),
                            ("properties", JsonObject.Of([.. YamlScope.Module.Keys.Select(name => (name, OfModule(name)))]))
                        )
                    )
                )
            ),
            "base_model" => Nullable(Reference("model")),
            "dtype" or "out_dtype" => Nullable(Reference("dtype")),
            "parameters" => Nullable(Type("object")),
            "tokenizer" => Nullable(Reference("tokenizer")),
            "tokenizer_source" => JsonObject.Of(("anyOf", Array(Enum("union", "base"), Nullable(Reference("model"))))),
            _ => Nullable(Type("string")),
        };

    private static JsonValue OfModule(string key) =>
        key switch
        {
            "models" => List(Scope(YamlScope.Input, "model")),
            "slices" => List(Slice()),
            _ => Nullable(Type("object")),
        };

    private static JsonObject Slice() =>
        JsonObject.Of(
            ("type", "object"),
            ("required", Array("sources")),
            ("additionalProperties", false),
            (
                "properties",
                JsonObject.Of(
                    ("sources", List(Scope(YamlScope.Source, "model", "layer_range"))),
                    ("base_model", Nullable(Reference("model"))),
                    ("parameters", Nullable(Type("object"))),
                    ("residual_weight", JsonObject.Of())
                )
            )
        );

    private static JsonObject Scope(YamlScope scope, params string[] required) =>
        JsonObject.Of(
            ("type", "object"),
            ("required", Array(required)),
            ("additionalProperties", false),
            (
                "properties",
                JsonObject.Of([
                    .. scope.Keys.Select(key =>
                        (
                            key,
                            key switch
                            {
                                "model" => Reference("model"),
                                "layer_range" => JsonObject.Of(
                                    ("description", "The first layer and the one behind the last."),
                                    ("type", "array"),
                                    ("items", JsonObject.Of(("type", "integer"), ("minimum", 0))),
                                    ("minItems", 2),
                                    ("maxItems", 2)
                                ),
                                _ => (JsonValue)Nullable(Type("object")),
                            }
                        )
                    ),
                ])
            )
        );

    /// <summary>The keys that a method reads, in each of its places.</summary>
    private static JsonValue OfMethod(MethodSchema method)
    {
        JsonObject of = JsonObject.Of(("parameters", Nullable(Reference(method.Name))));
        JsonObject input = JsonObject.Of(("parameters", Nullable(Reference(method.Name + ".input"))));
        JsonValue models = JsonObject.Of(("items", JsonObject.Of(("properties", input))));
        JsonValue slices = JsonObject.Of(
            ("items", JsonObject.Of(("properties", JsonObject.Of(("parameters", Nullable(Reference(method.Name))), ("sources", models)))))
        );
        JsonValue modules = JsonObject.Of(
            (
                "additionalProperties",
                JsonObject.Of(
                    ("properties", JsonObject.Of(("parameters", Nullable(Reference(method.Name))), ("models", models), ("slices", slices)))
                )
            )
        );
        return JsonObject.Of(
            (
                "if",
                JsonObject.Of(
                    ("required", Array("merge_method")),
                    ("properties", JsonObject.Of(("merge_method", JsonObject.Of(("const", method.Name)))))
                )
            ),
            (
                "then",
                JsonObject.Of(
                    (
                        "properties",
                        JsonObject.Of(("parameters", of["parameters"]!), ("models", models), ("slices", slices), ("modules", modules))
                    )
                )
            )
        );
    }

    private static JsonObject Parameters(IEnumerable<ParameterSchema> parameters) =>
        JsonObject.Of(
            ("type", "object"),
            ("additionalProperties", false),
            (
                "properties",
                JsonObject.Of([
                    .. parameters.Select(parameter =>
                        (
                            parameter.Name,
                            (JsonValue)
                                JsonObject.Of(
                                    ("description", parameter.Summary + Default(parameter)),
                                    ("allOf", Array(Reference("setting")))
                                )
                        )
                    ),
                ])
            )
        );

    private static string Default(ParameterSchema parameter) =>
        parameter.Default is not { } value
            ? ""
            : $" Default {(parameter.Type == ParameterType.Boolean ? value != 0 ? "true" : "false" : Numbers.Format(value))}.";

    private static JsonObject Setting()
    {
        JsonObject value = JsonObject.Of(
            ("anyOf", Array(Reference("number"), JsonObject.Of(("type", "array"), ("items", Reference("number")))))
        );
        JsonObject rule = JsonObject.Of(
            ("type", "object"),
            ("required", Array("value")),
            ("additionalProperties", false),
            (
                "properties",
                JsonObject.Of(
                    ("filter", JsonObject.Of(("description", "A part of tensor names."), ("type", Array("string", "null")))),
                    ("value", value)
                )
            )
        );
        return JsonObject.Of(
            ("description", "A number, a gradient, or rules."),
            (
                "anyOf",
                Array(
                    Reference("number"),
                    rule,
                    JsonObject.Of(("type", "array"), ("items", Reference("number"))),
                    JsonObject.Of(("type", "array"), ("items", rule))
                )
            )
        );
    }

    private static JsonObject Model()
    {
        JsonObject path = JsonObject.Of(
            (
                "anyOf",
                Array(
                    Type("string"),
                    JsonObject.Of(
                        ("type", "object"),
                        ("required", Array("path")),
                        ("additionalProperties", false),
                        (
                            "properties",
                            JsonObject.Of([
                                .. YamlScope.ModelPath.Keys.Select(key =>
                                    (key, (JsonValue)JsonObject.Of(("type", Array("string", "null"))))
                                ),
                            ])
                        )
                    )
                )
            )
        );
        return JsonObject.Of(
            ("description", "A hub id or a directory: path[@revision][+adapter[@revision]]."),
            (
                "anyOf",
                Array(
                    Type("string"),
                    JsonObject.Of(
                        ("type", "object"),
                        ("required", Array("model")),
                        ("additionalProperties", false),
                        (
                            "properties",
                            JsonObject.Of([
                                .. YamlScope.Reference.Keys.Select(key =>
                                    (
                                        key,
                                        key == "override_architecture" ? JsonObject.Of(("type", Array("string", "null")))
                                        : key == "lora" ? Nullable(path)
                                        : (JsonValue)path
                                    )
                                ),
                            ])
                        )
                    )
                )
            )
        );
    }

    private static JsonObject Tokenizer()
    {
        JsonObject source = JsonObject.Of(
            (
                "anyOf",
                Array(
                    Reference("model"),
                    JsonObject.Of(
                        ("type", "object"),
                        ("required", Array("kind")),
                        ("additionalProperties", false),
                        (
                            "properties",
                            JsonObject.Of(
                                ("kind", Enum("zero", "model_token")),
                                ("model", Reference("model")),
                                ("token", Type("string")),
                                ("token_id", JsonObject.Of(("type", "integer"), ("minimum", 0)))
                            )
                        )
                    )
                )
            )
        );
        JsonObject token = JsonObject.Of(
            ("type", "object"),
            ("additionalProperties", false),
            ("properties", JsonObject.Of(("source", Nullable(source)), ("force", Type("boolean"))))
        );
        return JsonObject.Of(
            ("type", "object"),
            ("additionalProperties", false),
            (
                "properties",
                JsonObject.Of(
                    ("source", JsonObject.Of(("anyOf", Array(Enum("union", "base"), Nullable(Reference("model")))))),
                    ("tokens", Nullable(JsonObject.Of(("type", "object"), ("additionalProperties", Nullable(token))))),
                    ("pad_to_multiple_of", JsonObject.Of(("type", Array("integer", "null"))))
                )
            )
        );
    }

    private static JsonObject List(JsonValue items) => JsonObject.Of(("type", Array("array", "null")), ("items", items));

    private static JsonObject Nullable(JsonValue value) => JsonObject.Of(("anyOf", Array(value, Type("null"))));

    private static JsonObject Type(string name) => JsonObject.Of(("type", name));

    private static JsonObject Reference(string name) => JsonObject.Of(("$ref", "#/definitions/" + name));

    private static JsonObject Enum(params string[] values) => JsonObject.Of(("enum", Array(values)));

    private static JsonArray Array(params string[] values) => new(values.Select(value => (JsonValue)value).ToEquatableArray());

    private static JsonArray Array(params JsonValue[] values) => new(EquatableArray.Create(values));
}
