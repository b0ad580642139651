using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using static Microsoft.CodeAnalysis.CSharp.SyntaxKind;

namespace MergeDsl.Mutation;

/// <summary>Finds all small changes to a file that are worth a try. Some of them do not compile, and are left out later.</summary>
internal sealed class MutantFinder : CSharpSyntaxWalker
{
    private static readonly Dictionary<SyntaxKind, string[]> Operators = new()
    {
        [LessThanExpression] = ["<=", ">="],
        [LessThanOrEqualExpression] = ["<", ">"],
        [GreaterThanExpression] = [">=", "<="],
        [GreaterThanOrEqualExpression] = [">", "<"],
        [EqualsExpression] = ["!="],
        [NotEqualsExpression] = ["=="],
        [LogicalAndExpression] = ["||"],
        [LogicalOrExpression] = ["&&"],
        [AddExpression] = ["-"],
        [SubtractExpression] = ["+"],
        [MultiplyExpression] = ["/"],
        [DivideExpression] = ["*"],
        [ModuloExpression] = ["*"],
        [LeftShiftExpression] = [">>"],
        [RightShiftExpression] = ["<<"],
        [BitwiseAndExpression] = ["|"],
        [BitwiseOrExpression] = ["&"],
        [ExclusiveOrExpression] = ["&"],
        [AddAssignmentExpression] = ["-="],
        [SubtractAssignmentExpression] = ["+="],
        [MultiplyAssignmentExpression] = ["/="],
        [DivideAssignmentExpression] = ["*="],
        [AndAssignmentExpression] = ["|="],
        [OrAssignmentExpression] = ["&="],
        [ExclusiveOrAssignmentExpression] = ["&="],
        [LeftShiftAssignmentExpression] = [">>="],
        [RightShiftAssignmentExpression] = ["<<="],
        [CoalesceAssignmentExpression] = ["="],
        [PostIncrementExpression] = ["--"],
        [PostDecrementExpression] = ["++"],
        [PreIncrementExpression] = ["--"],
        [PreDecrementExpression] = ["++"],
    };

    /// <summary>Methods that are easily confused, each with its opposite.</summary>
    private static readonly Dictionary<string, string> Opposites = Both(
        ("Any", "All"),
        ("First", "Last"),
        ("FirstOrDefault", "LastOrDefault"),
        ("Min", "Max"),
        ("MinBy", "MaxBy"),
        ("Floor", "Ceiling"),
        ("Take", "Skip"),
        ("TakeWhile", "SkipWhile"),
        ("StartsWith", "EndsWith"),
        ("IndexOf", "LastIndexOf"),
        ("OrderBy", "OrderByDescending"),
        ("ThenBy", "ThenByDescending"),
        ("Order", "OrderDescending"),
        ("Append", "Prepend"),
        ("TrimStart", "TrimEnd"),
        ("Union", "Intersect"),
        ("Sin", "Cos")
    );

    /// <summary>Methods that return what they are called on, changed: the change is left out.</summary>
    private static readonly HashSet<string> Steps =
    [
        "Where",
        "Distinct",
        "DistinctBy",
        "Reverse",
        "Concat",
        "Trim",
        "Except",
        "Append",
        "Prepend",
        "Skip",
        "Take",
        "OrderBy",
        "Order",
    ];

    private readonly string file;
    private readonly SourceText text;
    private readonly List<Mutant> found = [];

    private MutantFinder(string file, SourceText text) => (this.file, this.text) = (file, text);

    /// <summary>Finds the changes to a file.</summary>
    /// <param name="file">The file, from the root of the repository.</param>
    /// <param name="tree">Its syntax.</param>
    public static IReadOnlyList<Mutant> Find(string file, SyntaxTree tree)
    {
        var finder = new MutantFinder(file, tree.GetText());
        finder.Visit(tree.GetRoot());
        return finder.found;
    }

    // What must be constant.
    public override void VisitAttributeList(AttributeListSyntax node) { }

    public override void VisitParameter(ParameterSyntax node) { }

    public override void VisitEnumDeclaration(EnumDeclarationSyntax node) { }

    public override void VisitCaseSwitchLabel(CaseSwitchLabelSyntax node) { }

    public override void VisitConstantPattern(ConstantPatternSyntax node) { }

    public override void VisitRelationalPattern(RelationalPatternSyntax node) { }

    public override void VisitFieldDeclaration(FieldDeclarationSyntax node)
    {
        if (!node.Modifiers.Any(ConstKeyword))
            base.VisitFieldDeclaration(node);
    }

    public override void VisitLocalDeclarationStatement(LocalDeclarationStatementSyntax node)
    {
        if (!node.IsConst)
            base.VisitLocalDeclarationStatement(node);
    }

    // A loop that never ends costs a minute and says nothing.
    public override void VisitForStatement(ForStatementSyntax node)
    {
        Visit(node.Declaration);
        Visit(node.Condition);
        Visit(node.Statement);
    }

