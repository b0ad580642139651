using System.Diagnostics;
using System.Text;

namespace MergeDsl.Testing;

/// <summary>The result of a process.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to its standard output.</param>
/// <param name="Error">What it wrote to its standard error.</param>
public sealed record ProcessRun(int ExitCode, string Output, string Error)
{
    /// <summary>Far more than any process of the tests needs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>The environment of the SDK: English, and nothing of what the test host sets for itself, which confuses the build of another project.</summary>
    public static IReadOnlyDictionary<string, string?> SdkEnvironment { get; } =
        new Dictionary<string, string?>
        {
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            ["MSBuildSDKsPath"] = null,
            ["MSBuildExtensionsPath"] = null,
            ["MSBUILD_EXE_PATH"] = null,
        };

    /// <summary>Runs a process to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="directory">Where it runs; null for the directory of the tests.</param>
    /// <param name="environment">Variables that it has beside those of the tests; null for one that it has not.</param>
    /// <param name="timeout">When it is killed with all that it has started; null for a quarter of an hour.</param>
    /// <exception cref="TimeoutException">It was killed.</exception>
    public static ProcessRun Of(
        string program,
        IEnumerable<string> arguments,
        string? directory = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        TimeSpan? timeout = null
    ) => OfAsync(program, arguments, directory, environment, timeout).GetAwaiter().GetResult();

    /// <inheritdoc cref="Of"/>
    public static async Task<ProcessRun> OfAsync(
        string program,
        IEnumerable<string> arguments,
        string? directory = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        TimeSpan? timeout = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory ?? "",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }
        using Process process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(timeout ?? Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token),
            error = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            return new(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} did not end in {timeout ?? Patience}");
        }
    }
}
