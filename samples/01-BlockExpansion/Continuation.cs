using System.Runtime.InteropServices;

namespace Samples;

/// <summary>A prompt, what a model continues it with, and all that it computed on the way.</summary>
/// <param name="Tokens">The ids of prompt and continuation.</param>
/// <param name="Logits">The logits at every position, [position][vocabulary], float32.</param>
public sealed record Continuation(IReadOnlyList<int> Tokens, IReadOnlyList<float[]> Logits)
{
    /// <summary>Continues a prompt with the likeliest token again and again, until the text ends.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">The ids of the prompt.</param>
    /// <param name="maximumLength">After how many tokens to stop in any case.</param>
    public static Continuation Greedy(MistralModel model, IReadOnlyList<int> prompt, int maximumLength)
    {
        MistralSession session = model.StartSession();
        List<int> tokens = [.. prompt];
        List<float[]> logits = [];
        while (true)
        {
            logits.Add(session.Read(tokens[logits.Count]));
            if (logits.Count < tokens.Count) continue;
            if (tokens.Count >= maximumLength || tokens[^1] == model.Configuration.EndOfText) return new Continuation(tokens, logits);
            tokens.Add(Arithmetic.IndexOfMaximum(logits[^1]));
        }
    }

    /// <summary>The number of positions with the same logits in both, compared bit by bit.</summary>
    public int CountEqualPositions(Continuation other) =>
        Logits.Zip(other.Logits).Count(pair => MemoryMarshal.Cast<float, int>(pair.First).SequenceEqual(MemoryMarshal.Cast<float, int>(pair.Second)));
}
