using MergeDsl;
using Samples;

// The plan was made and checked when this was compiled; now it is proved against the headers of the real checkpoint, drawn and run.
BoundMerge merge = await InterleavedExpansion.Plan.BindAsync("../checkpoints");
Console.WriteLine(merge.Describe());
MergeReport report = await merge.RunAsync("../../artifacts/02-InterleavedExpansion", new MergeOptions { Overwrite = true });
Console.WriteLine($"{report.BytesWritten} bytes written");
