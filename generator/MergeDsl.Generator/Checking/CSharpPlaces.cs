using System.Globalization;
using MergeDsl.Diagnostics;
using MergeDsl.Generator.Evaluation;
using MergeDsl.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Checking;

/// <summary>A place in C#: what is underlined, and the token in a helper of another file that it comes from.</summary>
internal readonly record struct CSharpPlace(Location Location, Location? Origin = null);

/// <summary>The places of the parts of a spec in C#: each part is an object of the declaration or a member of one, and objects know their origins.</summary>
internal sealed class CSharpPlaces(
    Merge declaration,
    DeclarationParts walk,
    EvaluationPoint definition,
    PropertyDeclarationSyntax property,
    Origins origins
) : IPlaces
{
    private readonly Lazy<Dictionary<string, DeclarationPart>> parts = new(() =>
    {
        var byPath = new Dictionary<string, DeclarationPart>(StringComparer.Ordinal);
        // Of two modules with one name, the first has the path.
        foreach (DeclarationPart part in walk.All)
        {
            if (!byPath.ContainsKey(part.Path.Text))
                byPath.Add(part.Path.Text, part);
        }
        return byPath;
    });

    /// <summary>A part as far as its place is known.</summary>
    /// <param name="Value">The object; null for a value without parts.</param>
    /// <param name="EvaluationPoint">The operation that made it.</param>
    /// <param name="Key">The name of the member that it is the value of.</param>
    /// <param name="IsExact">Indicates whether it is the part itself, not one around it.</param>
    private sealed record Reached(object? Value, EvaluationPoint EvaluationPoint, Location? Key, bool IsExact = true)
    {
        /// <summary>The exact token, where it is not all of the operation.</summary>
        public Location? Token { get; init; }
    }

    /// <inheritdoc/>
    public Place? Find(SpecPath path)
    {
        Location location = Locate(path).Location;
        FileLinePositionSpan line = location.GetLineSpan();
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
        Reached reached = Reach(path);
        return At(reached.EvaluationPoint, path.OfKey ? reached.Key ?? reached.Token : reached.Token);
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

    private Reached Reach(SpecPath path)
    {
        if (path.Text.Length == 0)
            return new(declaration, origins.Find(declaration)?.EvaluationPoint ?? definition, null);
        Reached around = Reach(path.Parent);
        string step = path.Text.Substring(path.Parent.Text.Length).Trim('.', '[', ']');
        Reached? found =
            parts.Value.TryGetValue(path.Text, out DeclarationPart? part) ? Reach(part, around, step)
            : path.Text == "merge_method" ? around with { Token = MethodToken(around.EvaluationPoint.Syntax) }
            : around.IsExact ? ReachInSetting(around, step)
            : null;
        return found ?? around with { IsExact = false, Token = null };
    }

    private Reached? Reach(DeclarationPart part, Reached around, string step)
    {
        if (part.Member is not { } member)
        {
            // What made no object of its own, such as null, stands where the list has it.
            EvaluationPoint? element =
                origins.Find(part.Value)?.EvaluationPoint
                ?? (
                    origins.ElementsOf(around.Value) is { } items && Index(step) is int index && index < items.Count ? items[index]
                    : part.Value is null ? null
                    : around.EvaluationPoint
                );
            return element is { } made ? new(part.Value, made, around.Key) : null;
        }
        Origin? owner = origins.Find(part.Owner);
        EvaluationPoint? given = owner?.Parts.TryGetValue(member, out EvaluationPoint assigned) == true ? assigned : null;
        // A module is reached by its name, and is the operation that made it.
        if (ReferenceEquals(part.Value, part.Owner))
            return new(part.Value, owner?.EvaluationPoint ?? around.EvaluationPoint, given?.Syntax.GetLocation());
        if ((given ?? origins.Find(part.Value)?.EvaluationPoint) is not { } spot)
            return part.Owner is LayerRange && owner is not null ? new(part.Value, owner.EvaluationPoint, around.Key) : null;
        return new(part.Value, spot, part.Owner is LayerRange ? around.Key : KeyOf(spot.Syntax) ?? spot.Syntax.GetLocation());
    }

    /// <summary>A rule or a value of a setting: these are no objects, so their syntax tells them.</summary>
    private Reached? ReachInSetting(Reached around, string step)
    {
        EvaluationPoint spot = around.EvaluationPoint;
        if (Index(step) is not int index)
        {
            if (around.Value is not null || step is not ("filter" or "value"))
                return null;
            return spot.Syntax is TupleExpressionSyntax { Arguments.Count: 2 } rule
                ? around with
                {
                    EvaluationPoint = spot with { Part = rule.Arguments[step == "filter" ? 0 : 1].Expression },
                }
                : around;
        }
        if (around.Value is null)
            return around with { EvaluationPoint = GradientValue(spot, index) };
        if (around.Value is not ISetting setting || origins.ElementsOf(setting) is not { } items)
            return null;
        // A setting that is one gradient has the gradient's values as elements.
        if (items.Count == 1 && setting.Items.Count == 1 && setting.Items[0].IsGradient)
            return new(null, GradientValue(items[0], index), around.Key);
        return index < items.Count ? new(null, items[index], around.Key) : null;
    }

    private static EvaluationPoint GradientValue(EvaluationPoint gradient, int index)
    {
        ExpressionSyntax? value = gradient.Syntax switch
        {
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Of" },
                ArgumentList.Arguments: { } values
            } when index < values.Count => values[index].Expression,
            CollectionExpressionSyntax { Elements: { } elements } when index < elements.Count => (
                elements[index] as ExpressionElementSyntax
            )?.Expression,
            ArrayCreationExpressionSyntax { Initializer.Expressions: { } items } when index < items.Count => items[index],
            ImplicitArrayCreationExpressionSyntax { Initializer.Expressions: { } items } when index < items.Count => items[index],
            _ => null,
        };
        return value is null ? gradient : gradient with { Part = value };
    }

    /// <summary>The record's type is the method: it is named after <c>new</c>, or as the type of the property.</summary>
    private Location? MethodToken(SyntaxNode syntax) =>
        syntax is ObjectCreationExpressionSyntax creation ? creation.Type.GetLocation()
        : syntax.SyntaxTree == property.SyntaxTree && property.Span.Contains(syntax.Span) ? property.Type.GetLocation()
        : null;

    private static int? Index(string step) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;

    /// <summary>The text to underline for an operation: a call without arguments at its name, all else as it is.</summary>
    private static Location TokenOf(SyntaxNode syntax) =>
        syntax is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax member }
            ? member.Name.GetLocation()
            : syntax.GetLocation();

    /// <summary>The name in an initializer whose value an expression is.</summary>
    private static Location? KeyOf(SyntaxNode value)
    {
        SyntaxNode? around = value.Parent;
        while (around is ParenthesizedExpressionSyntax)
            around = around.Parent;
        return around is AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment
            ? assignment.Left.GetLocation()
            : null;
    }
}
