using System.CommandLine;
using MergeDsl.Tool;

RootCommand root = new("Merges language models: plans and proves a merge from headers alone, and runs it at the speed of the disk.")
{
    PlanCommand.Create(),
    RunCommand.Create(),
    ManifestCommand.Create(),
    InspectCommand.Create(),
    ConvertCommand.Create(),
};
return await CommandLine.InvokeAsync(root, args);
