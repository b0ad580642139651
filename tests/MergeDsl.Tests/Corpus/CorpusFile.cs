using System.Globalization;

namespace MergeDsl.Tests.Corpus;

/// <summary>A configuration of the reference corpora with what its header says about it.</summary>
public sealed record CorpusFile(string Path, string Severity, EquatableArray<int> Lines, bool NeedsManifest)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public static CorpusFile Read(string path)
    {
        string[] head = [.. File.ReadLines(path).TakeWhile(line => line.StartsWith('#'))];
        string? Field(string name) =>
            head.FirstOrDefault(line => line.StartsWith($"# {name}:", StringComparison.Ordinal))?[(name.Length + 3)..].Trim();
        int[] lines =
        [
            .. (Field("Line") ?? "")
                .Split([",", "or"], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(number => int.Parse(number, CultureInfo.InvariantCulture)),
        ];
        return new(path, Field("Severity") ?? Field("Expect") ?? "", lines, Field("Manifest") == "yes");
    }
}
