using MergeDsl;
using Samples;

// The plan was made and checked when this was compiled. The program is a tool for it: plan draws it, run makes the checkpoint, yaml writes it for mergekit.
return await MergeApp.RunAsync(args, InterleavedExpansion.Plan);
