using System.Globalization;
using System.Text.RegularExpressions;
using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Planning;

namespace MergeDsl.Rules;

/// <summary>Rules about the factors of <c>passthrough</c>: an unfiltered factor that reaches head or embeddings, layers that are almost transparent, layer numbers in filters.</summary>
internal static class ScaleRules
{
    private static readonly string[] UsualHead = ["model.norm.weight", "lm_head.weight"],
        UsualEmbeddings = ["model.embed_tokens.weight"];

    /// <summary>Checks that need no manifest.</summary>
    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge, ManifestSet manifests)
    {
        if (!merge.Schema.StacksLayers)
            yield break;
        foreach (PlanModule module in merge.Modules.Where(module => module.Slices.Count > 0))
        {
            MergeDiagnostic? head = Outside(
                module.Slices[module.Slices.Count - 1],
                manifests,
                StackPosition.After,
                UsualHead,
                ("the final norm and the head", "last"),
                module.Slices.Count == 1
            );
            MergeDiagnostic? embeddings = Outside(
                module.Slices[0],
                manifests,
                StackPosition.Before,
                UsualEmbeddings,
                ("the embeddings", "first"),
                module.Slices.Count == 1
            );
            if (head is not null)
                yield return head;
            if (embeddings is not null && embeddings.Path != head?.Path)
                yield return embeddings;
        }
    }

    /// <summary>Checks that need every tensor.</summary>
    public static IEnumerable<MergeDiagnostic> Check(CompletedMerge merge)
    {
        if (merge.Plan.Schema.StacksLayers)
        {
            foreach (MergeDiagnostic diagnostic in NeverTransparent(merge))
                yield return diagnostic;
            foreach (MergeDiagnostic diagnostic in AlmostTransparent(merge))
                yield return diagnostic;
        }
        foreach (MergeDiagnostic diagnostic in LayerNumbers(merge))
            yield return diagnostic;
    }

    private static MergeDiagnostic? Outside(
        PlanSlice slice,
        ManifestSet manifests,
        StackPosition position,
        string[] usual,
        (string Tensors, string Slice) what,
        bool isWhole
    )
    {
        if (slice.Sources.Count != 1)
            return null;
        PlanSource source = slice.Sources[0];
        string[] names = manifests.Find(source.Model) is { } manifest
            ? [.. manifest.Tensors.Where(tensor => tensor.Position == position).Select(tensor => tensor.Name)]
            : usual;
        foreach (string name in names)
        {
            if (source.Settings["scale"].Find(name) is not { Rule.Filter: null } rule)
                continue;
            if (rule.Rule.Values[0] != 0)
            {
                // What is the whole output is scaled as a whole.
                if (isWhole || rule.Rule.Values[0] == 1)
                    continue;
                return DiagnosticKinds.ScaledOutside.At(
                    ParameterRules.ValuePath(rule),
                    $"this {Numbers.Format(rule.Rule.Values[0])} has no filter, so it also scales {what.Tensors}, such as {Printable.Quote(name)}, which come from the {what.Slice} slice; filter it to the tensors that are meant and close the list with 1, or give the layers a slice of their own"
                );
            }
            return DiagnosticKinds.HeadScaledByZero.At(
                ParameterRules.ValuePath(rule),
                $"this 0 has no filter, so it also scales {what.Tensors} by 0, such as {Printable.Quote(name)}, which come from the {what.Slice} slice: the model would say nothing; filter it, for instance to o_proj and down_proj, and close the list with 1"
            ) with
            {
                // A gradient reaches them with its first value, which may be all that is wrong with it.
                Severity = rule.Rule.Values.Count == 1 ? Severity.Error : Severity.Warning,
            };
        }
        return null;
    }

    private static IEnumerable<MergeDiagnostic> NeverTransparent(CompletedMerge merge)
    {
        foreach ((PlanModule module, PlanSlice slice) in merge.Plan.Slices)
        {
            foreach (PlanSource source in slice.Sources.Where(source => source.Transparent))
            {
                StackManifest stack = merge.StackOf(module, source);
                if (stack.CanBeTransparent == true && !stack.ResidualWriters.IsEmpty)
                    continue;
                Manifest manifest = merge.ManifestOf(source);
                string family = manifest.ModelType.Length > 0 ? manifest.ModelType : "this family";
                yield return DiagnosticKinds.NeverTransparent.At(
                    source.Path,
                    stack.CanBeTransparent == false
                        ? $"layers of {family} cannot be transparent: something other than a sum stands in their residual path, so no zeroing makes them the identity; insert trained layers instead"
                        : $"it is not known which tensors of {family} write to the residual stream; scale them by 0 by name instead of Transparent()"
                );
            }
        }
    }

    private static IEnumerable<MergeDiagnostic> AlmostTransparent(CompletedMerge merge)
    {
        var said = new HashSet<SpecPath>();
        foreach (
            IGrouping<int?, OutputTensor> layer in merge.Tensors.Where(tensor => tensor.Layer is not null).GroupBy(tensor => tensor.Layer)
        )
        {
            OutputTensor[] writers = [.. layer.Where(tensor => tensor.Inputs[0].IsResidualWriter)];
            OutputTensor[] zeroed = [.. writers.Where(tensor => tensor.Inputs[0].Scale(tensor.Position) == 0)];
            if (zeroed.Length == 0)
                continue;
            PlanSource source = zeroed[0].Inputs[0].Source;
            PlacedRule? rule = source.Settings["scale"].Find(zeroed[0].Inputs[0].Name);
            SpecPath path = rule is null ? source.Path : ParameterRules.FilterPath(rule);
            StackManifest stack = merge.StackOf(merge.Plan.Modules[0], source);
            if (zeroed.Length < writers.Length)
            {
                if (!said.Add(path))
                    continue;
                string[] left =
                [
                    .. writers
                        .Except(zeroed)
                        .GroupBy(tensor => tensor.Inputs[0].Kind)
                        .Select(kind =>
                            kind.Key.Replace(stack.Prefix, "") + Experts(kind.Key, kind.Select(tensor => tensor.Inputs[0].Name))
                        ),
                ];
                yield return DiagnosticKinds.NotTransparent.At(
                    path,
                    $"layer {layer.Key} of the output is not transparent: {string.Join(", ", left.Take(4))}{(left.Length > 4 ? " and others" : "")} still {(left.Length > 1 ? "write" : "writes")} to the residual stream; scale {(left.Length > 1 ? "them" : "it")} by 0 too"
                );
            }
            else if (stack.CanBeTransparent == false && !source.Transparent && said.Add(path))
            {
                yield return DiagnosticKinds.NotTransparent.At(
                    path,
                    $"layer {layer.Key} of the output is not transparent: in {merge.ManifestOf(source).ModelType} something other than a sum stands in the residual path, so no zeroing makes a layer the identity"
                );
            }
        }
    }

    /// <summary>Returns the experts whose tensors these are, in words; nothing for a kind without experts.</summary>
    private static string Experts(string kind, IEnumerable<string> names)
    {
        int number = kind.LastIndexOf("{}", StringComparison.Ordinal);
        if (number == kind.IndexOf("{}", StringComparison.Ordinal))
            return "";
        int behind = kind.Length - number - 2;
        IEnumerable<int> experts = names.Select(name =>
        {
            string head = name.Substring(0, name.Length - behind);
            return int.Parse(head.Substring(head.LastIndexOf('.') + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        });
        return $" ({IndexSet.Text("expert", experts)})";
    }

    private static IEnumerable<MergeDiagnostic> LayerNumbers(CompletedMerge merge)
    {
        var said = new HashSet<SpecPath>();
        foreach (OutputTensor tensor in merge.Tensors.Where(tensor => tensor.Layer is not null))
        {
            foreach (TensorInput input in tensor.Inputs)
            {
                if (input.Name == tensor.Name)
                    continue;
                IEnumerable<(SettingChain Chain, string Name)> chains =
                [
                    .. input.Source.ReadSettings.Select(chain => (chain, input.Name)),
                    .. tensor.Slice.Settings.Values.Select(chain => (chain, tensor.Name)),
                ];
                foreach ((SettingChain chain, string name) in chains)
                {
                    if (
                        chain.Rules.Count == 0
                        || chain.Find(name) is not { Rule.Filter: { } filter } rule
                        || !NumbersLayer(filter, name)
                        || !said.Add(rule.Path)
                    )
                        continue;
                    string seen =
                        chain.Parameter.Scope == ParameterScope.Merge
                            ? $"the numbers of the output: it matches {Printable.Quote(name)}, made from {Printable.Quote(input.Name)}"
                            : $"the numbers of the source: it matches {Printable.Quote(name)}, which becomes {Printable.Quote(tensor.Name)}";
                    yield return DiagnosticKinds.LayerNumberInFilter.At(
                        ParameterRules.FilterPath(rule),
                        $"the filter {Printable.Quote(filter)} has a layer number, this merge renumbers layers, and filters of {chain.Parameter.Name} see {seen}; check that this is the layer that is meant, or take it as a slice of its own"
                    );
                }
            }
        }
    }

    /// <summary>Indicates whether a filter matches a name where the number of its layer stands, and not at that of an expert.</summary>
    private static bool NumbersLayer(string filter, string name)
    {
        if (LayerNumber.Match(name) is not { Success: true } layer)
            return false;
        for (int at = name.IndexOf(filter, StringComparison.Ordinal); at >= 0; at = name.IndexOf(filter, at + 1, StringComparison.Ordinal))
        {
            if (at <= layer.Index && at + filter.Length >= layer.Index + layer.Length)
                return true;
        }
        return false;
    }

    /// <summary>The first number that is a segment of a name: that of the layer.</summary>
    private static readonly Regex LayerNumber = new(@"(?<=\.)[0-9]+(?=\.)", RegexOptions.CultureInvariant);
}
