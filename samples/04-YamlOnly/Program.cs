using MergeDsl;

// All that is C# here: the plan of tiny-mistral-40-layers.merge.yml is run.
await Merges.TinyMistral40Layers.Plan.RunAsync("../../artifacts/04-YamlOnly", new MergeOptions { ModelsDirectory = "../checkpoints", Overwrite = true });
Console.WriteLine(Merges.TinyMistral40Layers.Plan.Hash);
