namespace MergeDsl.App;

/// <summary>The words behind a verb: options with their values, and what is left.</summary>
internal sealed class AppWords
{
    private readonly Dictionary<AppOption, List<(string Written, string Value)>> given = [];

    private AppWords(AppVerb verb) => Verb = verb;

    /// <summary>The verb.</summary>
    public AppVerb Verb { get; }

    /// <summary>Whether its help is wanted.</summary>
    public bool IsHelp { get; private set; }

    /// <summary>What stands for itself, without an option.</summary>
    public string? Argument { get; private set; }

    /// <summary>Whether an option was given.</summary>
    public bool Has(AppOption option) => given.ContainsKey(option);

    /// <summary>The value of an option, or null.</summary>
    public string? this[AppOption option] => given.TryGetValue(option, out var values) ? values[^1].Value : null;

    /// <summary>All values of an option.</summary>
    public IReadOnlyList<string> All(AppOption option) =>
        given.TryGetValue(option, out var values) ? [.. values.Select(value => value.Value)] : [];

    /// <summary>The value of an option as something else, or a default where it was not given.</summary>
    /// <exception cref="WrongCommandLineException">It cannot be read.</exception>
    public T Read<T>(AppOption option, ValueReader<T> read, T otherwise)
    {
        if (!given.TryGetValue(option, out var values))
            return otherwise;
        T value = read(values[^1].Written, values[^1].Value, out string? fault);
        return fault is null ? value : throw new WrongCommandLineException(fault);
    }

    /// <summary>Reads a value.</summary>
    public delegate T ValueReader<T>(string name, string text, out string? fault);

    /// <summary>Reads the words behind a verb.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="words">The words.</param>
    /// <param name="fault">What is wrong with them.</param>
    public static AppWords? Parse(AppVerb verb, IReadOnlyList<string> words, out string? fault)
    {
        var parsed = new AppWords(verb);
        fault = null;
        bool onlyArguments = false;
        for (int i = 0; i < words.Count && fault is null && !parsed.IsHelp; i++)
        {
            string word = words[i];
            if (!onlyArguments && word is "--help" or "-h" or "-?")
                parsed.IsHelp = true;
            else if (!onlyArguments && word is "--")
                onlyArguments = true;
            else if (onlyArguments || !word.StartsWith('-') || word is "-")
                fault = parsed.TakeArgument(word);
            else
                fault = parsed.TakeOption(word, words, ref i);
        }
        return fault is null ? parsed : null;
    }

    private string? TakeArgument(string word)
    {
        if (Verb.Argument is null || Argument is not null)
            return $"{Printable.Quote(word)} is one argument too many: {Verb.Name} {Verb.Form}";
        Argument = word;
        return word.Length == 0 ? $"the {Verb.Argument} is an empty text" : null;
    }

    private string? TakeOption(string word, IReadOnlyList<string> words, ref int i)
    {
        int sign = word.IndexOf('=', StringComparison.Ordinal);
        string name = sign < 0 ? word : word[..sign];
        string? value = sign < 0 ? null : word[(sign + 1)..];
        AppOption? option = Verb.Options.FirstOrDefault(option => option.Name == name || option.Alias == name);
        if (option is null)
        {
            string? near = NearestName.Of(name, Verb.Options.Select(option => option.Name));
            return $"{Verb.Name} has no option {Printable.Quote(name)}{(near is null ? "" : $"; did you mean {Printable.Quote(near)}?")}";
        }
        if (option.Value is null && value is not null)
            return $"{name} takes no value";
        // A word that is an option of the verb is no value: the value was forgotten.
        string? next = i + 1 < words.Count ? words[i + 1] : null;
        if (
            option.Value is not null
            && value is null
            && next is not null
            && !Verb.Options.Any(other => next == other.Name || next == other.Alias)
        )
        {
            value = next;
            i++;
        }
        if (option.Value is not null && value is null)
            return $"{name} needs a value: {name} {option.Value}";
        if (value is "")
            return $"{name} is an empty text";
        if (!given.TryGetValue(option, out var values))
            given.Add(option, values = []);
        else if (!option.IsList && option.Value is not null)
            return $"{name} is given more than once";
        values.Add((name, value ?? ""));
        return null;
    }
}
