namespace MergeDsl.Engine;

/// <summary>The directory that a merge makes, after it was found that it may.</summary>
/// <param name="FullPath">Its real path.</param>
/// <param name="Exists">Whether it is there.</param>
/// <param name="IsEmpty">Whether there is nothing in it, apart from what an interrupted merge left.</param>
internal sealed record OutputTarget(string FullPath, bool Exists, bool IsEmpty)
{
    /// <summary>The real directory it lies in.</summary>
    public string Parent => Path.GetDirectoryName(FullPath) ?? FullPath;

    /// <summary>Its name.</summary>
    public string Name => Path.GetFileName(FullPath);

    /// <summary>Looks at an output directory before anything is written.</summary>
    /// <param name="output">The path as the user gave it.</param>
    /// <param name="overwrite">Whether a directory that is not empty may be replaced.</param>
    /// <param name="sources">The directories of the sources, as the user named them.</param>
    /// <param name="files">The files that are read, which links may put elsewhere.</param>
    /// <param name="needed">The bytes to write.</param>
    /// <exception cref="MergeException"><c>MDSL0701</c> to <c>MDSL0704</c>.</exception>
    public static OutputTarget Check(string output, bool overwrite, IEnumerable<string> sources, IEnumerable<string> files, long needed)
    {
        OutputTarget target = Find(output);
        if (SourceConflict(output, target.FullPath, sources, files) is string conflict)
            throw Refuse(DiagnosticCatalogue.OutputIsASource, output, conflict);
        if (!target.IsEmpty && !overwrite)
        {
            throw Refuse(
                DiagnosticCatalogue.OutputNotEmpty,
                output,
                $"the output directory {Printable.Quote(output)} is not empty; choose another, or have it replaced as a whole with --overwrite"
            );
        }
        if (
            !target.IsEmpty
            && IsWithin(RealPath.Of(Environment.CurrentDirectory), target.FullPath)
            && RealPath.Of(Environment.CurrentDirectory) != target.FullPath
        )
        {
            throw Refuse(
                DiagnosticCatalogue.CannotWrite,
                output,
                $"the output directory {Printable.Quote(output)} holds the working directory and will not be replaced; choose another"
            );
        }
        FreeSpace.Check(output, target.FullPath, needed);
        return target;
    }

    private static OutputTarget Find(string output)
    {
        if (output.Length == 0)
            throw Refuse(
                DiagnosticCatalogue.CannotWrite,
                output,
                "the output directory has no name; give the path of a directory that is not there yet"
            );
        try
        {
            string real = RealPath.Of(output);
            string? ancestor = real;
            while (ancestor is not null && !Directory.Exists(ancestor))
            {
                if (File.Exists(ancestor))
                    throw Refuse(
                        DiagnosticCatalogue.CannotWrite,
                        output,
                        $"{Printable.Quote(ancestor)} is a file where the output needs a directory; choose another output directory"
                    );
                ancestor = Path.GetDirectoryName(ancestor);
            }
            bool exists = Directory.Exists(real);
            if (!exists && new FileInfo(Path.TrimEndingDirectorySeparator(output)).LinkTarget is string missing)
            {
                throw Refuse(
                    DiagnosticCatalogue.CannotWrite,
                    output,
                    $"the output {Printable.Quote(output)} is a symbolic link to {Printable.Quote(missing)}, which is not there; make that directory or remove the link"
                );
            }
            return new(
                real,
                exists,
                !exists || !Directory.EnumerateFileSystemEntries(real).Any(entry => !StagingDirectory.IsAbandoned(entry))
            );
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            throw OutputFault.CannotWrite(output, failure);
        }
    }

    private static string? SourceConflict(string output, string real, IEnumerable<string> sources, IEnumerable<string> files)
    {
        string shown = $"the output {Printable.Quote(output)}",
            cure = "a merge never writes onto what it reads: choose another output directory";
        foreach (string source in sources)
        {
            string other = RealPath.Of(source);
            if (string.Equals(real, other, RealPath.Comparison))
                return $"{shown} is the directory of a source; {cure}";
            if (IsWithin(real, other))
                return $"{shown} lies inside the source {Printable.Quote(source)}; {cure}";
            if (IsWithin(other, real))
                return $"{shown} contains the source {Printable.Quote(source)}; {cure}";
        }
        return files.FirstOrDefault(file => IsWithin(RealPath.Of(file), real)) is string inside
            ? $"{shown} contains the source {Printable.Quote(inside)}; {cure}"
            : null;
    }

    private static bool IsWithin(string path, string directory) => RealPath.IsWithin(path, directory);

    private static MergeException Refuse(DiagnosticKind kind, string output, string message) =>
        OutputFault.Because(kind.Says(message) with { Place = output.Length == 0 ? null : new(output, 1, 1) });
}
