using MergeDsl.Diagnostics;
using MergeDsl.Files;

namespace MergeDsl.Engine;

/// <summary>The directory that a merge makes.</summary>
/// <param name="Files">The file system.</param>
/// <param name="Given">The path as the user gave it.</param>
/// <param name="FullPath">Its real path.</param>
internal sealed record OutputTarget(FileSystem Files, string Given, string FullPath)
{
    private const string LostAndFound = "lost+found";
    private const int MostNamed = 3;

    /// <summary>The real directory it lies in.</summary>
    public string Parent => Path.GetDirectoryName(FullPath) ?? FullPath;

    /// <summary>Its name.</summary>
    public string Name => Path.GetFileName(FullPath);

    /// <summary>Indicates whether the directory itself must stay: something is mounted there, or the process works in it.</summary>
    public bool KeepsIdentity =>
        Name.Length == 0
        || Files.TryStat(FullPath) is { IsMountPoint: true }
        || string.Equals(RealPath.Of(Files, Environment.CurrentDirectory), FullPath, RealPath.Comparison);

    /// <summary>Finds the directory of a path, and refuses what can never be an output.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="output">The path as the user gave it.</param>
    /// <param name="sources">The directories of the sources, as the user named them.</param>
    /// <param name="sourceFiles">The files that are read, which links may put elsewhere.</param>
    /// <exception cref="MergeException"><c>MDSL0702</c>, <c>MDSL0704</c>.</exception>
    public static OutputTarget Find(FileSystem files, string output, IEnumerable<string> sources, IEnumerable<string> sourceFiles)
    {
        if (output.Length == 0)
            throw Refuse(
                DiagnosticKinds.CannotWrite,
                output,
                "the output directory has no name; give the path of a directory that is not there yet"
            );
        try
        {
            var target = new OutputTarget(files, output, RealPath.Of(files, output));
            target.CheckAncestors();
            if (target.SourceConflict(sources, sourceFiles) is string conflict)
                throw Refuse(
                    DiagnosticKinds.OutputIsASource,
                    output,
                    $"the output {Printable.Quote(output)} {conflict}; a merge never writes onto what it reads: choose another output directory"
                );
            return target;
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            throw OutputFault.CannotWrite(output, failure);
        }
    }

    /// <summary>The entries of the directory, without those that merges keep there while they run and those of file systems.</summary>
    /// <exception cref="IOException">It cannot be listed.</exception>
    public IReadOnlyList<string> Entries() =>
        Files.IsDirectory(FullPath)
            ?
            [
                .. Files
                    .List(FullPath)
                    .Where(name => name != LostAndFound && !HiddenNames.IsDirectoryOf(name, "") && name != HiddenNames.Lock("")),
            ]
            : [];

    /// <summary>Checks that the output may take this place: there is nothing, or an output of this tool that is to be replaced.</summary>
    /// <param name="overwrite">Whether an output may be replaced.</param>
    /// <param name="kept">What the user gave besides the sources and must not be replaced.</param>
    /// <returns>The record of the output to replace; null where there is none.</returns>
    /// <exception cref="MergeException"><c>MDSL0701</c>, <c>MDSL0709</c>.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public OutputRecord? CheckContent(bool overwrite, IEnumerable<InputPath> kept)
    {
        IReadOnlyList<string> entries = Entries();
        if (entries.Count == 0)
            return null;
        string shown = $"the output directory {Printable.Quote(Given)}";
        if (!overwrite)
            throw Refuse(
                DiagnosticKinds.OutputNotEmpty,
                Given,
                $"{shown} is not empty; choose another, or have it replaced as a whole with --overwrite"
            );
        if (OutputRecord.TryRead(Files, FullPath) is not { } record)
            throw NotAnOutput($"{shown} is not an output of MergeDsl, for it has no {OutputRecord.FileName} with a list of files");
        string[] others =
        [
            .. entries.Where(name =>
                !(record.Files.ContainsKey(name) || name == OutputRecord.FileName)
                || Files.TryStatLink(Path.Combine(FullPath, name)) is not { Kind: FileKind.File or FileKind.Link }
            ),
        ];
        if (others.Length > 0)
        {
            string more = others.Length > MostNamed ? FormattableString.Invariant($" and {others.Length - MostNamed} more") : "";
            throw NotAnOutput(
                $"{shown} holds {string.Join(", ", others.Take(MostNamed).Select(Printable.Quote))}{more}, which the merge that made it has not written"
            );
        }
        if (Contains(Environment.CurrentDirectory))
            throw NotAnOutput($"{shown} holds the working directory");
        foreach (InputPath input in kept)
        {
            if (Contains(input.Path))
                throw NotAnOutput($"{shown} holds {input.Meaning} {Printable.Quote(input.Path)}");
        }
        return record;
    }

