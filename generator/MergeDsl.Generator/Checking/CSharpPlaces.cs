using MergeDsl.Diagnostics;
using MergeDsl.Generator.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Checking;

/// <summary>A place in C#: what is underlined, and the token in a helper of another file that it comes from.</summary>
internal readonly record struct CSharpPlace(Location Location, Location? Origin = null);

/// <summary>The places of the parts of a spec in C#: the path is walked over the declaration, whose objects know their origins.</summary>
internal sealed class CSharpPlaces(Merge declaration, EvaluationPoint definition, PropertyDeclarationSyntax property, Origins origins)
    : IPlaces
{
    /// <inheritdoc/>
    public Place? Find(SpecPath path)
    {
        FileLinePositionSpan line = Locate(path).Location.GetLineSpan();
        Location location = Locate(path).Location;
        return new(
            line.Path,
            line.StartLinePosition.Line + 1,
            line.StartLinePosition.Character + 1,
            location.SourceSpan.Start,
            location.SourceSpan.Length
        );
    }

    /// <summary>The place of a part of the spec, or that of the closest part around it.</summary>
    public CSharpPlace Locate(SpecPath path)
    {
        var walk = new PlaceWalk(declaration, definition, property, origins);
        foreach (string step in Steps(path.Text))
        {
            if (!walk.Take(step))
                break;
        }
        return At(walk.EvaluationPoint, path.OfKey ? walk.Key ?? walk.Token : walk.Token);
    }

    /// <summary>The place of an operation.</summary>
    public CSharpPlace At(EvaluationPoint spot) => At(spot, null);

    private CSharpPlace At(EvaluationPoint spot, Location? token) => At(spot, token ?? TokenOf(spot.Syntax), property.SyntaxTree);

    /// <summary>The place of an operation as it is seen from a file: a place in another file is shown at the call that led there.</summary>
    public static CSharpPlace At(EvaluationPoint spot, Location? token, SyntaxTree file)
    {
        Location location = token ?? TokenOf(spot.Syntax);
        if (location.SourceTree == file)
            return new(location);
        for (CallSite? call = spot.Call; call is not null; call = call.Outer)
        {
            // What was generated is nobody's to change.
            if (call.Operation.Syntax.SyntaxTree == file)
                return new(TokenOf(call.Operation.Syntax), GeneratedFile.IsName(location.SourceTree!.FilePath) ? null : location);
        }
        return new(location);
    }

    /// <summary>The text to underline for an operation: a call without arguments at its name, all else as it is.</summary>
    private static Location TokenOf(SyntaxNode syntax) =>
        syntax is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax member }
            ? member.Name.GetLocation()
            : syntax.GetLocation();

    private static IEnumerable<string> Steps(string path)
    {
        int start = 0;
        for (int i = 0; i <= path.Length; i++)
        {
            if (i < path.Length && path[i] is not ('.' or '['))
                continue;
            if (i > start)
                yield return path.Substring(start, i - start).TrimEnd(']');
            start = i + 1;
        }
    }
}
