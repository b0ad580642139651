using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

internal sealed partial class BodyCompiler
{
    /// <summary>The slots for the variables of a member and of the functions in it, and the variables that functions share.</summary>
    private sealed class Layout
    {
        private readonly Dictionary<ISymbol, int> slots = new(SymbolEqualityComparer.Default);
        private readonly HashSet<ISymbol> captured = new(SymbolEqualityComparer.Default);

        public Layout(IOperation body)
        {
            var functions = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
            foreach (IOperation operation in body.DescendantsAndSelf())
            {
                if (FunctionOf(operation) is { } function)
                    functions.Add(function);
            }
            if (functions.Count == 0)
                return;
            foreach (IOperation operation in body.DescendantsAndSelf())
            {
                ISymbol? variable = operation switch
                {
                    ILocalReferenceOperation local => local.Local,
                    IParameterReferenceOperation parameter => parameter.Parameter,
                    _ => null,
                };
                if (variable is null)
                    continue;
                ISymbol? owner = functions.Contains(variable.ContainingSymbol.OriginalDefinition)
                        ? variable.ContainingSymbol.OriginalDefinition
                        : null,
                    user = null;
                for (IOperation? at = operation; at is not null && user is null; at = at.Parent)
                    user = FunctionOf(at);
                if (!SymbolEqualityComparer.Default.Equals(owner, user))
                    captured.Add(variable.OriginalDefinition);
            }
        }

        public int Count { get; private set; }

        public int New() => Count++;

        public bool Has(ISymbol variable) => slots.ContainsKey(variable.OriginalDefinition);

        public int SlotOf(ISymbol variable)
        {
            if (!slots.TryGetValue(variable.OriginalDefinition, out int slot))
                slots[variable.OriginalDefinition] = slot = New();
            return slot;
        }

        public bool IsCaptured(ISymbol variable) => captured.Contains(variable.OriginalDefinition);

        private static ISymbol? FunctionOf(IOperation operation) =>
            operation switch
            {
                IAnonymousFunctionOperation lambda => lambda.Symbol.OriginalDefinition,
                ILocalFunctionOperation local => local.Symbol.OriginalDefinition,
                _ => null,
            };
    }
}
