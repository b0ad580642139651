using System.Security;
using System.Text.RegularExpressions;

namespace MergeDsl.Tool;

/// <summary>A C# file that stands by itself: without a project, and without directives that make it one. It is built by a project in a temporary directory, with the libraries and the compiler's part that lie beside the tool.</summary>
internal sealed partial class BareFile : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mergedsl-build-");

    private BareFile(string project) => Project = Path.Combine(directory.FullName, project);

    /// <summary>The project.</summary>
    public string Project { get; }

    /// <summary>Indicates whether a file says itself what it needs: then the SDK builds it as a program.</summary>
    public static bool HasDirectives(string text) => Directive().IsMatch(text);

    /// <summary>Writes the project.</summary>
    /// <param name="file">The file.</param>
    /// <param name="text">Its text.</param>
    /// <param name="manifests">Manifests that the command line names, beside those in the directory of the file.</param>
    public static BareFile Make(string file, string text, IEnumerable<string> manifests)
    {
        string source = Path.GetFullPath(file),
            tool = AppContext.BaseDirectory;
        var bare = new BareFile("Merges.csproj");
        bool hasMain = EntryPoint().IsMatch(text);
        string items = string.Join(
            "\n",
            manifests.Select(manifest =>
                $"    <AdditionalFiles Include=\"{Escape(Path.GetFullPath(manifest))}\" Exclude=\"@(AdditionalFiles)\" />"
            )
        );
        bare.Write(
            bare.Project,
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <EnableDefaultItems>false</EnableDefaultItems>
                <UseAppHost>false</UseAppHost>
                <DebugType>portable</DebugType>
                <NuGetAudit>false</NuGetAudit>
                <!-- A program of its own has its own entry point, which wins over the one beside it. -->
                <NoWarn>$(NoWarn);CS7022</NoWarn>
                <WarningsAsErrors>$(WarningsAsErrors);CS8784;CS8785;CS8032;AD0001</WarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="{Escape(source)}" />
                {(hasMain ? "" : "<Compile Include=\"EntryPoint.cs\" />")}
                <Reference Include="{Escape(Path.Combine(tool, "MergeDsl.dll"))}" />
                <Reference Include="{Escape(Path.Combine(tool, "MergeDsl.Core.dll"))}" />
                <Analyzer Include="{Escape(Path.Combine(tool, "compiler"))}/*.dll" />
                <AdditionalFiles Include="{Escape(Path.GetDirectoryName(source)!)}/*.checkpoint.json" />
            {items}
              </ItemGroup>
            </Project>
            """
        );
        bare.Write("EntryPoint.cs", "file static class EntryPoint { static void Main() { } }\n");
        // Nothing around the temporary directory is to reach in.
        foreach (string name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            bare.Write(name, "<Project />\n");
        return bare;
    }

    public void Dispose()
    {
        try
        {
            directory.Delete(recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A temporary directory that is still in use is left to the system.
        }
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(directory.FullName, name), text);

    /// <summary>A path in a project: XML, and without what MSBuild takes for its own.</summary>
    private static string Escape(string path)
    {
        foreach (char special in "%$@;*?")
            path = path.Replace(special.ToString(), $"%{(int)special:x2}", StringComparison.Ordinal);
        return SecurityElement.Escape(path);
    }

    [GeneratedRegex(@"^#:(package|project|sdk|property)\b", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Directive();

    [GeneratedRegex(@"\bstatic\b[^;{}=]*\bMain\s*\(", RegexOptions.CultureInvariant)]
    private static partial Regex EntryPoint();
}
