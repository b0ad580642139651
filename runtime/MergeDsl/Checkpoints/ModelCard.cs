namespace MergeDsl.Checkpoints;

/// <summary>The model card: README.md with YAML between two lines of dashes at its top.</summary>
internal static class ModelCard
{
    private const int MaximumLines = 2000;

    /// <summary>The licence that the card of a checkpoint names, or null; a card that cannot be read names none.</summary>
    public static string? ReadLicence(string directory)
    {
        try
        {
            return FindLicence(OrdinaryFile.ReadLines(Path.Combine(directory, "README.md")).Take(MaximumLines));
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            return null;
        }
    }

    private static string? FindLicence(IEnumerable<string> lines)
    {
        string? licence = null;
        bool first = true,
            list = false;
        foreach (string line in lines)
        {
            if (first && line.TrimEnd() != "---")
                return null;
            if (!first && line.TrimEnd() == "---")
                return licence;
            first = false;
            if (list && line.TrimStart().StartsWith('-'))
                licence ??= Value(line.TrimStart()[1..]);
            list = false;
            if (line.StartsWith("license:", StringComparison.Ordinal))
            {
                licence = Value(line["license:".Length..]);
                list = licence is null;
            }
            // The hub's word for a licence without an identifier is 'other'; its name stands beside it.
            else if (line.StartsWith("license_name:", StringComparison.Ordinal) && licence is null or "other")
            {
                licence = Value(line["license_name:".Length..]) ?? licence;
            }
        }
        return null;
    }

    private static string? Value(string text)
    {
        int comment = text.IndexOf(" #", StringComparison.Ordinal);
        string value = (comment < 0 ? text : text[..comment]).Trim().Trim('[', ']', '"', '\'').Trim();
        return value.Length == 0 ? null : value;
    }
}
