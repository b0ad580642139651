using MergeDsl;
using Samples;

var options = new MergeOptions { ModelsDirectory = "../checkpoints", Overwrite = true };
await Louder.Plan.RunAsync("../../artifacts/07-CustomMethod/louder", options);
await Clipped.Plan.RunAsync("../../artifacts/07-CustomMethod/clipped", options);
Console.WriteLine(Clipped.Plan.Hash);

// The YAML file is the same plan, by the same method.
await Merges.Clipped.Plan.RunAsync("../../artifacts/07-CustomMethod/clipped-yaml", options);
Console.WriteLine(Merges.Clipped.Plan.Hash);
