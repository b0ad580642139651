using MergeDsl.Diagnostics;
using MergeDsl.Json;
using MergeDsl.Manifests;
using MergeDsl.Planning;

namespace MergeDsl.Rules;

/// <summary>Rules about configurations that no merge can average: the output runs with those of one model, and the weights of the others were trained with theirs.</summary>
internal static class ConfigRules
{
    private static readonly string[] Keys =
    [
        "max_position_embeddings",
        "n_positions",
        "hidden_act",
        "hidden_activation",
        "activation_function",
        "rms_norm_eps",
        "layer_norm_eps",
        "layer_norm_epsilon",
        "norm_epsilon",
        "num_attention_heads",
        "n_head",
        "num_key_value_heads",
        "num_kv_heads",
        "head_dim",
        "partial_rotary_factor",
    ];

    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge, ManifestSet manifests)
    {
        if (merge.Donor is not { } donor || manifests.Find(donor) is not { } own)
            yield break;
        foreach (Model model in merge.Models)
        {
            if (model.Equals(donor) || manifests.Find(model) is not { } other)
                continue;
            // Different architectures have a message of their own.
            if (other.ModelType != own.ModelType)
                continue;
            string[] differences = [.. Differences(own.Config, other.Config)];
            if (differences.Length == 0)
                continue;
            PlanSource? source = merge.FirstSource(model);
            yield return DiagnosticKinds.DisagreeingConfigs.At(
                source?.ModelPath ?? SpecPath.Root.Member("base_model"),
                $"{Printable.Quote(model.ToString())} and {Printable.Quote(donor.ToString())}, whose configuration the output gets, disagree: {string.Join(", ", differences)}; merge models that agree, or test the output with care"
            );
        }
    }

    private static IEnumerable<string> Differences(JsonObject own, JsonObject other)
    {
        foreach ((string path, JsonObject section) in ConfigSections.Of(own))
        {
            if ((path.Length > 0 && !ConfigSections.IsText(path)) || ConfigSections.At(other, path) is not { } opposite)
                continue;
            foreach (string key in Keys)
            {
                if (section[key] is { IsNull: false } left && opposite[key] is { IsNull: false } right && !Same(left, right))
                    yield return Say(key, right, left);
            }
            if (RopeBase(section) is { } theta && RopeBase(opposite) is { } otherTheta && !Same(theta, otherTheta))
                yield return Say("rope_theta", otherTheta, theta);
            string scaling = RopeScaling(section),
                otherScaling = RopeScaling(opposite);
            if (scaling != otherScaling)
                yield return $"rope_scaling is {Printable.Line(otherScaling)}, not {Printable.Line(scaling)}";
        }
    }

    private static string Say(string key, JsonValue theirs, JsonValue ours) => $"{key} is {Print(theirs)}, not {Print(ours)}";

    private static string Print(JsonValue value) =>
        value.AsNumber is { } number ? Numbers.Format(number) : Printable.Line(value.ToString());

    private static bool Same(JsonValue left, JsonValue right) =>
        left.AsNumber is { } number ? number == right.AsNumber : left.Equals(right);

    /// <summary>The base of the rotation, in the old place or the new one.</summary>
    private static JsonValue? RopeBase(JsonObject section) => section["rope_theta"] ?? section["rope_parameters"]?.AsObject?["rope_theta"];

    /// <summary>The scaling of positions: every entry but the base, or none.</summary>
    private static string RopeScaling(JsonObject section)
    {
        JsonObject? scaling = section["rope_scaling"]?.AsObject ?? section["rope_parameters"]?.AsObject;
        if (scaling is null || (scaling["rope_type"] ?? scaling["type"])?.AsString is null or "default")
            return "none";
        IEnumerable<string> entries = scaling
            .Members.Where(member => member.Key is not ("rope_theta" or "rope_type" or "type"))
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => $"{member.Key} {(member.Value.AsNumber is { } number ? Numbers.Format(number) : member.Value.ToString())}");
        return string.Join(" ", entries.Prepend((scaling["rope_type"] ?? scaling["type"])!.AsString!));
    }
}
