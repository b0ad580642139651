using MergeDsl.Tool;

using var signals = new Signals();
using TextWriter output = Terminal.OpenOutput();
return await ToolCommandLine.Make().RunAsync(args, output, Console.Error, signals.Cancel);
