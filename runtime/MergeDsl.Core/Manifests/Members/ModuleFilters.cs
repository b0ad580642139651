namespace MergeDsl.Manifests;

/// <summary>The shortest text that, as a substring, matches the tensors of a module and no others. It is a run of whole segments, so that it reads like a name; where none will do, one that is closed by dots.</summary>
internal sealed class ModuleFilters
{
    private readonly IReadOnlyList<ModuleTensors> modules;
    private readonly List<(string[] Pieces, ModuleTensors Module)> names = [];

    public ModuleFilters(IReadOnlyList<ModuleTensors> modules)
    {
        this.modules = modules;
        foreach (ModuleTensors module in modules)
        {
            foreach (string name in module.Names)
                names.Add((Pieces(name), module));
        }
    }

    /// <summary>A text for some modules that stand under one path, or null where no text will do.</summary>
    /// <param name="within">The path within a layer, or all of it outside of the layers.</param>
    /// <param name="members">The modules.</param>
    /// <param name="stack">The stack whose tensors alone count; null for those of the whole checkpoint.</param>
    public string? Find(string within, IReadOnlyList<ModuleTensors> members, StackManifest? stack)
    {
        string[] runs = [.. Runs(within)];
        return runs.FirstOrDefault(run => Matches(run, members, stack))
            ?? runs.SelectMany(Closed).FirstOrDefault(run => Matches(run, members, stack));
    }

    /// <summary>The modules below a path that has an expert's number behind it.</summary>
    public IReadOnlyList<ModuleTensors> Below(string path) =>
        [.. modules.Where(module => module.Path.StartsWith(path, StringComparison.Ordinal))];

    private bool Matches(string text, IReadOnlyList<ModuleTensors> members, StackManifest? stack)
    {
        foreach ((string[] pieces, ModuleTensors module) in names)
        {
            if (stack is not null && !ReferenceEquals(module.Stack, stack))
                continue;
            bool found = false;
            foreach (string piece in pieces)
                found |= piece.Contains(text);
            if (found != members.Contains(module))
                return false;
        }
        return true;
    }

    /// <summary>The runs of whole segments, the shortest and the last first. A run with a number as a segment could match across layers, and is none.</summary>
    private static IEnumerable<string> Runs(string within)
    {
        var runs = new List<(int Count, int End, int Piece, string Text)>();
        string[] pieces = Pieces(within);
        for (int p = 0; p < pieces.Length; p++)
        {
            string[] segments = pieces[p].Split(['.'], StringSplitOptions.RemoveEmptyEntries);
            for (int end = segments.Length; end > 0; end--)
            {
                for (int start = end - 1; start >= 0; start--)
                {
                    if (segments[start].All(char.IsDigit))
                        break;
                    runs.Add((end - start, end, p, string.Join(".", segments, start, end - start)));
                }
            }
        }
        return runs.OrderBy(run => run.Count).ThenByDescending(run => run.Piece).ThenByDescending(run => run.End).Select(run => run.Text);
    }

    private static string[] Closed(string run) => [run + ".", "." + run, "." + run + "."];

    private static string[] Pieces(string name) => name.Split(["{}"], StringSplitOptions.None);
}
