using MergeDsl;
using MergeDsl.Diagnostics;
using Samples;

// The plan is made here, by the rules that the compiler would have applied; what is wrong is a MergeException with all of it.
try
{
    BoundMerge merge = await MeasuredExpansion.Plan.BindAsync("../checkpoints");
    Console.WriteLine(merge.Describe());
    MergeReport report = await merge.RunAsync("../../artifacts/05-PlannedAtRunTime", new MergeOptions { Overwrite = true });
    Console.WriteLine($"{report.BytesWritten} bytes written");
    return 0;
}
catch (MergeException failure)
{
    foreach (MergeDiagnostic diagnostic in failure.Diagnostics) Console.Error.WriteLine(diagnostic);
    return 1;
}
