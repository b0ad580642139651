using System.CommandLine;
using System.CommandLine.Parsing;

namespace MergeDsl.Tool;

/// <summary>Says in plain words what is wrong with a command line: the first fault, for the others often follow from it.</summary>
internal static class CommandLineFault
{
    /// <summary>What is wrong, or null.</summary>
    public static string? Describe(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (command is not ToolCommand tool)
            return NoVerb(parsed, command);
        if (parsed.UnmatchedTokens is [{ } unmatched, ..])
            return Unmatched(unmatched, tool);
        if (parsed.Errors is [{ } error, ..])
            return Describe(error);
        foreach (Argument argument in tool.Arguments)
        {
            if (parsed.GetResult(argument)?.Tokens is [{ Value: "" }, ..])
                return $"the {argument.Name} is an empty text";
        }
        return tool.Fault(parsed);
    }

    private static string NoVerb(ParseResult parsed, Command root)
    {
        string[] verbs = [.. root.Subcommands.Select(verb => verb.Name)];
        string known = "the verbs are " + string.Join(", ", verbs);
        if (parsed.UnmatchedTokens is not [{ } word, ..])
            return $"say what to do; {known}";
        if (word.StartsWith('-'))
            return $"there is no option {Printable.Quote(word)} before the verb; {known}";
        if (word.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || word.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase))
            return $"say what to do with {Printable.Quote(word)}: mergedsl plan {Printable.Line(word)}, or mergedsl run {Printable.Line(word)} --out DIR";
        return $"there is no verb {Printable.Quote(word)}; {(NearestName.Of(word, verbs) is { } near ? $"did you mean {Printable.Quote(near)}?" : known)}";
    }

    private static string Unmatched(string word, ToolCommand tool)
    {
        if (!word.StartsWith('-') || word is "-")
            return $"{Printable.Quote(word)} is one argument too many: {tool.Usage}";
        string name = word.Split('=')[0];
        string[] names =
        [
            .. tool
                .Options.SelectMany(option => option.Aliases.Append(option.Name))
                .Where(option => option.StartsWith("--", StringComparison.Ordinal)),
        ];
        return $"{tool.Name} has no option {Printable.Quote(name)}{(NearestName.Of(name, names) is { } near ? $"; did you mean {Printable.Quote(near)}?" : "")}";
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
            return $"{name} needs a value: {name} {option.HelpName}";
        return result.Tokens.Count > option.Arity.MaximumNumberOfValues ? $"{name} is given more than once" : error.Message;
    }
}
