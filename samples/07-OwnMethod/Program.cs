using MergeDsl;
using Samples;

var options = new MergeOptions { ModelsDirectory = "../checkpoints", Overwrite = true };
await Louder.Plan.RunAsync("../../artifacts/07-OwnMethod/louder", options);
await Clipped.Plan.RunAsync("../../artifacts/07-OwnMethod/clipped", options);
Console.WriteLine(Clipped.Plan.Hash);

// The YAML file is the same plan, by the same method.
await Merges.Clipped.Plan.RunAsync("../../artifacts/07-OwnMethod/clipped-yaml", options);
Console.WriteLine(Merges.Clipped.Plan.Hash);
