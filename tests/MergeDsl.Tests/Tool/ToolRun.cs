using System.Text.Json;
using MergeDsl.Testing;
using MergeDsl.Tool;

namespace MergeDsl.Tests.Tool;

/// <summary>The result of a call of the tool.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>The program.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "MergeDsl.Tool.dll");

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public JsonElement ReadJson() => JsonDocument.Parse(Output).RootElement;

    /// <summary>Calls it inside of this process.</summary>
    public static async Task<ToolRun> Of(params string[] args)
    {
        using StringWriter output = new() { NewLine = "\n" },
            error = new() { NewLine = "\n" };
        int exitCode = await ToolCommandLine.Make().RunAsync(args, output, error);
        return new(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Calls the program itself.</summary>
    public static async Task<ToolRun> OfProcess(string directory, IReadOnlyDictionary<string, string?> environment, params string[] args)
    {
        ProcessRun run = await ProcessRun.OfAsync("dotnet", ["exec", Program, .. args], directory, environment);
        return new(run.ExitCode, run.Output, run.Error);
    }
}
