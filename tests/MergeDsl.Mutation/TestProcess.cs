using System.Diagnostics;
using System.Globalization;

namespace MergeDsl.Mutation;

/// <summary>A child process with <see cref="TestHost"/>, in the directory of its tests.</summary>
internal sealed class TestProcess : IDisposable
{
    private static int count;
    private readonly Process process;
    private readonly string resultFile;

    /// <summary>Starts it.</summary>
    /// <param name="library">The library and its tests.</param>
    /// <param name="directory">The directory of the tests.</param>
    /// <param name="active">The mutant that is switched on from the start; 0 for none, −1 to find what tests reach.</param>
    /// <param name="plan">The lines that tell it what to do.</param>
    public TestProcess(Library library, string directory, int active, IEnumerable<string> plan)
    {
        string number = (++count).ToString(CultureInfo.InvariantCulture),
            planFile = Path.Combine(directory, $"plan-{number}.txt"),
            tests = Path.Combine(directory, library.Tests);
        resultFile = Path.Combine(directory, $"result-{number}.txt");
        File.WriteAllLines(planFile, plan);
        File.WriteAllText(resultFile, "");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "exec",
                "--depsfile",
                tests + ".deps.json",
                "--runtimeconfig",
                tests + ".runtimeconfig.json",
                Path.Combine(directory, "MergeDsl.Mutation.dll"),
                TestHost.Verb,
                library.Tests,
                library.Name,
                planFile,
                resultFile,
            ]
        )
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[TestHost.Variable] = active.ToString(CultureInfo.InvariantCulture);
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Waits for a line of its results.</summary>
    /// <param name="number">The number of the line, from 0.</param>
    /// <param name="patience">How long the line is waited for.</param>
    /// <returns>The line; null where the process has ended without it.</returns>
    /// <exception cref="TimeoutException">The line did not come.</exception>
    public string? Result(int number, TimeSpan patience)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            bool hasEnded = process.HasExited;
            string[] lines = Lines();
            if (number < lines.Length)
                return lines[number];
            if (hasEnded)
                return null;
            if (waited.Elapsed > patience)
                throw new TimeoutException();
            Thread.Sleep(20);
        }
    }

    /// <summary>Waits until it ends.</summary>
    /// <returns>All lines of its results.</returns>
    public string[] Results()
    {
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"the tests ended with exit code {process.ExitCode}; their last result: {Lines().LastOrDefault()}"
            );
        return Lines();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>The lines that are complete.</summary>
    private string[] Lines()
    {
        using var file = new StreamReader(new FileStream(resultFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd().Split('\n')[..^1];
    }
}
