using MergeDsl;
using Samples;

// The plan is made here, by the same rules that the compiler would have applied: what is wrong is a MergeException with all of it.
try
{
    MergeOptions options = new() { ModelsDirectory = "../checkpoints", Overwrite = true };
    MergeReport report = await MeasuredExpansion.Plan.RunAsync("../../artifacts/05-PlannedAtRunTime", options);
    Console.WriteLine(MeasuredExpansion.Plan);
    Console.WriteLine($"{report.BytesWritten} bytes written");
    return 0;
}
catch (MergeException failure)
{
    foreach (MergeDiagnostic diagnostic in failure.Diagnostics) Console.Error.WriteLine(diagnostic);
    return 1;
}
