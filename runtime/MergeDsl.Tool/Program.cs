using MergeDsl.Tool;

using var signals = new Signals();
using TextWriter output = Terminal.OpenOutput();
return await CommandLine.RunAsync(args, output, Console.Error, signals.Cancel);
