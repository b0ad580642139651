using System.Globalization;
using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Planning;

namespace MergeDsl.Rules;

/// <summary>A filter and the tensors that it was compared with.</summary>
internal sealed class FilterUse(PlacedRule rule)
{
    /// <summary>Characters of glob patterns and regular expressions that no name of a tensor has.</summary>
    private static readonly char[] PatternCharacters = [.. @"*?^$|\[](),"];

    private static readonly string[] LayerWords = ["layers", "layer", "h", "blocks", "block"];

    private readonly string filter = rule.Rule.Filter!;
    private readonly List<(Model Model, SliceNames Names)> compared = [];
    private readonly SortedSet<int> numbers = [];
    private bool matches,
        unknown;

    /// <summary>Compares the filter with what a source takes.</summary>
    /// <param name="model">The model whose names these are.</param>
    /// <param name="layers">The layers that the source takes; null for all.</param>
    /// <param name="names">The names; null where they are not known.</param>
    /// <param name="isOwn">Whether the names are those of the source itself, and not of another model of the merge.</param>
    /// <param name="seesOutputNames">Whether the filter is compared with the names of the output.</param>
    public void Add(Model model, Range? layers, SliceNames? names, bool isOwn, bool seesOutputNames)
    {
        bool hasDigits = filter.Any(char.IsDigit);
        if (!seesOutputNames && NumberAtEnd() is { } end)
            numbers.UnionWith(isOwn && names is not null ? names.NumbersAt(filter) : Expected(end.Word, end.Digits, layers));
        // Output numbers are other numbers than those in the files, and another model may have other layers: a filter with a number is left to the expansion.
        if (names is null || (hasDigits && (seesOutputNames || !isOwn)))
        {
            unknown = true;
            return;
        }
        if (matches)
            return;
        matches = names.AnyContains(filter);
        compared.Add((model, names));
    }

    public MergeDiagnostic? Problem()
    {
        if (!matches && filter.IndexOfAny(PatternCharacters) >= 0)
            return NoPattern();
        if (FurtherLayers() is { } further)
            return further;
        if (matches || unknown || compared.Count == 0)
            return null;
        SpecPath path = ParameterRules.FilterPath(rule);
        string models = string.Join(", ", compared.Select(pair => Printable.Quote(pair.Model.ToString())).Distinct().Take(3));
        // A text that tensors of other slices have is not misspelt.
        bool isElsewhere = compared.Any(pair => pair.Names.ModelContains(filter));
        string? nearest = isElsewhere ? null : compared.Select(pair => pair.Names.Nearest(filter)).FirstOrDefault(name => name is not null);
        string number = filter.Any(char.IsDigit) ? " (filters see the layer numbers of the source, not of the output)" : "";
        if (nearest is not null)
        {
            return DiagnosticKinds.MisspeltFilter.At(
                path,
                $"the filter {Printable.Quote(filter)} matches no tensor of {models} here{number}; did you mean {Printable.Quote(nearest)}?"
            ) with
            {
                Suggestion = nearest,
                IsNearMiss = true,
            };
        }
        string elsewhere = isElsewhere ? "; the model has such tensors, but this slice does not take them" : "";
        return DiagnosticKinds.FilterWithoutMatch.At(
            path,
            $"the filter {Printable.Quote(filter)} matches no tensor of {models} here{number}{elsewhere}; remove the rule, or name tensors that are there"
        );
    }

    /// <summary>Reports a filter that is written as a pattern, with its plain parts as the cure.</summary>
    private MergeDiagnostic NoPattern()
    {
        string[] parts =
        [
            .. new string([.. filter.Select(c => IsPlain(c) ? c : ' ')])
                .Split([' '], StringSplitOptions.RemoveEmptyEntries)
                .Select(part => part.Trim('.'))
                .Where(part => part.Any(char.IsLetter) && (compared.Count == 0 || compared.Any(pair => pair.Names.AnyContains(part))))
                .Distinct(),
        ];
        string cure =
            parts.Length == 0 ? "write a part of the names that are meant"
            : parts.Length == 1 ? $"write {Printable.Quote(parts[0])}"
            : $"write a rule for {string.Join(" or ", parts.Select(Printable.Quote))}";
        return DiagnosticKinds.MisspeltFilter.At(
            ParameterRules.FilterPath(rule),
            $"a filter is a part of a tensor's name and has no wildcards, so {Printable.Quote(filter)} matches nothing; {cure}"
        ) with
        {
            Suggestion = parts.Length == 1 ? parts[0] : null,
            IsNearMiss = true,
        };
    }

    /// <summary>The word and the number with which a filter ends, such as <c>layers.1</c>; null where it ends otherwise.</summary>
    private (string Word, string Digits)? NumberAtEnd()
    {
        int digits = filter.Length;
        while (digits > 0 && filter[digits - 1] is >= '0' and <= '9')
            digits--;
        int word = digits - 1;
        while (word > 0 && filter[word - 1] is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or '_')
            word--;
        return digits < filter.Length && word >= 0 && word < digits - 1 && filter[digits - 1] == '.'
            ? (filter.Substring(word, digits - 1 - word), filter.Substring(digits))
            : null;
    }

    private static bool IsPlain(char c) => c is (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or '_' or '.';

    /// <summary>The layers that a source without a manifest has in all likelihood: all that it takes, and more than ten where it takes all.</summary>
    private static IEnumerable<int> Expected(string word, string digits, Range? layers)
    {
        if (!LayerWords.Contains(word))
            return [];
        (int start, int end) = LayerIndices.Resolve(layers, 20)!.Value;
        return Enumerable
            .Range(start, Math.Max(0, Math.Min(end, MaximumLayers) - start))
            .Where(layer => layer.ToString(CultureInfo.InvariantCulture).StartsWith(digits, StringComparison.Ordinal));
    }

    private const int MaximumLayers = 10_000;

    private MergeDiagnostic? FurtherLayers()
    {
        if (
            NumberAtEnd() is not { } end
            || !int.TryParse(end.Digits, NumberStyles.None, CultureInfo.InvariantCulture, out int own)
            || !numbers.Any(other => other != own)
        )
            return null;
        string thing = LayerWords.Contains(end.Word) ? "layer" : end.Word.TrimEnd('s');
        return DiagnosticKinds.FilterOfFurtherLayers.At(
            ParameterRules.FilterPath(rule),
            $"the filter {Printable.Quote(filter)} is a part of names, and matches {IndexSet.Text(thing, numbers)}; close the number with a dot: {Printable.Quote(filter + ".")}"
        ) with
        {
            Suggestion = filter + ".",
        };
    }
}
