using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MergeDsl.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MergeDsl.Mutation;

/// <summary>A library that is mutated, with the tests that try it.</summary>
internal sealed partial class Library
{
    private readonly string directory;
    private readonly string compiler;
    private readonly string[] arguments;

    private Library(string name, string tests, string compiler, string[] arguments)
    {
        (Name, Tests, this.compiler, this.arguments) = (name, tests, compiler, arguments);
        directory = Repository.Path("runtime", name);
    }

    /// <summary>The name of the assembly and of its folder.</summary>
    public string Name { get; }

    /// <summary>The name of the test project.</summary>
    public string Tests { get; }

    /// <summary>Reads the command line with which the SDK compiles a library for programs.</summary>
    /// <param name="name">The library.</param>
    /// <param name="tests">Its test project.</param>
    public static Library Open(string name, string tests)
    {
        ProcessRun run = ProcessRun.Of(
            "dotnet",
            [
                "msbuild",
                Repository.Path("runtime", name, name + ".csproj"),
                "-target:PrepareResources;Compile",
                "-property:SkipCompilerExecution=true;ProvideCommandLineArgs=true;TargetFramework=net10.0;BuildProjectReferences=false;NonExistentFile=always",
                "-getItem:CscCommandLineArgs",
                "-getProperty:RoslynTargetsPath",
                "-nodeReuse:false",
            ],
            Repository.Root,
            ProcessRun.SdkEnvironment
        );
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"build the solution first: {run.Output}{run.Error}");
        JsonElement root = JsonDocument.Parse(run.Output).RootElement;
        string compiler = root.GetProperty("Properties").GetProperty("RoslynTargetsPath").GetString()!;
        string[] arguments =
        [
            .. root.GetProperty("Items")
                .GetProperty("CscCommandLineArgs")
                .EnumerateArray()
                .Select(item => item.GetProperty("Identity").GetString()!),
        ];
        return new(name, tests, Path.Combine(compiler, "bincore", "csc.dll"), arguments);
    }

    /// <summary>Finds the mutants of the files in a folder of the library, or of one file.</summary>
    /// <param name="folder">The folder or file, from that of the library.</param>
    /// <exception cref="DirectoryNotFoundException">No source lies there.</exception>
    public IReadOnlyList<Mutant> Find(string folder)
    {
        var options = CSharpParseOptions.Default.WithPreprocessorSymbols(
            "NET",
            "NET10_0",
            "NET10_0_OR_GREATER",
            "NET8_0_OR_GREATER",
            "DEBUG"
        );
        string[] files = [.. arguments.Where(argument => IsIn(argument, folder)).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new DirectoryNotFoundException($"no source of {Name} lies in '{folder}'");
        return
        [
            .. files.SelectMany(file =>
                MutantFinder.Find(
                    $"runtime/{Name}/{file}",
                    CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(directory, file)), options)
                )
            ),
        ];
    }

    /// <summary>Compiles the library with mutants in it.</summary>
    /// <param name="mutants">The mutants, with their numbers.</param>
    /// <param name="output">The directory for the assembly and the files on the way to it.</param>
    /// <returns>The mutants that compile, and the assembly.</returns>
    public (IReadOnlyList<Mutant> Compiled, string Assembly) Compile(IReadOnlyList<Mutant> mutants, string output)
    {
        string assembly = Path.Combine(output, Name + ".dll"),
            switches = Path.Combine(output, "MergeDslMutants.cs");
        Directory.CreateDirectory(output);
        File.WriteAllText(switches, "#nullable enable\n" + WovenFile.SwitchClass(mutants.Max(mutant => mutant.Id)));
        while (true)
        {
            var woven = new Dictionary<string, WovenFile>(StringComparer.Ordinal);
            var replaced = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (IGrouping<string, Mutant> file in mutants.GroupBy(mutant => mutant.File))
            {
                string path = Path.Combine(output, file.Key.Replace('/', '_'));
                woven[path] = new(File.ReadAllText(Repository.Path(file.Key)), file);
                File.WriteAllText(path, woven[path].Text);
                replaced[Path.GetRelativePath(directory, Repository.Path(file.Key))] = path;
            }
            string response = Path.Combine(output, "csc.rsp");
            File.WriteAllLines(
                response,
                arguments
                    .Where(argument => !IsOfOutput(argument))
                    .Select(argument => Quote(replaced.GetValueOrDefault(argument, argument)))
                    .Concat(["/warnaserror-", "/warn:0", "/skipanalyzers+", "/optimize+", Quote("/out:" + assembly), Quote(switches)])
            );
            ProcessRun run = ProcessRun.Of("dotnet", ["exec", compiler, "/noconfig", "@" + response], directory, ProcessRun.SdkEnvironment);
            if (run.ExitCode == 0)
                return (mutants, assembly);
            HashSet<Mutant> wrong = [.. run.Output.Split('\n').SelectMany(line => Culprits(line, woven))];
            if (wrong.Count == 0)
                throw new InvalidOperationException($"the mutants of {Name} do not compile: {run.Output}");
            mutants = [.. mutants.Where(mutant => !wrong.Contains(mutant))];
        }
    }

    private static IEnumerable<Mutant> Culprits(string line, Dictionary<string, WovenFile> woven)
    {
        Match match = Error().Match(line);
        if (!match.Success || !woven.TryGetValue(match.Groups["file"].Value, out WovenFile? file))
            return [];
        int Number(string name) => int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) - 1;
        return file.At(Number("line"), Number("column"));
    }

    private static bool IsIn(string argument, string folder) =>
        argument.EndsWith(".cs", StringComparison.Ordinal)
        && argument[0] != '/'
        && !argument.StartsWith("obj/", StringComparison.Ordinal)
        && (argument == folder || folder.Length == 0 || argument.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal));

    private static bool IsOfOutput(string argument) =>
        new[] { "/out:", "/refout:", "/doc:", "/warnaserror", "/warn:", "/optimize", "/noconfig" }.Any(prefix =>
            argument.StartsWith(prefix, StringComparison.Ordinal)
        );

    private static string Quote(string argument) =>
        argument.Contains('"', StringComparison.Ordinal) || !argument.Contains(' ', StringComparison.Ordinal)
            ? argument
            : $"\"{argument}\"";

    [GeneratedRegex(@"^(?<file>[^(]+)\((?<line>\d+),(?<column>\d+)(,\d+,\d+)?\): error ")]
    private static partial Regex Error();
}
