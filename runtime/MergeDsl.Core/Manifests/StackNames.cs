using MergeDsl.Json;

namespace MergeDsl.Manifests;

/// <summary>Names stacks as mergekit names the modules of an architecture, where it does; by the distinctive part of the prefix elsewhere.</summary>
internal static class StackNames
{
    public static IReadOnlyList<StackCandidate> Assign(List<StackCandidate> stacks, JsonObject config)
    {
        int real = stacks.Count(stack => !stack.IsAuxiliary);
        bool encoders = stacks.Any(stack => stack.Role == StackRole.Encoder);
        bool towers = stacks.Any(stack => stack.Role is StackRole.Vision or StackRole.Audio);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var named = new List<StackCandidate>();
        foreach (StackCandidate stack in stacks)
        {
            string name = stack.Role switch
            {
                _ when real == 1 && !stack.IsAuxiliary => "default",
                StackRole.Decoder when !towers || encoders => "decoder",
                StackRole.Decoder => "text_decoder",
                StackRole.Encoder => "encoder",
                StackRole.Vision => config["model_type"]?.AsString == "llama4" ? "vision_model" : "vision_tower",
                StackRole.Audio => "audio_tower",
                StackRole.Auxiliary => "mtp",
                _ when towers => "text_decoder",
                _ => Distinctive(stack),
            };
            if (!taken.Add(name))
            {
                string whole = name = string.Join("_", stack.Segments);
                int number = numbers.TryGetValue(whole, out int last) ? last : 1;
                while (!taken.Add(name))
                    name = whole + (++number).ToString(System.Globalization.CultureInfo.InvariantCulture);
                numbers[whole] = number;
            }
            named.Add(stack with { Name = name });
        }
        return named;
    }

    // model.H_module.layers.{}. is H_module; transformer.attentions.{}. is attentions.
    private static string Distinctive(StackCandidate stack) =>
        stack.Segments switch
        {
            [.., string module, "layers" or "layer" or "h" or "block" or "blocks"] when module != "model" => module,
            [.., string last] => last,
            _ => "layers",
        };
}