    /// <summary>The exception about a place that cannot be taken.</summary>
    public static MergeException Refuse(DiagnosticKind kind, string output, string message) =>
        OutputFault.Because(kind.Says(message) with { Place = output.Length == 0 ? null : new(output, 1, 1) });

    private MergeException NotAnOutput(string what) =>
        Refuse(
            DiagnosticKinds.NotAnOutput,
            Given,
            $"{what}; --overwrite replaces nothing but outputs: move away what is to be kept, or choose another output directory"
        );

    private void CheckAncestors()
    {
        for (string? ancestor = FullPath; ancestor is not null; ancestor = Path.GetDirectoryName(ancestor))
        {
            if (Files.TryStat(ancestor) is not { } facts)
                continue;
            if (facts.Kind != FileKind.Directory)
                throw Refuse(
                    DiagnosticKinds.CannotWrite,
                    Given,
                    $"{Printable.Quote(ancestor)} is a file where the output needs a directory; choose another output directory"
                );
            break;
        }
        if (Files.TryStat(FullPath) is null && Files.LinkTarget(Path.TrimEndingDirectorySeparator(Given)) is string missing)
            throw Refuse(
                DiagnosticKinds.CannotWrite,
                Given,
                $"the output {Printable.Quote(Given)} is a symbolic link to {Printable.Quote(missing)}, which is not there; make that directory or remove the link"
            );
    }

    private string? SourceConflict(IEnumerable<string> sources, IEnumerable<string> sourceFiles)
    {
        // Two names of one directory (mounts, case) have one device and number.
        FileIdentity? own = Files.TryStat(FullPath)?.Identity;
        HashSet<FileIdentity> around = [.. Ancestry(FullPath)];
        foreach (string source in sources)
        {
            string other = RealPath.Of(Files, source);
            FileIdentity? identity = Files.TryStat(other)?.Identity;
            if (string.Equals(FullPath, other, RealPath.Comparison) || (own is not null && own == identity))
                return "is the directory of a source";
            if (RealPath.IsWithin(FullPath, other) || (identity is { } sourceIdentity && around.Contains(sourceIdentity)))
                return $"lies inside the source {Printable.Quote(source)}";
            if (Contains(source))
                return $"contains the source {Printable.Quote(source)}";
        }
        // Many files share few directories.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string file in sourceFiles)
        {
            string real = RealPath.Of(Files, file);
            if (seen.Add(Path.GetDirectoryName(real) ?? real) && Contains(real))
                return $"contains the source {Printable.Quote(file)}";
        }
        return null;
    }

    /// <summary>Indicates whether a path is the target, or lies in it, under whatever name.</summary>
    private bool Contains(string path)
    {
        string real = RealPath.Of(Files, path);
        return RealPath.IsWithin(real, FullPath) || (Files.TryStat(FullPath)?.Identity is { } own && Ancestry(real).Contains(own));
    }

    /// <summary>The directories around a path, and it itself.</summary>
    private IEnumerable<FileIdentity> Ancestry(string path)
    {
        for (string? ancestor = path; ancestor is not null; ancestor = Path.GetDirectoryName(ancestor))
        {
            if (Files.TryStat(ancestor)?.Identity is { } identity)
                yield return identity;
        }
    }
}

/// <summary>A path that the user gave, besides the models.</summary>
/// <param name="Meaning">What it is, to stand before the path: "the merge file".</param>
/// <param name="Path">The path.</param>
internal readonly record struct InputPath(string Meaning, string Path);
