#:package MergeDsl@0.1.0
#:property MergeDslFiles=../checkpoints/tiny-mistral-32l.checkpoint.json

// dotnet run merge.cs MODELS OUTPUT
using MergeDsl;

BoundMerge merge = await Expansion.Plan.BindAsync(args[0]);
Console.WriteLine(merge.Describe());
MergeReport report = await merge.RunAsync(args[1], new MergeOptions { Overwrite = true });
Console.WriteLine($"{report.BytesWritten} bytes written");

/// <summary>A checkpoint: the property above says where its manifest lies; one beside this file needs no property.</summary>
[Checkpoint("tiny-mistral-32l.checkpoint.json")]
static partial class TinyMistral;

/// <summary>Its last layer eight times more, without an effect until they are trained.</summary>
[Merge]
static partial class Expansion
{
    public static Passthrough Definition => new()
    {
        DType = TinyMistral.DType,
        Slices = [TinyMistral.Layers[..], .. TinyMistral.Layers[^1..].Transparent().Repeated(8)],
    };
}
