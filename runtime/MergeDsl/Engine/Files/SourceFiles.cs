namespace MergeDsl.Engine;

/// <summary>All files that a merge reads.</summary>
internal sealed class SourceFiles : IDisposable
{
    private readonly Dictionary<string, SourceFile> files = new(StringComparer.Ordinal);

    public SourceFile this[string path] => files[path];

    /// <summary>Opens the files of a bound plan and checks that they are as they were when it was made.</summary>
    /// <exception cref="MergeException"><c>MDSL0705</c>, <c>MDSL0706</c>.</exception>
    public static SourceFiles Open(BoundPlan plan)
    {
        var sources = new SourceFiles();
        try
        {
            Dictionary<string, SourceStamp> stamps = plan.Stamps.ToDictionary(stamp => stamp.File, StringComparer.Ordinal);
            foreach (
                IGrouping<string, TensorSource> file in plan
                    .Tensors.SelectMany(tensor => tensor.Sources)
                    .GroupBy(source => source.File, StringComparer.Ordinal)
            )
            {
                sources.files.Add(
                    file.Key,
                    new(file.Key, file.Max(source => source.Offset + source.Length), stamps.GetValueOrDefault(file.Key))
                );
            }
            return sources;
        }
        catch
        {
            sources.Dispose();
            throw;
        }
    }

    /// <summary>Checks that no file has changed since it was opened.</summary>
    /// <exception cref="MergeException"><c>MDSL0706</c>.</exception>
    public void CheckUnchanged()
    {
        foreach (SourceFile file in files.Values)
            file.CheckUnchanged();
    }

    public void Dispose()
    {
        foreach (SourceFile file in files.Values)
            file.Dispose();
    }
}
