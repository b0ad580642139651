using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MergeDsl.Generator.Incrementality;

/// <summary>A hash of syntax: of the kinds of its nodes, its tokens and its directives.</summary>
internal sealed class TokenHash
{
    private readonly StringBuilder text = new();

    /// <summary>Adds a node, but not what is in those parts of it that are left out.</summary>
    /// <returns>The parts that were left out.</returns>
    public IReadOnlyList<SyntaxNode> Add(SyntaxNode node, Func<SyntaxNode, bool> isLeftOut)
    {
        var left = new List<SyntaxNode>();
        foreach (SyntaxNodeOrToken part in node.DescendantNodesAndTokensAndSelf(part => !isLeftOut(part)))
        {
            Add(part);
            if (part.AsNode() is { } inner && isLeftOut(inner))
                left.Add(inner);
        }
        return left;
    }

    /// <summary>Adds a token with the directives around it, or the kind of a node.</summary>
    public void Add(SyntaxNodeOrToken part)
    {
        text.Append((char)part.RawKind);
        if (!part.IsToken)
            return;
        SyntaxToken token = part.AsToken();
        Append(token.Text);
        if (!token.HasStructuredTrivia)
            return;
        foreach (SyntaxTrivia trivia in token.LeadingTrivia.Concat(token.TrailingTrivia))
        {
            if (!trivia.HasStructure || SyntaxFacts.IsDocumentationCommentTrivia(trivia.Kind()))
                continue;
            text.Append((char)trivia.RawKind);
            Append(trivia.ToString());
        }
    }

    /// <summary>Adds a text.</summary>
    public void Add(string value) => Append(value);

    public override string ToString()
    {
        char[] characters = new char[text.Length];
        text.CopyTo(0, characters, 0, characters.Length);
        // An encoding would make one character of all that are broken.
        byte[] bytes = new byte[2 * characters.Length];
        Buffer.BlockCopy(characters, 0, bytes, 0, bytes.Length);
        using SHA256 sha = SHA256.Create();
        return Convert.ToBase64String(sha.ComputeHash(bytes));
    }

    /// <summary>With its length, so that no text can look like two.</summary>
    private void Append(string value) => text.Append(value.Length.ToString(CultureInfo.InvariantCulture)).Append(':').Append(value);
}
