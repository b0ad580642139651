using MergeDsl.Collections;
using MergeDsl.Manifests;
using MergeDsl.Schemas;
using MergeDsl.Yaml;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Yaml;

/// <summary>A YAML file with merges among the additional files of a compilation.</summary>
/// <param name="Path">The path as the compiler has it.</param>
/// <param name="Hash">A hash of the text, which identifies a version of the file.</param>
/// <param name="Methods">The methods of the project's own.</param>
/// <param name="Merge">What was read.</param>
internal sealed record MergeFile(string Path, string Hash, EquatableArray<MethodSchema> Methods, YamlMerge Merge)
{
    private static readonly string[] Suffixes = [".merge.yml", ".merge.yaml"];

    // What the class around them is, what is in them, and what every class has.
    private static readonly string[] Taken =
    [
        KnownNames.YamlClass,
        KnownNames.Plan,
        "Equals",
        "ReferenceEquals",
        "GetHashCode",
        "GetType",
        "ToString",
        "MemberwiseClone",
        "Finalize",
    ];

    /// <summary>The name of the class that gets the plan.</summary>
    public string Name => NameOf(Path);

    public bool Equals(MergeFile? other) => other is not null && Path == other.Path && Hash == other.Hash && Methods.Equals(other.Methods);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Hash);

    public static bool IsMergeFile(string path) => Suffixes.Any(suffix => path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    public static MergeFile Read(AdditionalText file, EquatableArray<MethodSchema> methods, CancellationToken cancellationToken)
    {
        Microsoft.CodeAnalysis.Text.SourceText? text = file.GetText(cancellationToken);
        return new(file.Path, HashOf(text), methods, MergeYaml.Read(text?.ToString() ?? "", file.Path, false, new(methods)));
    }

    public static string HashOf(Microsoft.CodeAnalysis.Text.SourceText? text) =>
        text is null ? "" : Convert.ToBase64String([.. text.GetChecksum()]);

    public static string NameOf(string path)
    {
        string file = path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);
        string suffix = Suffixes.First(suffix => file.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
        string name = MemberNames.PascalCase(file.Substring(0, file.Length - suffix.Length));
        return Taken.Contains(name) ? name + "_" : name;
    }
}