    public override void VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        if (Operators.TryGetValue(node.Kind(), out string[]? others))
        {
            foreach (string other in others)
                Expression(node, With(node, node.OperatorToken, other));
        }
        if (node.IsKind(CoalesceExpression))
        {
            Expression(node, node.Left.ToString());
            Expression(node, node.Right.ToString());
        }
        if (node.IsKind(IsExpression))
            Negation(node);
        if (node.Kind() is LogicalAndExpression or LogicalOrExpression)
        {
            Operand(node.Left);
            Operand(node.Right);
        }
        base.VisitBinaryExpression(node);
    }

    public override void VisitIsPatternExpression(IsPatternExpressionSyntax node)
    {
        Negation(node);
        base.VisitIsPatternExpression(node);
    }

    public override void VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        if (node.Kind() is LogicalNotExpression or UnaryMinusExpression or BitwiseNotExpression)
            Expression(node, node.Operand.ToString());
        base.VisitPrefixUnaryExpression(node);
    }

    public override void VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        if (node.Kind() is TrueLiteralExpression or FalseLiteralExpression)
            Expression(node, node.IsKind(TrueLiteralExpression) ? "false" : "true");
        if (!node.IsKind(NumericLiteralExpression))
            return;
        string? other = node.Token.Value switch
        {
            1 or 1L => "0",
            int value and < int.MaxValue => (value + 1).ToString(CultureInfo.InvariantCulture),
            long value => (value + 1).ToString(CultureInfo.InvariantCulture) + "L",
            uint value => (value + 1).ToString(CultureInfo.InvariantCulture) + "u",
            ulong value => (value + 1).ToString(CultureInfo.InvariantCulture) + "ul",
            double value => value == 0 ? "1d" : "0d",
            float value => value == 0 ? "1f" : "0f",
            _ => null,
        };
        if (other is not null)
            Expression(node, other);
    }

    public override void VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (node.Expression is MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } member)
        {
            if (Opposites.TryGetValue(name.Identifier.Text, out string? opposite))
                Expression(node, With(node, name.Identifier, opposite));
            if (Steps.Contains(name.Identifier.Text))
                Expression(node, member.Expression.ToString());
        }
        base.VisitInvocationExpression(node);
    }

    public override void VisitIfStatement(IfStatementSyntax node)
    {
        Operand(node.Condition);
        base.VisitIfStatement(node);
    }

    public override void VisitWhileStatement(WhileStatementSyntax node)
    {
        Operand(node.Condition);
        base.VisitWhileStatement(node);
    }

    public override void VisitConditionalExpression(ConditionalExpressionSyntax node)
    {
        Operand(node.Condition);
        base.VisitConditionalExpression(node);
    }

    public override void VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        if (node.Expression is AssignmentExpressionSyntax or InvocationExpressionSyntax or AwaitExpressionSyntax)
            Statement(node, "");
        SyntaxToken? token = node.Expression switch
        {
            AssignmentExpressionSyntax assignment => assignment.OperatorToken,
            PostfixUnaryExpressionSyntax postfix => postfix.OperatorToken,
            PrefixUnaryExpressionSyntax prefix => prefix.OperatorToken,
            _ => null,
        };
        if (token is { } operation && Operators.TryGetValue(node.Expression.Kind(), out string[]? others))
            Statement(node, With(node, operation, others[0]));
        base.VisitExpressionStatement(node);
    }

    public override void VisitContinueStatement(ContinueStatementSyntax node) => Statement(node, "");

    public override void VisitBreakStatement(BreakStatementSyntax node)
    {
        if (node.Parent is not SwitchSectionSyntax)
            Statement(node, "");
    }

    public override void VisitReturnStatement(ReturnStatementSyntax node)
    {
        if (node.Expression is null)
            Statement(node, "");
        base.VisitReturnStatement(node);
    }

    public override void VisitThrowStatement(ThrowStatementSyntax node) => Statement(node, "");

    public override void VisitYieldStatement(YieldStatementSyntax node)
    {
        Statement(node, "");
        base.VisitYieldStatement(node);
    }

    /// <summary>A condition, or a part of one, that has no operator of its own to change.</summary>
    private void Operand(ExpressionSyntax node)
    {
        if (node is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax)
            Negation(node);
    }

    private void Negation(ExpressionSyntax node) => Expression(node, $"!({node})");

    private void Expression(ExpressionSyntax node, string replacement) => Add(node, replacement, isStatement: false);

    private void Statement(StatementSyntax node, string replacement) => Add(node, replacement, isStatement: true);

    private void Add(SyntaxNode node, string replacement, bool isStatement)
    {
        // A copy would declare the variable a second time.
        if (node.DescendantNodesAndSelf().Any(inner => inner is VariableDesignationSyntax && inner is not DiscardDesignationSyntax))
            return;
        int line = text.Lines.GetLineFromPosition(node.SpanStart).LineNumber + 1;
        found.Add(
            new(file, line, node.Span, node.ToString(), replacement)
            {
                IsStatement = isStatement,
                IsStatic = node.Ancestors().Any(IsStaticInitialiser) && !node.Ancestors().Any(outer => outer is LambdaExpressionSyntax),
            }
        );
    }

    private static bool IsStaticInitialiser(SyntaxNode node) =>
        node switch
        {
            FieldDeclarationSyntax field => field.Modifiers.Any(StaticKeyword),
            ConstructorDeclarationSyntax constructor => constructor.Modifiers.Any(StaticKeyword),
            EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => property.Modifiers.Any(StaticKeyword),
            _ => false,
        };

    /// <summary>The text of a node with one token replaced.</summary>
    private static string With(SyntaxNode node, SyntaxToken token, string other) =>
        node.ToString().Remove(token.SpanStart - node.SpanStart, token.Span.Length).Insert(token.SpanStart - node.SpanStart, other);

    private static Dictionary<string, string> Both(params (string One, string Other)[] pairs) =>
        pairs.Concat(pairs.Select(pair => (One: pair.Other, Other: pair.One))).ToDictionary(pair => pair.One, pair => pair.Other);
}
