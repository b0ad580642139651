using System.Globalization;
using MergeDsl.Benchmarks;

return args switch
{
    ["seed", .. string[] rest] => SeedBenchmark.Run(SeedSettings.Parse(rest)),
    ["seed-write", string directory, string scale] => Write(directory, double.Parse(scale, CultureInfo.InvariantCulture)),
    ["methods", string directory, string gigabytes, string runs, .. string[] models] => MethodBenchmark.Run([
        directory,
        gigabytes,
        runs,
        .. models,
    ]),
    ["methods-write", string directory, string gigabytes] => MethodBenchmark.WriteModels(
        directory,
        double.Parse(gigabytes, CultureInfo.InvariantCulture)
    ),
    [MethodBenchmark.Verb, .. string[] rest] => MethodBenchmark.RunOne(rest),
    ["tool", string tool, string directory, string gigabytes, string runs] => ToolBenchmark.Run(
        tool,
        directory,
        double.Parse(gigabytes, CultureInfo.InvariantCulture),
        int.Parse(runs, CultureInfo.InvariantCulture)
    ),
    ["generator", "cold", string runs] => ColdBuild.Run(int.Parse(runs, CultureInfo.InvariantCulture)),
    ["generator"] => GeneratorBenchmark.Run(runs: 20),
    ["generator", string runs] => GeneratorBenchmark.Run(int.Parse(runs, CultureInfo.InvariantCulture)),
    ["evaluator"] => EvaluatorBenchmark.Run(runs: 20),
    ["evaluator", string runs] => EvaluatorBenchmark.Run(int.Parse(runs, CultureInfo.InvariantCulture)),
    [SeedChild.Verb, .. string[] rest] => SeedChild.Run(rest),
    _ => SeedSettings.Help(),
};

static int Write(string directory, double scale)
{
    new SyntheticCheckpoint(directory, scale).Write();
    return 0;
}
