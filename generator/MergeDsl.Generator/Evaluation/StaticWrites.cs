using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Evaluation;

/// <summary>The names that a file assigns to, or whose elements it changes: a static field of such a name may have another value when the merge runs.</summary>
internal static class StaticWrites
{
    /// <summary>Members of the runtime that change the object they are called on, or the array that they are given.</summary>
    public static readonly HashSet<string> Changing = new(StringComparer.Ordinal)
    {
        "Add",
        "AddRange",
        "AddFirst",
        "AddLast",
        "AddBefore",
        "AddAfter",
        "Append",
        "AppendLine",
        "AppendFormat",
        "AppendJoin",
        "Clear",
        "Copy",
        "CopyTo",
        "Dequeue",
        "Enqueue",
        "EnqueueRange",
        "ExceptWith",
        "Fill",
        "Insert",
        "InsertRange",
        "IntersectWith",
        "Pop",
        "Push",
        "Remove",
        "RemoveAll",
        "RemoveAt",
        "RemoveFirst",
        "RemoveLast",
        "RemoveRange",
        "RemoveWhere",
        "Replace",
        "Resize",
        "Reverse",
        "SetValue",
        "Sort",
        "SymmetricExceptWith",
        "TrimExcess",
        "TryAdd",
        "TryDequeue",
        "TryPop",
        "TryRemove",
        "UnionWith",
        "set_Item",
        "set_Capacity",
        "set_Length",
    };

    private static readonly ConditionalWeakTable<SyntaxTree, Dictionary<string, List<SyntaxNode>>> Known = new();

    /// <summary>The names, in their order: an edit that adds one can change what others mean.</summary>
    public static IEnumerable<string> NamesIn(SyntaxTree tree, CancellationToken cancellationToken) =>
        Of(tree, cancellationToken).Keys.OrderBy(name => name, StringComparer.Ordinal);

    /// <summary>Indicates whether the compilation changes a member, beside the initializers and static constructors of its type.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <param name="bodies">Binds the names.</param>
    /// <param name="member">The static member.</param>
    /// <param name="entered">Gets the files whose code decides.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static bool Find(
        Compilation compilation,
        Bodies bodies,
        ISymbol member,
        HashSet<SyntaxTree> entered,
        CancellationToken cancellationToken
    )
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            if (!Of(tree, cancellationToken).TryGetValue(member.Name, out List<SyntaxNode>? nodes))
                continue;
            entered.Add(tree);
            foreach (SyntaxNode node in nodes)
            {
                bool isOwn =
                    member.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == tree)
                    && node.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is { } constructor
                    && constructor.Modifiers.Any(SyntaxKind.StaticKeyword)
                    && constructor.Identifier.ValueText == member.ContainingType.Name;
                if (isOwn)
                    continue;
                ISymbol? symbol = Foreign.Run(() => bodies.SymbolOf(node, cancellationToken));
                if (
                    CallOn(node) is { } call
                    && (
                        IsUnchangeable(member)
                        || (Foreign.Run(() => bodies.SymbolOf(call, cancellationToken)) is IMethodSymbol method && !Changes(method))
                    )
                )
                    continue;
                if (symbol is not null && SymbolEqualityComparer.Default.Equals(symbol.OriginalDefinition, member.OriginalDefinition))
                    return true;
            }
        }
        return false;
    }

    /// <summary>Indicates whether a method changes the object it is called on, or an array that it is given: queries and immutable collections have such names, too.</summary>
    public static bool Changes(IMethodSymbol method) =>
        Changing.Contains(method.Name)
        && method.ContainingType.SpecialType != SpecialType.System_String
        && method.ContainingType.Name != "Enumerable"
        && !HostTypes.IsOfLibrary(method.ContainingType)
        && (method.ContainingNamespace?.ToDisplayString() != "System.Collections.Immutable" || method.ContainingType.Name == "Builder");

    /// <summary>Indicates whether no call changes the value of a member: a number, a text, or a declaration of the library.</summary>
    private static bool IsUnchangeable(ISymbol member) =>
        member switch
        {
            IFieldSymbol field => field.Type,
            IPropertySymbol property => property.Type,
            _ => null,
        }
            is { } type
        && (
            type.SpecialType is SpecialType.System_String
            || type.TypeKind == TypeKind.Enum
            || type is { IsValueType: true, IsUnmanagedType: true, SpecialType: not SpecialType.None }
            || HostTypes.IsOfLibrary(type)
        );

    private static InvocationExpressionSyntax? CallOn(SyntaxNode node) =>
        node.Ancestors()
            .OfType<InvocationExpressionSyntax>()
            .FirstOrDefault(call =>
                call.Expression is MemberAccessExpressionSyntax access
                && access.Expression.Span.Contains(node.Span)
                && Changing.Contains(access.Name.Identifier.ValueText)
            );

    private static Dictionary<string, List<SyntaxNode>> Of(SyntaxTree tree, CancellationToken cancellationToken) =>
        Known.GetValue(tree, _ => Read(tree.GetRoot(cancellationToken)));

    private static Dictionary<string, List<SyntaxNode>> Read(SyntaxNode root)
    {
        var found = new Dictionary<string, List<SyntaxNode>>(StringComparer.Ordinal);
        foreach (SyntaxNode node in root.DescendantNodes())
        {
            switch (node)
            {
                case AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax } assignment:
                    Add(assignment.Left);
                    break;
                case PrefixUnaryExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression
                } step:
                    Add(step.Operand);
                    break;
                case PostfixUnaryExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression
                } step:
                    Add(step.Operand);
                    break;
                case ArgumentSyntax { RefKindKeyword.RawKind: not (0 or (int)SyntaxKind.InKeyword) } argument:
                    Add(argument.Expression);
                    break;
                case RefExpressionSyntax reference:
                    Add(reference.Expression);
                    break;
                case InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: { } name } access
                } call when Changing.Contains(name):
                    Add(access.Expression);
                    foreach (ArgumentSyntax argument in call.ArgumentList.Arguments)
                    {
                        if (access.Expression.ToString() is "Array" or "System.Array")
                            Add(argument.Expression);
                    }
                    break;
            }
        }
        return found;

        void Add(ExpressionSyntax target)
        {
            foreach (SimpleNameSyntax name in target.DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
            {
                if (!found.TryGetValue(name.Identifier.ValueText, out List<SyntaxNode>? nodes))
                    found[name.Identifier.ValueText] = nodes = [];
                nodes.Add(name);
            }
        }
    }
}
