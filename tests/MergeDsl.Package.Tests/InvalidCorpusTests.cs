using System.Globalization;
using System.Text.RegularExpressions;
using MergeDsl.Testing;
using MergeDsl.Tool;
using Xunit;

namespace MergeDsl.Package.Tests;

/// <summary>Configurations with one fault each, as files of a user's project beside the manifests of their models: <c>dotnet build</c> says what is wrong with each at its line, as <c>mergedsl plan</c> does, and no more.</summary>
public sealed partial class InvalidCorpusTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    // Whether an adapter and a token are there is seen on the disk only.
    private static readonly string[] NeedTheDisk = ["lora-missing", "tokens-unknown-token"];

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="MergeDsl" Version="0.1.0" />
          </ItemGroup>
        </Project>
        """;

    [SharedFact]
    public async Task A_build_says_what_plan_says()
    {
        string[] files = [.. Directory.EnumerateFiles(SharedData.Path("corpus", "invalid"), "*.yml").Order(StringComparer.Ordinal)];
        string directory = package.Project(
            "invalid",
            [
                ("Invalid.csproj", Project),
                .. GoldenManifests.All(),
                .. files.Select(file => (Path.GetFileNameWithoutExtension(file) + ".merge.yml", File.ReadAllText(file))),
            ]
        );
        (int exitCode, string output) = package.Dotnet(directory, "build", "-nologo", "-v", "quiet", "-p:TreatWarningsAsErrors=false");
        Assert.NotEqual(0, exitCode);
        ILookup<string, Said> built = Line().Matches(output).Select(match => new Said(match)).Distinct().ToLookup(said => said.File);
        var faults = new List<string>();
        foreach (string name in files.Select(file => Path.GetFileNameWithoutExtension(file)))
            faults.AddRange(Faults(name, [.. built[name]], await Planned(Path.Combine(directory, name + ".merge.yml"))));
        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
        // Nothing is said of anything else: neither the manifests nor generated code.
        Assert.DoesNotContain(
            Regex.Matches(output, @"^.*(?:error|warning) .*$", RegexOptions.Multiline).Select(match => match.Value),
            line => !line.Contains(".merge.yml(", StringComparison.Ordinal) && !line.Contains(" Error(s)", StringComparison.Ordinal)
        );
    }

    /// <summary>The fault of a build's messages about a file.</summary>
    private static IEnumerable<string> Faults(string name, Said[] built, Said[] planned)
    {
        string[] head = [.. File.ReadLines(SharedData.Path("corpus", "invalid", name + ".yml")).TakeWhile(line => line.StartsWith('#'))];
        string Field(string field) =>
            head.First(line => line.StartsWith($"# {field}:", StringComparison.Ordinal))[(field.Length + 3)..].Trim();
        int[] lines =
        [
            .. Field("Line")
                .Split([",", "or"], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(number => int.Parse(number, CultureInfo.InvariantCulture)),
        ];
        string severity = Field("Severity");
        if (
            severity is "error" or "warning"
            && !NeedTheDisk.Contains(name)
            && !built.Any(said => said.Severity == severity && lines.Contains(said.Line))
        )
        {
            yield return $"{name}: expected {severity} at line {string.Join(" or ", lines)}, got\n{string.Join("\n", built.AsEnumerable())}";
        }
        if (!planned.Order().SequenceEqual(built.Order()))
            yield return $"{name}: plan says\n{string.Join("\n", planned.Order())}\nand the build\n{string.Join("\n", built.Order())}";
    }

    /// <summary>The messages of <c>mergedsl plan</c> about a file with the manifests of its models, without its notes, which a build does not show.</summary>
    private static async Task<Said[]> Planned(string file)
    {
        string text = await File.ReadAllTextAsync(file);
        IEnumerable<string> manifests = Directory
            .EnumerateFiles(Path.GetDirectoryName(file)!, "*.checkpoint.json")
            .Where(path => text.Contains(Path.GetFileName(path).Split('.')[0], StringComparison.Ordinal));
        using var error = new StringWriter();
        await ToolCommandLine
            .Make()
            .RunAsync(["plan", file, .. manifests.SelectMany(path => (string[])["--manifest", path])], TextWriter.Null, error);
        // A manifest that a comment names is no model of the merge.
        return [.. Line().Matches(error.ToString()).Select(match => new Said(match)).Where(said => said.Id != "MDSL0516")];
    }

    [GeneratedRegex(
        @"(?<file>[\w-]+)\.merge\.yml\((?<line>\d+),(?<column>\d+)(,\d+,\d+)?\): (?<severity>error|warning) (?<id>MDSL\d{4}): (?<message>.*?)( \([^() ]*MDSL\d{4}\.md\))?( \[[^\]]*\.csproj\])?\r?$",
        RegexOptions.Multiline
    )]
    private static partial Regex Line();

    /// <summary>A diagnostic of a file.</summary>
    private sealed record Said(string File, int Line, int Column, string Severity, string Id, string Message) : IComparable<Said>
    {
        public Said(Match match)
            : this(
                match.Groups["file"].Value,
                int.Parse(match.Groups["line"].ValueSpan, CultureInfo.InvariantCulture),
                int.Parse(match.Groups["column"].ValueSpan, CultureInfo.InvariantCulture),
                match.Groups["severity"].Value,
                match.Groups["id"].Value,
                match.Groups["message"].Value
            ) { }

        public int CompareTo(Said? other) => (Line, Column, Id, Message).CompareTo((other!.Line, other.Column, other.Id, other.Message));
    }
}
