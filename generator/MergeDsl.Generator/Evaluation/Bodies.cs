using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>The bodies of a compilation as graphs of blocks, each made once however often it is called.</summary>
internal sealed class Bodies(Compilation compilation)
{
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> models = new();
    private readonly ConcurrentDictionary<SyntaxNode, ControlFlowGraph?> graphs = new();

    /// <summary>The part of a method or property that has the body.</summary>
    public static T Implemented<T>(T symbol)
        where T : class, ISymbol =>
        symbol switch
        {
            IMethodSymbol { PartialImplementationPart: T method } => method,
            IPropertySymbol { PartialImplementationPart: T property } => property,
            _ => symbol,
        };

    /// <summary>The code of a method, an accessor or a constructor; null where the compiler makes it.</summary>
    public static SyntaxNode? SyntaxOf(IMethodSymbol method) =>
        Implemented(method.OriginalDefinition).DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            AccessorDeclarationSyntax { Body: null, ExpressionBody: null } => null,
            BaseMethodDeclarationSyntax { Body: null, ExpressionBody: null } => null,
            ParameterSyntax or TypeDeclarationSyntax or DelegateDeclarationSyntax => null,
            var syntax => syntax,
        };

    /// <summary>The graph of a body or an initializer; null where the compiler cannot bind it.</summary>
    public ControlFlowGraph? GraphOf(SyntaxNode syntax, CancellationToken cancellationToken)
    {
        if (!graphs.TryGetValue(syntax, out ControlFlowGraph? graph))
            graphs[syntax] = graph = Bind(syntax, cancellationToken);
        return graph;
    }

    public ISymbol? SymbolOf(SyntaxNode syntax, CancellationToken cancellationToken) =>
        models.GetOrAdd(syntax.SyntaxTree, ModelOf).GetSymbolInfo(syntax, cancellationToken).Symbol;

    public bool HasErrors(SyntaxTree tree, CancellationToken cancellationToken) =>
        models
            .GetOrAdd(tree, ModelOf)
            .GetDiagnostics(null, cancellationToken)
            .Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

#pragma warning disable RS1030 // Definitions call methods of other files, whose models no context has at hand.
    private SemanticModel ModelOf(SyntaxTree tree) => compilation.GetSemanticModel(tree);
#pragma warning restore RS1030

    private ControlFlowGraph? Bind(SyntaxNode syntax, CancellationToken cancellationToken) =>
        Foreign.Run(() =>
        {
            IOperation? operation = models.GetOrAdd(syntax.SyntaxTree, ModelOf).GetOperation(syntax, cancellationToken);
            while (operation?.Parent is { } parent)
                operation = parent;
            return operation switch
            {
                IMethodBodyOperation method => ControlFlowGraph.Create(method, cancellationToken),
                IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor, cancellationToken),
                IBlockOperation block => ControlFlowGraph.Create(block, cancellationToken),
                IFieldInitializerOperation field => ControlFlowGraph.Create(field, cancellationToken),
                IPropertyInitializerOperation property => ControlFlowGraph.Create(property, cancellationToken),
                _ => null,
            };
        });
}

/// <summary>While a program is evaluated there is no culture: what asks for one ends the evaluation. The compiler itself has its own.</summary>
internal static class Foreign
{
#pragma warning disable RS1035 // The culture of the thread is taken away, so that nothing can depend on it.
    /// <summary>Evaluates without a culture.</summary>
    public static T RunWithoutCulture<T>(Func<T> evaluate)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new NoCulture();
        try
        {
            return evaluate();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>Does something of the compiler's in the midst of an evaluation.</summary>
    public static T Run<T>(Func<T> action)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
#pragma warning restore RS1035

    private sealed class NoCulture() : CultureInfo("")
    {
        public override CompareInfo CompareInfo =>
            throw Evaluator.Current.Impure("an order of texts that depends on the culture of the program; give StringComparer.Ordinal");

        public override TextInfo TextInfo =>
            throw Evaluator.Current.Impure(
                "letters of a case that depends on the culture of the program; write ToUpperInvariant or ToLowerInvariant"
            );

        public override NumberFormatInfo NumberFormat
        {
            get => throw Evaluator.Current.Impure(Text.DependsOnCulture);
            set => base.NumberFormat = value;
        }

        public override DateTimeFormatInfo DateTimeFormat
        {
            get => throw Evaluator.Current.Impure(Text.DependsOnCulture);
            set => base.DateTimeFormat = value;
        }

        public override object Clone() => this;
    }
}
