using System.Text.RegularExpressions;

namespace MergeDsl.CSharp;

/// <summary>Names for models from their ids: the words of the last part up to the first number, and more of the id where two models would have one name.</summary>
internal static class ModelNames
{
    private static readonly Regex Number = new("^(?:[vV]?[0-9]+(?:[._x][0-9]+)*[a-zA-Z]?|[0-9.]+[bBmMkK])$", RegexOptions.CultureInvariant);

    /// <summary>Gives every model a name that is not taken.</summary>
    public static Dictionary<Model, string> Of(IReadOnlyList<Model> models, HashSet<string> taken)
    {
        int[] detail = new int[models.Count];
        string[] names = [.. models.Select(model => Candidate(model, 0))];
        for (int round = 1; round < 4; round++)
        {
            foreach (
                IGrouping<string, int> group in Enumerable
                    .Range(0, models.Count)
                    .GroupBy(i => names[i], StringComparer.Ordinal)
                    .Where(group => group.Count() > 1 || taken.Contains(group.Key))
                    .ToArray()
            )
            {
                foreach (int i in group)
                    names[i] = Candidate(models[i], ++detail[i]);
            }
        }
        var result = new Dictionary<Model, string>();
        for (int i = 0; i < models.Count; i++)
            result[models[i]] = CSharpIdentifier.Unique(names[i], taken, "Model");
        return result;
    }

    private static string Candidate(Model model, int detail)
    {
        string id = model.Key;
        if (id.IndexOf('\n') is >= 0 and int end)
            id = id.Substring(0, end);
        string[] parts = id.Split(['/', '\\', ':'], StringSplitOptions.RemoveEmptyEntries);
        string last = parts.Length == 0 ? "model" : parts[parts.Length - 1];
        string[] all = last.Split(['-', '_', ' ', '+', '@', '(', ')', ','], StringSplitOptions.RemoveEmptyEntries);
        List<string> words = [.. all.TakeWhile(word => !Number.IsMatch(word))];
        if (detail >= 1 || words.Sum(word => word.Length) < 4)
            words = [.. all.Where(word => !Number.IsMatch(word))];
        if (detail >= 2 || words.Count == 0)
            words = [.. all];
        if (detail >= 3 && parts.Length > 1)
            words.Insert(0, parts[parts.Length - 2]);
        if (detail >= 1 && model.Revision is { } revision)
            words.Add(revision);
        if (model.Adapter is { } adapter)
            words.Add("with " + adapter.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries).LastOrDefault());
        return CSharpIdentifier.PascalCase(words);
    }
}
