using System.CommandLine;
using System.CommandLine.Parsing;
using MergeDsl.Diagnostics;

namespace MergeDsl.App;

/// <summary>Says in plain words what is wrong with a command line: the first fault, for the others often follow from it.</summary>
internal static class CommandLineFault
{
    /// <summary>Returns what is wrong with a command line of a verb, or null.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="args">Its words.</param>
    /// <param name="verb">The verb.</param>
    public static string? Of(ParseResult parsed, IReadOnlyList<string> args, Verb verb)
    {
        if (ValueOfFlag(args, verb) is { } flag)
            return $"{flag} takes no value";
        // A word that begins with a dash is an option, unless -- stands before it: no argument swallows it.
        string[] plain = [.. parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Select(token => token.Value)];
        IEnumerable<string> arguments = verb
            .Arguments.SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? [])
            .Select(token => token.Value);
        if (arguments.FirstOrDefault(word => IsOption(word) && !plain.Contains(word)) is { } option)
            return Unmatched(option, verb);
        if (parsed.UnmatchedTokens is [{ } unmatched, ..])
            return Unmatched(unmatched, verb);
        if (parsed.Errors is [{ } error, ..])
            return Describe(error);
        // A word that is an option of the verb is no value: the value was forgotten.
        foreach (OptionResult result in verb.Options.Select(parsed.GetResult).OfType<OptionResult>())
        {
            if (result.Tokens.Any(token => verb.Options.Any(other => Is(other, token.Value))))
                return NeedsValue(result);
        }
        foreach (Argument argument in verb.Arguments)
        {
            if (parsed.GetResult(argument)?.Tokens is [{ Value: "" }, ..])
                return $"the {argument.Name} is an empty text";
        }
        foreach (Option given in verb.Options)
        {
            if (parsed.GetResult(given) is { } result && result.Tokens.Any(token => token.Value.Length == 0))
                return $"{result.IdentifierToken?.Value ?? given.Name} is an empty text";
        }
        return verb.Fault(parsed);
    }

    /// <summary>Returns what is wrong with a command line without a verb.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="verbs">The verbs that there are.</param>
    /// <param name="verbsOf">Says what to do with a file; null where no verb takes one.</param>
    public static string NoVerb(ParseResult parsed, IReadOnlyList<Verb> verbs, Func<string, string>? verbsOf)
    {
        string[] names = [.. verbs.Select(verb => verb.Name)];
        string known = "the verbs are " + string.Join(", ", names);
        if (parsed.UnmatchedTokens is not [{ } word, ..])
            return $"say what to do; {known}";
        if (word.StartsWith('-'))
            return $"there is no option {Printable.Quote(word)} before the verb; {known}";
        bool isFile =
            word.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || word.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase);
        if (isFile && verbsOf is not null)
            return $"say what to do with {Printable.Quote(word)}: {verbsOf(Printable.Line(word))}";
        return $"there is no verb {Printable.Quote(word)}; {(NearestName.Of(word, names) is { } near ? $"did you mean {Printable.Quote(near)}?" : known)}";
    }

    private static bool IsOption(string word) => word.StartsWith('-') && word is not "-";

    /// <summary>The flag that was given a value with <c>=</c>; null for none.</summary>
    private static string? ValueOfFlag(IReadOnlyList<string> args, Verb verb) =>
        args.TakeWhile(word => word is not "--")
            .Where(word => IsOption(word) && word.Contains('=', StringComparison.Ordinal))
            .Select(word => word.Split('=')[0])
            .FirstOrDefault(name => verb.Options.Any(option => option.Arity.MaximumNumberOfValues == 0 && Is(option, name)));

    private static string Unmatched(string word, Verb verb)
    {
        if (!IsOption(word))
            return $"{Printable.Quote(word)} is one argument too many: {verb.Usage}";
        string name = word.Split('=')[0];
        string[] names =
        [
            .. verb
                .Options.SelectMany(option => option.Aliases.Append(option.Name))
                .Where(option => option.StartsWith("--", StringComparison.Ordinal)),
        ];
        return $"{verb.Name} has no option {Printable.Quote(name)}{(NearestName.Of(name, names) is { } near ? $"; did you mean {Printable.Quote(near)}?" : "")}";
    }

    private static bool Is(Option option, string word) => option.Name == word || option.Aliases.Contains(word);

    private static string NeedsValue(OptionResult result)
    {
        string name = result.IdentifierToken?.Value ?? result.Option.Name;
        return $"{name} needs a value: {name} {result.Option.HelpName}";
    }

    private static string Describe(ParseError error)
    {
        if (error.SymbolResult is not OptionResult { Option: var option } result)
            return error.Message;
        string name = result.IdentifierToken?.Value ?? option.Name;
        // Messages of our own parsers begin with the option; the library's are about its types.
        if (error.Message.StartsWith(name + " ", StringComparison.Ordinal))
            return error.Message;
        if (option.Arity.MaximumNumberOfValues == 0)
            return $"{name} takes no value";
        if (result.Tokens.Count == 0)
            return NeedsValue(result);
        return result.Tokens.Count > option.Arity.MaximumNumberOfValues ? $"{name} is given more than once" : error.Message;
    }
}
