namespace MergeDsl;

/// <summary>One merge of a chain as a front end read it. A merge by itself is a chain of one.</summary>
/// <param name="Name">Its name, where it has one.</param>
/// <param name="Spec">The merge; null where it cannot be read.</param>
internal sealed record MergeLink(string? Name, MergeSpec? Spec)
{
    /// <summary>What its front end found.</summary>
    public IReadOnlyList<MergeDiagnostic> Diagnostics { get; init; } = [];

    /// <summary>Those of its models that other merges of the chain make, with the index of the merge.</summary>
    public IReadOnlyDictionary<Model, int> Inputs { get; init; } = new Dictionary<Model, int>();

    /// <summary>The checkpoints that the merge was checked against when it was planned.</summary>
    public EquatableArray<ExpectedCheckpoint> Checkpoints { get; init; }

    /// <summary>The text it was read from, where it was YAML and nothing else.</summary>
    public string? Yaml { get; init; }

    /// <summary>Errors that do not stop the merge: near misses that the user silenced, or has as warnings.</summary>
    public Func<MergeDiagnostic, bool>? Tolerates { get; init; }

    /// <summary>Gives diagnostics of rules their places, and leaves out what is silenced.</summary>
    public Func<IReadOnlyList<MergeDiagnostic>, IReadOnlyList<MergeDiagnostic>> Report { get; init; } = static found => found;
}

/// <summary>Merges that may take each other's results, and an order in which each comes after those that it takes.</summary>
/// <param name="Links">The merges, in the order of their front end.</param>
/// <param name="Order">Their indices.</param>
internal sealed record MergeChain(IReadOnlyList<MergeLink> Links, IReadOnlyList<int> Order)
{
    /// <summary>The merges that no other takes.</summary>
    public IReadOnlyList<int> Ends
    {
        get
        {
            HashSet<int> taken = [.. Links.SelectMany(link => link.Inputs.Values)];
            return [.. Enumerable.Range(0, Links.Count).Where(i => !taken.Contains(i))];
        }
    }

    /// <summary>A merge and all that it needs.</summary>
    public IReadOnlySet<int> With(int link)
    {
        var needed = new HashSet<int>();
        void Add(int i)
        {
            if (!needed.Add(i))
                return;
            foreach (int input in Links[i].Inputs.Values)
                Add(input);
        }
        Add(link);
        return needed;
    }
}
