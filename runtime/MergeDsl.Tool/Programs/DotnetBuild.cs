using System.Diagnostics;
using MergeDsl.Diagnostics;
using MergeDsl.Json;

namespace MergeDsl.Tool;

/// <summary>Builds programs with the SDK, and finds the assembly that comes of it.</summary>
internal static class DotnetBuild
{
    /// <summary>Builds a project, or a file that is a program.</summary>
    /// <param name="path">The project or file.</param>
    /// <param name="directory">Where the build runs: a global.json there decides about the SDK.</param>
    /// <param name="name">Names a file as the user did, for messages.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <returns>The assembly, null where the build fails; the additional files of the project; what the build said, or what stopped it where it said nothing.</returns>
    public static async Task<(
        string? Assembly,
        IReadOnlyList<string> AdditionalFiles,
        IReadOnlyList<MergeDiagnostic> Diagnostics
    )> RunAsync(string path, string directory, Func<string, string> name, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            CSharpHost.Dotnet(name(path)).Path,
            ["build", Path.GetFullPath(path), "-nologo", "-verbosity:quiet", "-getTargetResult:Build", "-getItem:AdditionalFiles"]
        )
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Set where this tool itself runs inside of a build or a test; another build is confused by them.
        foreach (
            string variable in (string[])
                ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "MSBuildLoadMicrosoftTargetsReadOnly"]
        )
            start.Environment.Remove(variable);
        using Process process = Process.Start(start)!;
        string[] said;
        try
        {
            string[] streams = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(cancellationToken),
                process.StandardError.ReadToEndAsync(cancellationToken)
            );
            await process.WaitForExitAsync(cancellationToken);
            said = streams;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        IReadOnlyList<MergeDiagnostic> diagnostics = BuildOutput.Read(said.SelectMany(text => text.Split('\n')), name);
        if (process.ExitCode == 0 && Result(said[0]) is { } result && Assembly(result) is { } assembly)
            return (assembly, AdditionalFiles(result, directory), diagnostics);
        if (diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error))
            return (null, [], diagnostics);
        string first =
            said.SelectMany(text => text.Split('\n'))
                .Select(line => line.Trim())
                .FirstOrDefault(line => line.Length > 0 && line[0] is not ('{' or '}' or '"'))
            ?? "dotnet build says nothing";
        return (null, [], [.. diagnostics, CannotBuild(name(path), $"{first.TrimEnd('.')}; see what 'dotnet build' says")]);
    }

    private static MergeDiagnostic CannotBuild(string file, string reason) =>
        DiagnosticKinds.CannotRead.Says($"cannot build {Printable.Quote(file)}: {reason}") with
        {
            Place = new(file, 1, 1),
        };

    /// <summary>The JSON that ends the output of a build.</summary>
    private static JsonValue? Result(string output)
    {
        int begin = output.IndexOf('{', StringComparison.Ordinal);
        if (begin < 0)
            return null;
        try
        {
            return JsonReader.Parse(output.Substring(begin));
        }
        catch (JsonFormatException)
        {
            return null;
        }
    }

    /// <summary>The assembly that the target <c>Build</c> names; of several frameworks the last.</summary>
    private static string? Assembly(JsonValue result) =>
        result.At("TargetResults.Build.Items")?.AsArray?.Items.LastOrDefault()?.At("FullPath")?.AsString;

    /// <summary>The paths of the project's additional files. MSBuild's own full paths start at the directory in which the build ended.</summary>
    private static IReadOnlyList<string> AdditionalFiles(JsonValue result, string directory) =>
        [
            .. (result.At("Items.AdditionalFiles")?.AsArray?.Items ?? [])
                .Select(item => item.At("Identity")?.AsString)
                .OfType<string>()
                .Select(file => Path.GetFullPath(file, directory)),
        ];
}
