using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using MergeDsl.Binding;

namespace MergeDsl.App;

/// <summary>The help of a verb, printed from its options, or that of the whole program.</summary>
/// <param name="program">The help of the program.</param>
internal sealed class VerbHelp(string program) : SynchronousCommandLineAction
{
    private const int Width = 88;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult) => ExitCode.Done;

    /// <summary>Returns the help that a command line asks for.</summary>
    public string Of(ParseResult parsed) => parsed.CommandResult.Command is Verb verb ? Of(verb) : program;

    private static string Of(Verb verb)
    {
        var text = new StringBuilder();
        foreach (string form in verb.Forms)
            text.Append(form).Append('\n');
        text.Append('\n').Append(verb.Text.ReplaceLineEndings("\n")).Append("\n\n");
        (string Names, string Help)[] options =
        [
            .. verb.Options.Where(option => !option.Hidden).Select(option => (Names(option), option.Description ?? "")),
        ];
        int column = options.Max(option => option.Names.Length) + 3;
        foreach ((string names, string help) in options)
        {
            string before = names.PadRight(column);
            foreach (string line in Wrap(help, Width - 2 - column))
            {
                text.Append("  ").Append(before).Append(line).Append('\n');
                before = new string(' ', column);
            }
        }
        if (verb.Notes.Length > 0)
            text.Append('\n').Append(verb.Notes.ReplaceLineEndings("\n")).Append('\n');
        if (verb.Examples.Count > 0)
            text.Append(verb.Examples.Count == 1 ? "\nexample\n" : "\nexamples\n");
        foreach (string example in verb.Examples)
            text.Append("  ").Append(example).Append('\n');
        return text.ToString();
    }

    /// <summary>The name of an option and its short one: other long names are mergekit's.</summary>
    private static string Names(Option option)
    {
        string value = option.Arity.MaximumNumberOfValues == 0 ? "" : " " + option.HelpName;
        return string.Join(", ", option.Aliases.Where(alias => alias.Length == 2).Prepend(option.Name).Select(name => name + value));
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        yield return line.ToString();
    }
}
