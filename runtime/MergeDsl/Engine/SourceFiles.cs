using MergeDsl.Binding;
using MergeDsl.Files;

namespace MergeDsl.Engine;

/// <summary>All files with tensors that a merge reads.</summary>
internal sealed class SourceFiles
{
    private readonly Dictionary<string, SourceFile> files = new(StringComparer.Ordinal);

    private SourceFiles() { }

    public SourceFile this[string path] => files[path];

    /// <summary>The files as they were when they were opened first, in the order of their paths.</summary>
    public IEnumerable<SourceStamp> Stamps => files.Values.Select(file => file.Stamp).OrderBy(stamp => stamp.File, StringComparer.Ordinal);

    /// <summary>Opens each file of a bound plan once and checks that it is as it was when its header was read.</summary>
    /// <exception cref="MergeException"><c>MDSL0705</c>, <c>MDSL0706</c>.</exception>
    public static SourceFiles Of(FileSystem system, BoundPlan plan)
    {
        var sources = new SourceFiles();
        Dictionary<string, SourceStamp> stamps = plan.Stamps.ToDictionary(stamp => stamp.File, StringComparer.Ordinal);
        foreach (
            IGrouping<string, TensorSource> file in plan
                .Tensors.SelectMany(tensor => tensor.Sources)
                .GroupBy(source => source.File, StringComparer.Ordinal)
        )
            sources.files.Add(
                file.Key,
                new(system, file.Key, file.Max(source => source.Offset + source.Length), stamps.GetValueOrDefault(file.Key))
            );
        return sources;
    }

    /// <summary>Checks that no file has changed since it was opened first.</summary>
    /// <exception cref="MergeException"><c>MDSL0706</c>.</exception>
    public void CheckUnchanged()
    {
        foreach (SourceFile file in files.Values)
            file.CheckUnchanged();
    }
}
