using MergeDsl.Files;
using MergeDsl.Json;
using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Engine;

/// <summary>The list of its files that an output carries in its <c>mergedsl.json</c>. By this list a directory is recognised as an output, and nothing else in it is ever removed.</summary>
/// <param name="Plan">The hash of its plan.</param>
/// <param name="Files">The files by name with their lengths in bytes, this one not included.</param>
internal sealed record OutputRecord(string Plan, IReadOnlyDictionary<string, long> Files)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "mergedsl.json";

    /// <summary>The member with the files.</summary>
    public const string FilesKey = "files";

    private const string PlanKey = "plan";
    private const int MostBytes = 64 << 20;

    /// <summary>The names of all files: first that without which nothing loads, last this record, so that a removal that is interrupted can go on.</summary>
    public IEnumerable<string> Names => Files.Keys.OrderByDescending(name => name == OutputFile.Configuration).Append(FileName);

    /// <summary>The members that make a JSON object recognisable.</summary>
    public static JsonObject AddTo(JsonObject document, string plan, IEnumerable<WrittenFile> files) =>
        document.With(PlanKey, plan).With(FilesKey, JsonObject.Of([.. files.Select(file => (file.Name, (JsonValue)file.Length))]));

    /// <summary>Reads the record of a directory; null where there is none that can be used.</summary>
    public static OutputRecord? TryRead(FileSystem files, string directory)
    {
        try
        {
            string path = Path.Combine(directory, FileName);
            using SafeFileHandle handle = files.OpenToRead(path);
            if (files.Stat(handle, path).Length > MostBytes)
                return null;
            byte[] bytes = files.ReadAll(handle, path, MostBytes);
            if (JsonReader.Parse(System.Text.Encoding.UTF8.GetString(bytes)) is not JsonObject root)
                return null;
            if (root[PlanKey]?.AsString is not { } plan || root[FilesKey]?.AsObject is not { } listed)
                return null;
            var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach ((string name, JsonValue value) in listed.Members.Select(member => (member.Key, member.Value)))
            {
                if (Path.GetFileName(name) != name || name is "" or "." or ".." || value.AsInteger is not { } size)
                    return null;
                lengths[name] = size;
            }
            return new(plan, lengths);
        }
        catch (Exception failure) when (failure is JsonFormatException || FileFault.IsExpected(failure))
        {
            return null;
        }
    }

    /// <summary>Indicates whether all files of the record are in a directory and have their lengths.</summary>
    public bool IsComplete(FileSystem files, string directory) =>
        Files.All(file => files.TryStat(Path.Combine(directory, file.Key)) is { Kind: FileKind.File } facts && facts.Length == file.Value);

    /// <summary>Removes the files of the record, then the directory. Anything else stays.</summary>
    /// <exception cref="IOException">Something could not be removed, or is there that is not of the record.</exception>
    public void Remove(FileSystem files, string directory)
    {
        foreach (string name in Names)
            files.RemoveFile(Path.Combine(directory, name));
        files.RemoveDirectory(directory);
    }
}

/// <summary>A file of an output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">Its length in bytes.</param>
internal readonly record struct WrittenFile(string Name, long Length);
