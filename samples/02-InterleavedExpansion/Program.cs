using MergeDsl;
using Samples;

// The plan was made and checked when this was compiled; only the checkpoint's headers are compared with it now.
MergeOptions options = new() { ModelsDirectory = "../checkpoints", Overwrite = true };
MergeReport report = await InterleavedExpansion.Plan.RunAsync("../../artifacts/02-InterleavedExpansion", options);
Console.WriteLine(InterleavedExpansion.Plan);
Console.WriteLine($"{report.BytesWritten} bytes written");
