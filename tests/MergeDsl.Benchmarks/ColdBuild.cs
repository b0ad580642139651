using System.Diagnostics;

namespace MergeDsl.Benchmarks;

/// <summary>The cost of the package in a build from nothing: the project of <see cref="GeneratorBenchmark"/> by <c>dotnet build</c> without a compiler server, and as many files without merges and without the package.</summary>
internal static class ColdBuild
{
    public static int Run(int runs)
    {
        string scratch = Directory.CreateTempSubdirectory("mergedsl-cold-").FullName;
        try
        {
            string with = Write(Path.Combine(scratch, "with"), true),
                without = Write(Path.Combine(scratch, "without"), false);
            var times = new List<(double With, double Without)>();
            for (int i = 0; i < runs; i++)
                times.Add((Build(with), Build(without)));
            double package = Median(times.Select(time => time.With)),
                plain = Median(times.Select(time => time.Without));
            Console.WriteLine(
                FormattableString.Invariant(
                    $"cold build with the package {package:F1} s, without {plain:F1} s: {package / plain:F2} x (median of {runs})"
                )
            );
            return 0;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static double Median(IEnumerable<double> times) => times.Order().ElementAt(times.Count() / 2);

    private static double Build(string directory)
    {
        Dotnet(directory, "clean", "-v", "quiet", "-nologo");
        var watch = Stopwatch.StartNew();
        Dotnet(
            directory,
            "build",
            "--no-restore",
            "--no-incremental",
            "-v",
            "quiet",
            "-nologo",
            "-nodeReuse:false",
            "-p:UseSharedCompilation=false",
            "-p:RunAnalyzersDuringBuild=true"
        );
        return watch.Elapsed.TotalSeconds;
    }

    private static string Write(string directory, bool withPackage)
    {
        Directory.CreateDirectory(directory);
        foreach ((string path, string text) in GeneratorBenchmark.Sources(withPackage))
            File.WriteAllText(Path.Combine(directory, path), text);
        File.WriteAllText(Path.Combine(directory, "openchat-3.5-0106.checkpoint.json"), GeneratorBenchmark.Manifest());
        foreach (string file in (string[])["Directory.Build.props", "Directory.Build.targets"])
            File.WriteAllText(Path.Combine(directory, file), "<Project />");
        string library = typeof(Model).Assembly.Location;
        string core = Path.Combine(Root, "runtime", "MergeDsl.Core", "bin", "Release", "netstandard2.0"),
            fixes = Path.Combine(Root, "generator", "MergeDsl.CodeFixes", "bin", "Release", "netstandard2.0");
        // The parts of the package as they lie in the build of this repository.
        (string Directory, string File)[] analyzers =
        [
            (fixes, "MergeDsl.CodeFixes.dll"),
            (fixes, "MergeDsl.Generator.dll"),
            (core, "MergeDsl.Core.dll"),
            (core, "YamlDotNet.dll"),
            (core, "Microsoft.Bcl.Memory.dll"),
        ];
        string package = withPackage
            ? $"<Reference Include=\"{library}\" />{string.Concat(analyzers.Select(file => $"<Analyzer Include=\"{Path.Combine(file.Directory, file.File)}\" />"))}<AdditionalFiles Include=\"*.checkpoint.json\" />"
            : "";
        File.WriteAllText(
            Path.Combine(directory, "Cold.csproj"),
            $"<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable></PropertyGroup><ItemGroup>{package}</ItemGroup></Project>"
        );
        Dotnet(directory, "restore", "-v", "quiet", "-nologo");
        return directory;
    }

    private static string Root
    {
        get
        {
            DirectoryInfo directory = new(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(directory.FullName, "MergeDsl.sln")))
                directory = directory.Parent ?? throw new InvalidOperationException("run the benchmark in the repository");
            return directory.FullName;
        }
    }

    private static void Dotnet(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = directory, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(output);
    }
}
