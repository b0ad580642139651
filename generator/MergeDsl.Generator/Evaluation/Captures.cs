using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Which variables of an outer function an inner one uses, and whether they change. Functions are evaluated with the values that they find, so one that uses a changing variable is not evaluated.</summary>
internal sealed class Captures
{
    private readonly Dictionary<IOperation, HashSet<ISymbol>> assigned = [];

    /// <summary>A variable that a function takes from around it and that is assigned after its declaration, or null.</summary>
    public ISymbol? Changing(IMethodSymbol function, IOperation body)
    {
        IOperation root = body;
        while (root.Parent is { } parent)
            root = parent;
        if (!assigned.TryGetValue(root, out HashSet<ISymbol>? changing))
            assigned[root] = changing = Assigned(root);
        if (changing.Count == 0)
            return null;
        foreach (IOperation operation in body.DescendantsAndSelf())
        {
            ISymbol? variable = Variable(operation);
            if (variable is not null && changing.Contains(variable) && !IsWithin(variable, function))
                return variable;
        }
        return null;
    }

    private static HashSet<ISymbol> Assigned(IOperation root)
    {
        var variables = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (IOperation operation in root.Descendants())
        {
            IOperation? target = operation switch
            {
                IAssignmentOperation assignment => assignment.Target,
                IIncrementOrDecrementOperation increment => increment.Target,
                IArgumentOperation { Parameter.RefKind: not RefKind.None } argument => argument.Value,
                _ => null,
            };
            if (target is null or IDeclarationExpressionOperation)
                continue;
            foreach (IOperation part in target.DescendantsAndSelf())
            {
                if (Variable(part) is { } variable)
                    variables.Add(variable);
            }
        }
        return variables;
    }

    private static ISymbol? Variable(IOperation operation) =>
        operation switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            _ => null,
        };

    private static bool IsWithin(ISymbol variable, ISymbol function)
    {
        for (ISymbol? around = variable.ContainingSymbol; around is IMethodSymbol; around = around.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(around, function))
                return true;
        }
        return false;
    }
}
