using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>The operations of members of a compilation, each bound once however often it is called.</summary>
internal sealed class Bodies(Compilation compilation)
{
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> models = new();
    private readonly ConcurrentDictionary<ISymbol, (bool IsThere, IOperation? Operation)> found = new(SymbolEqualityComparer.Default);

    /// <summary>The body of a method, a local function or a property that is read.</summary>
    /// <param name="symbol">The member; of one in two parts, the part with the body.</param>
    /// <param name="isBroken">Whether there is a body that the compiler cannot bind.</param>
    /// <param name="cancel">Ends the search.</param>
    public IOperation? Of(ISymbol symbol, out bool isBroken, CancellationToken cancel)
    {
        if (!found.TryGetValue(symbol, out (bool IsThere, IOperation? Operation) body))
            found[symbol] = body = Find(symbol, cancel);
        isBroken = body is (true, null);
        return body.Operation;
    }

    /// <summary>The value of the initializer of a field or property.</summary>
    public IOperation? OfInitializer(EqualsValueClauseSyntax initializer, CancellationToken cancel) =>
        (Bind(initializer, cancel) as ISymbolInitializerOperation)?.Value;

    /// <summary>The part of a method or property that has the body.</summary>
    public static T Implemented<T>(T symbol)
        where T : class, ISymbol =>
        symbol switch
        {
            IMethodSymbol { PartialImplementationPart: T method } => method,
            IPropertySymbol { PartialImplementationPart: T property } => property,
            _ => symbol,
        };

    /// <summary>The accessor that reads a property, where it has a body: it may do more than read what the initializer gave.</summary>
    public static AccessorDeclarationSyntax? GetterOf(PropertyDeclarationSyntax property) =>
        property.AccessorList?.Accessors.FirstOrDefault(accessor =>
            accessor.Keyword.ValueText == "get" && (accessor.Body ?? (SyntaxNode?)accessor.ExpressionBody) is not null
        );

    private (bool, IOperation?) Find(ISymbol symbol, CancellationToken cancel)
    {
        SyntaxNode? declaration = symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancel);
        SyntaxNode? body = declaration switch
        {
            PropertyDeclarationSyntax { ExpressionBody: { } expression } => expression,
            PropertyDeclarationSyntax property when GetterOf(property) is { } getter => getter,
            PropertyDeclarationSyntax { Initializer: { } initializer } when symbol is IPropertySymbol { SetMethod: null } => initializer,
            LocalFunctionStatementSyntax or MethodDeclarationSyntax => declaration,
            _ => null,
        };
        return (
            body is not null,
            body is null
                ? null
                : Bind(body, cancel) switch
                {
                    IMethodBodyOperation method => method.BlockBody ?? method.ExpressionBody,
                    ILocalFunctionOperation local => local.Body,
                    ISymbolInitializerOperation value => value.Value,
                    var other => other,
                }
        );
    }

#pragma warning disable RS1030 // Definitions call methods of other files, whose models no context has at hand.
    private IOperation? Bind(SyntaxNode node, CancellationToken cancel) =>
        models.GetOrAdd(node.SyntaxTree, tree => compilation.GetSemanticModel(tree)).GetOperation(node, cancel);
#pragma warning restore RS1030
}
