using System.Globalization;
using MergeDsl;
using MergeDsl.Diagnostics;
using Samples;

// Expands a model by eight layers and shows that it still computes the same function. The merge itself is in BlockExpansion.cs.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using CancellationTokenSource cancellation = new();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    cancellation.Cancel();
};

string source = SampleFiles.Checkpoint("tiny-mistral-32l");
string target = SampleFiles.Output("01-BlockExpansion");
string prompt = args.Length > 0 ? string.Join(' ', args) : "Ada found a";
try
{
    Console.WriteLine("The model");
    (MistralModel before, Continuation first) = Continue(source);

    Console.WriteLine("The merge");
    BoundMerge merge = await BlockExpansion.Plan.BindAsync(Path.GetDirectoryName(source), cancellation.Token);
    Console.WriteLine(Indented(merge.Describe()));
    MergeReport report = await merge.RunAsync(target, new MergeOptions { Overwrite = true }, cancellationToken: cancellation.Token);
    Console.WriteLine($"  {report.BytesWritten:N0} bytes written to {SampleFiles.Relative(report.Output)} in {report.Elapsed.TotalSeconds:0.00} s");
    Console.WriteLine();

    Console.WriteLine("The merged model");
    (MistralModel after, Continuation second) = Continue(target);

    Console.WriteLine("Compared");
    int equalPositions = first.CountEqualPositions(second);
    bool tokensAreEqual = first.Tokens.SequenceEqual(second.Tokens);
    bool same = tokensAreEqual && equalPositions == first.Logits.Count && equalPositions == second.Logits.Count;
    Console.WriteLine($"  tokens  {(tokensAreEqual ? $"the same {first.Tokens.Count}" : "different")}");
    Console.WriteLine($"  logits  bitwise equal at {equalPositions} of {first.Logits.Count} positions, {before.Configuration.VocabularySize} at each");
    Console.WriteLine();
    Console.WriteLine(same
        ? $"{after.Configuration.LayerCount} layers compute the same function as {before.Configuration.LayerCount}, bit for bit."
        : $"{after.Configuration.LayerCount} layers do NOT compute the same function as {before.Configuration.LayerCount}.");
    return same ? 0 : 1;
}
catch (MergeException failure)
{
    foreach (MergeDiagnostic diagnostic in failure.Diagnostics) Console.Error.WriteLine(diagnostic);
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}

(MistralModel Model, Continuation Continuation) Continue(string directory)
{
    MistralModel model = MistralModel.Load(directory);
    ByteLevelTokenizer tokenizer = ByteLevelTokenizer.Read(Path.Combine(directory, "tokenizer.json"));
    int[] begin = [model.Configuration.BeginOfText, .. tokenizer.Encode(prompt)];
    Continuation continuation = Continuation.Greedy(model, begin, maximumLength: 200);

    Console.WriteLine($"  {SampleFiles.Relative(directory)}: {model.Configuration.LayerCount} layers, {model.ParameterCount:N0} parameters");
    Console.WriteLine($"  prompt        {prompt}");
    Console.WriteLine($"  continuation  {tokenizer.Decode(continuation.Tokens.Skip(begin.Length).Where(token => token != model.Configuration.EndOfText)).Trim()}");
    Console.WriteLine();
    return (model, continuation);
}

static string Indented(string text) => string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : "  " + line));
