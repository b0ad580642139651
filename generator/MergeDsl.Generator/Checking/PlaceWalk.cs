using System.Globalization;
using MergeDsl.Generator.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Checking;

/// <summary>A walk from a declaration to one of its parts: at every step the object that is reached and what made it.</summary>
internal sealed class PlaceWalk(Merge declaration, EvaluationPoint definition, PropertyDeclarationSyntax property, Origins origins)
{
    private object? node = declaration;
    private IReadOnlyList<EvaluationPoint>? items;

    /// <summary>The origin of the part that the walk has reached.</summary>
    public EvaluationPoint EvaluationPoint { get; private set; } = origins.Find(declaration)?.EvaluationPoint ?? definition;

    /// <summary>The exact token, where it is not all of the operation.</summary>
    public Location? Token { get; private set; }

    /// <summary>The name of the member that the part is the value of.</summary>
    public Location? Key { get; private set; }

    /// <summary>Goes to a member or an element; false where the walk ends.</summary>
    public bool Take(string step)
    {
        Token = null;
        if (int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            return Element(index);
        switch (node, step)
        {
            case (Merge, "merge_method"):
                return Method();
            case (Merge merge, "models"):
                return Member("Models", merge.ModelNodes);
            case (Merge merge, "slices"):
                return Member("Slices", merge.SliceNodes);
            case (Merge merge, "modules"):
                return Member("Modules", merge.ModuleNodes);
            case (Merge merge, "base_model"):
                return Member("BaseModel", merge.BaseModel);
            case (Merge, "dtype"):
                return Member("DType", null);
            case (Merge, "out_dtype"):
                return Member("OutDType", null);
            case (Merge, "chat_template"):
                return Member("ChatTemplate", null);
            case (Merge merge, "tokenizer"):
                return Member("Tokenizer", merge.Tokenizer);
            case (Tokenizer tokenizer, "source"):
                return Member("Source", tokenizer.Source);
            case (Tokenizer tokenizer, "tokens"):
                return Member("Tokens", tokenizer.Tokens);
            case (Tokenizer, "pad_to_multiple_of"):
                return Member("PadToMultipleOf", null);
            case (TokenizerSource or TokenEmbedding, "kind"):
                return Member("Kind", null);
            case (TokenizerSource source, "model"):
                return Member("Model", source.Model);
            case (TokenEmbedding embedding, "model"):
                return Member("Model", embedding.Model);
            case (TokenEmbedding, "token"):
                return Member("Text", null);
            case (TokenEmbedding, "token_id"):
                return Member("Id", null);
            case (Token _, "text"):
                return Member("Text", null);
            case (Token token, "source"):
                return Member("Embedding", token.Embedding);
            case (IReadOnlyList<MergeModule> modules, _):
                return Module(modules, step);
            case (MergeModule, "name"):
                return Member("Name", null);
            case (Model, "id"):
                return Member("Id", null);
            case (MergeModule module, "models"):
                return Member("Models", module.ModelNodes);
            case (MergeModule module, "slices"):
                return Member("Slices", module.SliceNodes);
            case (Passthrough.Slice slice, "sources"):
                return Go(new MergeSlice[] { slice }, EvaluationPoint);
            case (MergeSlice slice, "sources"):
                return Member("Sources", slice.SourceNodes);
            case (MergeSlice slice, "base_model"):
                return Member("BaseModel", slice.BaseModelNode);
            case (Passthrough.Slice slice, "layer_range" or "model"):
                return OfRange(slice.Layers, step);
            case (MergeSource source, "layer_range" or "model"):
                return OfRange(source.Layers, step);
            case (MergeInput input, "model"):
                return Member("Model", input.Model);
            case (null, "filter") when EvaluationPoint.Syntax is TupleExpressionSyntax { Arguments.Count: 2 } rule:
                return Go(null, EvaluationPoint with { Part = rule.Arguments[0].Expression });
            case (null, "value") when EvaluationPoint.Syntax is TupleExpressionSyntax { Arguments.Count: 2 } rule:
                return Go(null, EvaluationPoint with { Part = rule.Arguments[1].Expression });
            case (null, "filter" or "value"):
                return true;
            default:
                return Parameter(step);
        }
    }

    private bool Parameter(string name)
    {
        return node is MergePart part
            && declaration.Schema.Find(name) is { } parameter
            && part.Find(name) is { } setting
            && Member(parameter.Property, setting);
    }

    /// <summary>Goes to a member: to what gave it its value here, and to the object it is.</summary>
    private bool Member(string name, object? value)
    {
        EvaluationPoint? part = origins.Find(node)?.Parts is { } parts && parts.TryGetValue(name, out EvaluationPoint given) ? given : null;
        if (part is null && origins.Find(value) is null)
            return false;
        EvaluationPoint spot = part ?? origins.Find(value)!.EvaluationPoint;
        Key = KeyOf(spot.Syntax) ?? spot.Syntax.GetLocation();
        return Go(value, spot);
    }

    private bool Go(object? value, EvaluationPoint spot)
    {
        node = value;
        EvaluationPoint = spot;
        items = origins.ElementsOf(value);
        return true;
    }

    private bool Element(int index)
    {
        if (node is ISetting setting)
        {
            if (items is null)
                return false;
            // A setting that is one gradient has the gradient's values as elements.
            if (items.Count == 1 && setting.Items.Count == 1 && setting.Items[0].IsGradient)
                return GradientValue(items[0], index);
            return index < items.Count && Go(null, items[index]);
        }
        if (node is null)
            return GradientValue(EvaluationPoint, index);
        object? element = node is IReadOnlyList<object> list && index < list.Count ? list[index] : null;
        if (element is null && node is IReadOnlyList<Token> tokens && index < tokens.Count)
            element = tokens[index];
        if (origins.Find(element) is { } origin)
            return Go(element, origin.EvaluationPoint);
        // What made no object of its own, such as null, stands where the list has it.
        return items is not null && index < items.Count ? Go(element, items[index]) : element is not null && Go(element, EvaluationPoint);
    }

    private bool GradientValue(EvaluationPoint gradient, int index)
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
        return Go(null, value is null ? gradient : gradient with { Part = value });
    }

    private bool Module(IReadOnlyList<MergeModule> modules, string name)
    {
        MergeModule? module = modules.FirstOrDefault(candidate => candidate.Name == name);
        if (module is null)
            return false;
        Origin? origin = origins.Find(module);
        Key = origin?.Parts.TryGetValue("Name", out EvaluationPoint text) == true ? text.Syntax.GetLocation() : null;
        return Go(module, origin?.EvaluationPoint ?? EvaluationPoint);
    }

    private bool OfRange(LayerRange? range, string step)
    {
        if (range is null)
            return Member("Layers", null);
        Origin? origin = origins.Find(range);
        if (origin?.Parts.TryGetValue(step == "model" ? "Model" : "Range", out EvaluationPoint part) == true)
            return Go(step == "model" ? range.Model : null, part);
        return origin is not null && Go(null, origin.EvaluationPoint);
    }

    /// <summary>The record's type is the method: it is named after <c>new</c>, or as the type of the property.</summary>
    private bool Method()
    {
        SyntaxNode syntax = EvaluationPoint.Syntax;
        Token =
            syntax is ObjectCreationExpressionSyntax creation ? creation.Type.GetLocation()
            : syntax.SyntaxTree == property.SyntaxTree && property.Span.Contains(syntax.Span) ? property.Type.GetLocation()
            : null;
        return true;
    }

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
