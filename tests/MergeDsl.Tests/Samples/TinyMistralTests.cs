using System.Text.Json;
using MergeDsl.Testing;
using Samples;
using Xunit;

namespace MergeDsl.Tests.Samples;

/// <summary>The forward pass and the tokenizer of sample 01 against what transformers computed: its proof of identity is worth what they are.</summary>
public class TinyMistralTests
{
    private static readonly string Checkpoint = Repository.Path("samples", "checkpoints", "tiny-mistral-32l");
    private static readonly MistralModel Model = MistralModel.Load(Checkpoint);
    private static readonly ByteLevelTokenizer Tokenizer = ByteLevelTokenizer.Read(Path.Combine(Checkpoint, "tokenizer.json"));

    public static TheoryData<string, int[], int[], string, float[]> Prompts()
    {
        TheoryData<string, int[], int[], string, float[]> prompts = [];
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Checkpoint, "expected.json")));
        foreach (JsonElement prompt in expected.RootElement.GetProperty("prompts").EnumerateArray())
        {
            prompts.Add(
                prompt.GetProperty("text").GetString()!,
                prompt.GetProperty("ids").Deserialize<int[]>()!,
                prompt.GetProperty("greedy_ids").Deserialize<int[]>()!,
                prompt.GetProperty("greedy_text").GetString()!,
                prompt.GetProperty("last_logits_float32").Deserialize<float[]>()!
            );
        }
        return prompts;
    }

    [Theory]
    [MemberData(nameof(Prompts))]
    public void Prompts_continue_as_transformers_continues_them(
        string text,
        int[] ids,
        int[] greedyIds,
        string greedyText,
        float[] lastLogits
    )
    {
        int[] prompt = [Model.Configuration.BeginOfText, .. Tokenizer.Encode(text)];
        Assert.Equal(ids, prompt);

        Continuation continuation = Continuation.Greedy(Model, prompt, maximumLength: 200);
        Assert.All(lastLogits.Zip(continuation.Logits[prompt.Length - 1]), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.Equal(greedyIds, continuation.Tokens);
        Assert.Equal(greedyText, Tokenizer.Decode(continuation.Tokens));
    }

    [Fact]
    public void A_text_computes_the_same_bits_again()
    {
        int[] prompt = [Model.Configuration.BeginOfText, .. Tokenizer.Encode("Ben lost a red")];
        Continuation first = Continuation.Greedy(Model, prompt, maximumLength: 40);
        Assert.Equal(first.Logits.Count, first.CountEqualPositions(Continuation.Greedy(Model, prompt, maximumLength: 40)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("It's  Ada,\tand\r\n\n they'll  pay 12½ €  ")]
    [InlineData("naïve — 猫 🦦 \u0000")]
    public void Text_survives_the_tokenizer(string text) => Assert.Equal(text, Tokenizer.Decode(Tokenizer.Encode(text)));

    [Fact]
    public void Special_tokens_in_a_text_are_one_token() => Assert.Equal([1, 35, 2], Tokenizer.Encode("<s>A</s>"));
}
