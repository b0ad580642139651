using System.Diagnostics.CodeAnalysis;
using MergeDsl.Diagnostics;
using MergeDsl.Graph;

namespace MergeDsl.Tool;

/// <summary>Merges that are declared in C#: in a file, a project, or an assembly. Sources are built, and the plans are read off the assembly; the program itself is never run, for what it would do is its own affair.</summary>
internal static class ProgramFile
{
    private const string ManifestSuffix = ".checkpoint.json";
    private static readonly string[] Projects = [".csproj", ".fsproj", ".vbproj"],
        Assemblies = [".dll", ".exe"];

    /// <summary>Indicates whether a path leads to a program: a C# file, a project or the directory of one, or an assembly.</summary>
    public static bool Is(string path) =>
        Directory.Exists(path)
            ? ProjectsIn(path).Count > 0
            : File.Exists(path)
                && Extension(path) is var extension
                && (extension == ".cs" || Projects.Contains(extension) || Assemblies.Contains(extension));

    /// <summary>Indicates whether a program is an assembly, which nothing has to build.</summary>
    public static bool IsAssembly(string path) => !Directory.Exists(path) && Assemblies.Contains(Extension(path));

    /// <summary>Reads the merges of a program.</summary>
    /// <param name="path">The path.</param>
    /// <param name="manifests">Manifests that the command line names.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <returns>The merges, the manifests among the program's files, and what is wrong beside them.</returns>
    [RequiresUnreferencedCode(ProgramMerges.Reason)]
    public static async Task<(MergeGraph Graph, IReadOnlyList<string> Manifests, IReadOnlyList<MergeDiagnostic> Diagnostics)> ReadAsync(
        string path,
        IReadOnlyList<string> manifests,
        CancellationToken cancellationToken
    )
    {
        if (IsAssembly(path))
            return Read(path, path, [], []);
        if (Directory.Exists(path))
        {
            IReadOnlyList<string> projects = ProjectsIn(path);
            if (projects.Count > 1)
                throw new WrongCommandLineException(
                    $"{Printable.Quote(path)} holds {projects.Count} projects; name one of them: {string.Join(", ", projects.Select(project => Printable.Quote(Path.GetFileName(project))))}"
                );
            return await BuildAsync(path, projects[0], Path.GetFullPath(path), cancellationToken);
        }
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (Extension(path) != ".cs")
            return await BuildAsync(path, path, directory, cancellationToken);
        if (
            !TextFile.TryRead(
                path,
                "a C# file",
                DiagnosticKinds.CannotRead,
                DiagnosticKinds.CannotRead,
                16 << 20,
                out string? text,
                out MergeDiagnostic? fault
            )
        )
            return (MergeGraph.Empty, [], [fault]);
        if (BareFile.HasDirectives(text))
            return await BuildAsync(path, path, directory, cancellationToken);
        using BareFile bare = BareFile.Make(path, text, manifests);
        return await BuildAsync(path, bare.Project, directory, cancellationToken);
    }

    /// <summary>The manifests in the directory of a C# file, or everywhere below that of a project. A project of several frameworks has them as items only in the build for each.</summary>
    private static IReadOnlyList<string> ManifestsBeside(string path)
    {
        bool isProject = Directory.Exists(path) || Projects.Contains(Extension(path));
        if (!isProject && Extension(path) != ".cs")
            return [];
        string directory = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        string[] outside =
        [
            Path.Combine(directory, "bin") + Path.DirectorySeparatorChar,
            Path.Combine(directory, "obj") + Path.DirectorySeparatorChar,
        ];
        var every = new EnumerationOptions
        {
            RecurseSubdirectories = isProject,
            MaxRecursionDepth = 8,
            IgnoreInaccessible = true,
        };
        return
        [
            .. Directory
                .EnumerateFiles(directory, "*" + ManifestSuffix, every)
                .Where(file => !outside.Any(other => file.StartsWith(other, StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal),
        ];
    }

    [RequiresUnreferencedCode(ProgramMerges.Reason)]
    private static async Task<(MergeGraph, IReadOnlyList<string>, IReadOnlyList<MergeDiagnostic>)> BuildAsync(
        string subject,
        string project,
        string directory,
        CancellationToken cancellationToken
    )
    {
        (string? assembly, IReadOnlyList<string> files, IReadOnlyList<MergeDiagnostic> said) = await DotnetBuild.RunAsync(
            project,
            directory,
            file => AsNamed(file, subject),
            cancellationToken
        );
        if (assembly is null)
            return (MergeGraph.Empty, [], said);
        IEnumerable<string> manifests = files
            .Where(file => file.EndsWith(ManifestSuffix, StringComparison.Ordinal))
            .Concat(ManifestsBeside(subject).Select(Path.GetFullPath))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return Read(assembly, subject, [.. manifests.Select(file => AsNamed(file, subject))], said);
    }

    [RequiresUnreferencedCode(ProgramMerges.Reason)]
    private static (MergeGraph, IReadOnlyList<string>, IReadOnlyList<MergeDiagnostic>) Read(
        string assembly,
        string subject,
        IReadOnlyList<string> manifests,
        IReadOnlyList<MergeDiagnostic> said
    )
    {
        (MergeGraph graph, IReadOnlyList<MergeDiagnostic> diagnostics) = ProgramMerges.Read(assembly, subject, said);
        return (graph, manifests, diagnostics);
    }

    /// <summary>A file as the user would name it: relative where the user's own path is.</summary>
    private static string AsNamed(string file, string subject)
    {
        string full = Path.GetFullPath(file);
        if (full == Path.GetFullPath(subject))
            return subject;
        string root = Directory.Exists(subject) ? subject : Path.GetDirectoryName(subject) ?? "";
        string relative = Path.GetRelativePath(Path.GetFullPath(root.Length == 0 ? "." : root), full);
        return Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal) ? file : Path.Combine(root, relative);
    }

    private static IReadOnlyList<string> ProjectsIn(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory).Where(file => Projects.Contains(Extension(file))).Order(StringComparer.Ordinal)];
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            return [];
        }
    }

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();
}
