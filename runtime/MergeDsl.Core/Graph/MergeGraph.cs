using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Planning;
using MergeDsl.Rules;
using MergeDsl.Schemas;
using MergeDsl.Specs;

namespace MergeDsl.Graph;

/// <summary>Merges that may take each other's results, and an order in which each comes after those that it takes: the documents of a YAML file, or the plans of a program.</summary>
/// <param name="Nodes">The merges, in the order of their front end.</param>
/// <param name="Order">Their indices.</param>
internal sealed record MergeGraph(IReadOnlyList<MergeNode> Nodes, IReadOnlyList<int> Order)
{
    /// <summary>Returns the known facts about the models of a plan before it is checked: manifests, and what was found with them.</summary>
    /// <param name="index">The index of the merge.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="inputs">Those of its models that other merges make.</param>
    public delegate (ManifestSet Manifests, IEnumerable<MergeDiagnostic> Found) Knowledge(
        int index,
        MergePlan plan,
        IReadOnlyCollection<Model> inputs
    );

    /// <summary>A graph without merges.</summary>
    public static MergeGraph Empty { get; } = new([], []);

    /// <summary>The graph of merges that were declared in C#: the plans, and those that they have as models. A plan that its hash does not fit has that as an error.</summary>
    /// <param name="plans">The plans.</param>
    /// <param name="placeOf">Where a plan was declared, as far as that is known.</param>
    public static MergeGraph Of(IEnumerable<MergePlan> plans, Func<MergePlan, Place?>? placeOf = null)
    {
        var nodes = new List<MergeNode>();
        foreach (MergePlan plan in plans)
            Add(plan);
        return new(nodes, [.. Enumerable.Range(0, nodes.Count)]);

        int Add(MergePlan plan)
        {
            int known = nodes.FindIndex(node =>
                ReferenceEquals(node.Plan, plan) || (node.Name == plan.Name && node.Plan!.Hash == plan.Hash && node.Spec == plan.Spec)
            );
            if (known >= 0)
                return known;
            var inputs = new Dictionary<Model, int>();
            foreach (Model model in ModelReferences.Models(plan.Spec))
            {
                if (model.Plan is { } input)
                    inputs[model] = Add(input);
            }
            Place? place = placeOf?.Invoke(plan);
            nodes.Add(
                new(plan.Name, plan.Spec)
                {
                    Plan = plan,
                    Diagnostics = [.. Changed(plan)],
                    Inputs = inputs,
                    Report = found =>
                        place is null
                            ? found
                            : [.. found.Select(diagnostic => diagnostic.Place is null ? diagnostic with { Place = place } : diagnostic)],
                }
            );
            return nodes.Count - 1;
        }
    }

    /// <summary>The merges that no other takes.</summary>
    public IReadOnlyList<int> Ends
    {
        get
        {
            HashSet<int> taken = [.. Nodes.SelectMany(node => node.Inputs.Values)];
            return [.. Enumerable.Range(0, Nodes.Count).Where(i => !taken.Contains(i))];
        }
    }

    /// <summary>The merge whose result is meant where none is named: the one without a name, else the only one that no other takes; null where several could be, or there is none.</summary>
    public int? Result
    {
        get
        {
            IReadOnlyList<int> ends = Ends;
            int[] unnamed = [.. ends.Where(i => Nodes[i].Name is null)];
            if (unnamed.Length > 0)
                return unnamed[unnamed.Length - 1];
            // In a circle there is no end: what is wrong with it is reported anyway.
            return ends.Count == 0 && Nodes.Count > 0 ? Nodes.Count - 1
                : ends.Count == 1 ? ends[0]
                : null;
        }
    }

    /// <summary>A merge and all that it needs.</summary>
    public ISet<int> With(int node)
    {
        var needed = new HashSet<int>();
        Add(node);
        return needed;

        void Add(int i)
        {
            if (!needed.Add(i))
                return;
            foreach (int input in Nodes[i].Inputs.Values)
                Add(input);
        }
    }

    /// <summary>Plans what has no plan yet and runs all rules, over those first whose results others take.</summary>
    /// <param name="methods">The methods that there are.</param>
    /// <param name="know">What is known of the models of a plan.</param>
    /// <returns>The merges in the order of their front end.</returns>
    public IReadOnlyList<CheckedNode> Check(MethodSet methods, Knowledge know)
    {
        var done = new CheckedNode?[Nodes.Count];
        foreach (int i in Order)
            done[i] = Check(i);
        return [.. done.OfType<CheckedNode>()];

        CheckedNode Check(int index)
        {
            MergeNode node = Nodes[index];
            // A circle leads to a merge that is not checked yet: its result stays unknown.
            MergePlan? PlanOf(Model model) => node.Inputs.TryGetValue(model, out int input) ? done[input]?.Check.Plan : null;
            if ((node.Plan ?? Planned(node, PlanOf, methods)) is not { } plan)
                return new(node, MergeCheck.OfUnplanned(node.Diagnostics), ManifestSet.Empty, new Dictionary<Model, int>());
            var inputs = new Dictionary<Model, int>();
            foreach (KeyValuePair<Model, int> input in node.Inputs)
                inputs[(input.Key.Plan ?? PlanOf(input.Key)) is { } made ? new Model(input.Key.Id) { Plan = made } : input.Key] =
                    input.Value;
            (ManifestSet manifests, IEnumerable<MergeDiagnostic> found) = know(index, plan, inputs.Keys);
            foreach (KeyValuePair<Model, int> input in inputs)
            {
                if (done[input.Value]?.Check.Output is { } output)
                    manifests.Add(input.Key, output);
            }
            if (node.Plan is null)
                plan = plan with { Checkpoints = ExpectedCheckpoint.Of(plan, manifests) };
            MergeCheck check = MergeCheck.Run(plan, manifests, [.. node.Diagnostics, .. found], node.Tolerates);
            return new(node, check, manifests, inputs);
        }
    }

    /// <summary>The plan of a merge that was read: its references to other merges are to the plans of these.</summary>
    private static MergePlan? Planned(MergeNode node, Func<Model, MergePlan?> planOf, MethodSet methods) =>
        node.Spec is { } spec && methods.Find(spec.Method) is { } schema
            ? MergePlan.Of(
                ModelReferences.Replace(spec, model => planOf(model) is { } input ? model with { Plan = input } : model),
                schema,
                node.Name
            )
            : null;

    private static IEnumerable<MergeDiagnostic> Changed(MergePlan plan)
    {
        string actual = CanonicalText.Hash(plan.Spec, plan.Modules);
        if (plan.Hash != actual)
            yield return DiagnosticKinds.ChangedPlan.Says(
                $"the plan{(plan.Name is { } name ? " " + Printable.Quote(name) : "")} says that its hash is {Start(plan.Hash)}, and its text has the hash {Start(actual)}: one of them was changed after it was made, or another version of MergeDsl made it; build the project that declares it again"
            );

        static string Start(string hash) => hash.Length > 12 ? Printable.Line(hash.Substring(0, 12)) + "..." : Printable.Quote(hash);
    }
}
