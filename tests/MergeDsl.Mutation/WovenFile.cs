using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace MergeDsl.Mutation;

/// <summary>A source file with mutants in it, each behind its switch: <c>(Switch.On(7) ? (changed) : (as it was))</c>.</summary>
internal sealed class WovenFile
{
    private const string Switch = "global::MergeDslMutants.On(";
    private readonly string source;
    private readonly StringBuilder output = new();
    private readonly List<(Mutant Mutant, TextSpan Span)> places = [];

    /// <summary>Weaves mutants into a file.</summary>
    /// <param name="source">The file's text.</param>
    /// <param name="mutants">The mutants, with their numbers.</param>
    public WovenFile(string source, IEnumerable<Mutant> mutants)
    {
        this.source = source;
        var queue = new Queue<IGrouping<(TextSpan Span, bool IsStatement), Mutant>>(
            mutants
                .OrderBy(mutant => mutant.Span.Start)
                .ThenByDescending(mutant => mutant.Span.Length)
                .ThenByDescending(mutant => mutant.IsStatement)
                .GroupBy(mutant => (mutant.Span, mutant.IsStatement))
        );
        Write(new TextSpan(0, source.Length), queue);
        Text = output.ToString();
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>The class that has the switches.</summary>
    /// <param name="count">How many mutants there are.</param>
    public static string SwitchClass(int count) =>
        $$"""
            internal static class MergeDslMutants
            {
                public static int Active =
                    int.TryParse(System.Environment.GetEnvironmentVariable("{{TestHost.Variable}}"), out int id) ? id : 0;
                public static readonly bool[]? Reached = Active < 0 ? new bool[{{count + 1}}] : null;

                public static bool On(int id)
                {
                    if (Reached is { } reached)
                        reached[id] = true;
                    return id == Active;
                }
            }
            """;

    /// <summary>Returns the mutants that an error in the text comes from: those at the place, or else all in the member around it.</summary>
    /// <param name="line">The line, from 0.</param>
    /// <param name="column">The column, from 0.</param>
    public IEnumerable<Mutant> At(int line, int column)
    {
        SourceText text = SourceText.From(Text);
        int position = text.Lines[line].Start + column;
        (Mutant Mutant, TextSpan Span)[] around = [.. places.Where(place => place.Span.Contains(position))];
        if (around.Length > 0)
        {
            int smallest = around.Min(place => place.Span.Length);
            return around.Where(place => place.Span.Length == smallest).Select(place => place.Mutant);
        }
        SyntaxNode root = CSharpSyntaxTree.ParseText(text).GetRoot();
        TextSpan member =
            root.FindToken(position).Parent?.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault()?.Span ?? root.Span;
        return places.Where(place => member.Contains(place.Span)).Select(place => place.Mutant);
    }

    private void Write(TextSpan span, Queue<IGrouping<(TextSpan Span, bool IsStatement), Mutant>> queue)
    {
        int position = span.Start;
        while (queue.TryPeek(out var group) && span.Contains(group.Key.Span))
        {
            queue.Dequeue();
            output.Append(source, position, group.Key.Span.Start - position);
            int begin = output.Length;
            output.Append(group.Key.IsStatement ? "{ " : "(");
            foreach (Mutant mutant in group)
            {
                int start = output.Length;
                string id = mutant.Id.ToString(CultureInfo.InvariantCulture);
                output.Append(group.Key.IsStatement ? $"if ({Switch}{id})) {{ " : $"{Switch}{id}) ? (");
                output.Append(mutant.Replacement).Append(group.Key.IsStatement ? " } else " : ") : ");
                places.Add((mutant, TextSpan.FromBounds(start, output.Length)));
            }
            output.Append(group.Key.IsStatement ? "" : "(");
            Write(group.Key.Span, queue);
            output.Append(group.Key.IsStatement ? " }" : "))");
            places.AddRange(group.Select(mutant => (mutant, TextSpan.FromBounds(begin, output.Length))));
            position = group.Key.Span.End;
        }
        output.Append(source, position, span.End - position);
    }
}
