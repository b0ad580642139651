using static Samples.Arithmetic;

namespace Samples;

/// <summary>A text as a model reads it, position after position: what earlier positions computed as keys and values is kept.</summary>
public sealed class MistralSession
{
    private readonly MistralModel model;
    private readonly MistralConfiguration configuration;
    private readonly List<float[]>[] keys;
    private readonly List<float[]>[] values;
    private readonly float[] inverseWavelengths;
    private int position;

    internal MistralSession(MistralModel model)
    {
        this.model = model;
        configuration = model.Configuration;
        keys = [.. model.Layers.Select(_ => new List<float[]>())];
        values = [.. model.Layers.Select(_ => new List<float[]>())];
        inverseWavelengths = [.. Enumerable.Range(0, configuration.HeadSize / 2).Select(index => (float)Math.Pow(configuration.RotaryBase, -2.0 * index / configuration.HeadSize))];
    }

    /// <summary>Reads the next token.</summary>
    /// <param name="token">Its id.</param>
    /// <returns>The logits of the token after it, [vocabulary], float32.</returns>
    public float[] Read(int token)
    {
        int hiddenSize = configuration.HiddenSize;
        float[] residual = model.Embedding.AsSpan(token * hiddenSize, hiddenSize).ToArray();
        float[] normalised = new float[hiddenSize];
        float[] output = new float[hiddenSize];
        for (int index = 0; index < model.Layers.Count; index++)
        {
            MistralLayer layer = model.Layers[index];
            NormaliseRootMeanSquare(residual, layer.InputNorm, configuration.NormEpsilon, normalised);
            Attend(layer, normalised, keys[index], values[index], output);
            Add(output, residual);
            NormaliseRootMeanSquare(residual, layer.PostAttentionNorm, configuration.NormEpsilon, normalised);
            FeedForward(layer, normalised, output);
            Add(output, residual);
        }
        NormaliseRootMeanSquare(residual, model.FinalNorm, configuration.NormEpsilon, normalised);
        float[] logits = new float[configuration.VocabularySize];
        Multiply(model.Head, normalised, logits);
        position++;
        return logits;
    }

    private void Attend(MistralLayer layer, float[] input, List<float[]> layerKeys, List<float[]> layerValues, float[] output)
    {
        int headSize = configuration.HeadSize;
        float[] query = new float[configuration.HeadCount * headSize];
        float[] key = new float[configuration.KeyValueHeadCount * headSize];
        float[] value = new float[configuration.KeyValueHeadCount * headSize];
        Multiply(layer.Query, input, query);
        Multiply(layer.Key, input, key);
        Multiply(layer.Value, input, value);
        RotateHeads(query);
        RotateHeads(key);
        layerKeys.Add(key);
        layerValues.Add(value);

        // A position sees itself and what came before it; there is nothing later to mask.
        int first = configuration.SlidingWindow is { } window ? Math.Max(0, position + 1 - window) : 0;
        float[] scores = new float[position + 1 - first];
        float[] mixed = new float[query.Length];
        int queriesPerKey = configuration.HeadCount / configuration.KeyValueHeadCount;
        float scale = 1 / MathF.Sqrt(headSize);
        for (int head = 0; head < configuration.HeadCount; head++)
        {
            int start = head / queriesPerKey * headSize;
            ReadOnlySpan<float> headQuery = query.AsSpan(head * headSize, headSize);
            for (int index = 0; index < scores.Length; index++) scores[index] = Dot(headQuery, layerKeys[first + index].AsSpan(start, headSize)) * scale;
            Softmax(scores);
            Span<float> headOutput = mixed.AsSpan(head * headSize, headSize);
            for (int index = 0; index < scores.Length; index++)
            {
                ReadOnlySpan<float> headValue = layerValues[first + index].AsSpan(start, headSize);
                for (int element = 0; element < headSize; element++) headOutput[element] += scores[index] * headValue[element];
            }
        }
        Multiply(layer.Output, mixed, output);
    }

    private void FeedForward(MistralLayer layer, float[] input, float[] output)
    {
        float[] gate = new float[configuration.IntermediateSize];
        float[] up = new float[configuration.IntermediateSize];
        Multiply(layer.Gate, input, gate);
        Multiply(layer.Up, input, up);
        GateBySilu(gate, up);
        Multiply(layer.Down, up, output);
    }

    private void RotateHeads(float[] heads)
    {
        Span<float> cosines = stackalloc float[inverseWavelengths.Length];
        Span<float> sines = stackalloc float[inverseWavelengths.Length];
        for (int index = 0; index < inverseWavelengths.Length; index++)
        {
            float angle = position * inverseWavelengths[index];
            (sines[index], cosines[index]) = (MathF.Sin(angle), MathF.Cos(angle));
        }
        for (int start = 0; start < heads.Length; start += configuration.HeadSize) Rotate(heads.AsSpan(start, configuration.HeadSize), cosines, sines);
    }
}
