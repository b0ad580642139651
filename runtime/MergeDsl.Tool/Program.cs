using MergeDsl.Tool;

return await ToolCommandLine.RunAsync(args);
