using System.Collections;
using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Static fields: they have the values that their initializers give. One that the program changes later is not evaluated, for it may have any value when the merge runs.</summary>
internal sealed partial class Evaluator
{
    private readonly Dictionary<IFieldSymbol, object?> statics = new(SymbolEqualityComparer.Default);
    private readonly List<IFieldSymbol> initializing = [];
    private readonly HashSet<(INamedTypeSymbol, INamedTypeSymbol)> needs = [];
    private readonly HashSet<INamedTypeSymbol> constructing = new(SymbolEqualityComparer.Default),
        constructed = new(SymbolEqualityComparer.Default);
    private readonly HashSet<object> frozen = new(ReferenceComparer.Instance);

    /// <summary>The value of a static field of the program, or of the field behind a static property.</summary>
    public object? StaticOf(IFieldSymbol field, CallSite? call)
    {
        if (statics.TryGetValue(field, out object? value))
            return value;
        EvaluationPoint spot = call is null ? last : new(call.Operation, call.Outer);
        ISymbol member = field.AssociatedSymbol ?? field;
        INamedTypeSymbol type = field.ContainingType;
        if (!IsOfCompilation(field))
            throw Stop(new NotEvaluable(spot, $"the static member {Printable.Quote(Name(member))}{HostTypes.OfOtherProject}"));
        foreach (SyntaxReference reference in member.DeclaringSyntaxReferences)
            entered.Add(reference.SyntaxTree);
        if (WhyChanging(field, member) is { } why)
            throw Stop(
                new NotEvaluable(spot, $"the static member {Printable.Quote(Name(member))}, which {why}; make it readonly, or a local")
            );
        if (type.StaticConstructors.FirstOrDefault(constructor => !constructor.IsImplicitlyDeclared) is { } explicitly)
        {
            if (!constructed.Contains(type) && constructing.Add(type))
                Construct(type, explicitly, call);
            if (!statics.TryGetValue(field, out value))
                value = statics[field] = DefaultOf(field.Type);
            return value;
        }
        return InitializeStatic(field, member, spot);
    }

    private object? InitializeStatic(IFieldSymbol field, ISymbol member, EvaluationPoint spot)
    {
        if (InitializerOf(member) is not { } initializer)
            return statics[field] = DefaultOf(field.Type);
        if (initializing.Count > 0)
        {
            IFieldSymbol reading = initializing[initializing.Count - 1];
            foreach (IFieldSymbol earlier in initializing)
            {
                if (
                    SymbolEqualityComparer.Default.Equals(earlier.ContainingType, field.ContainingType)
                    && IsBefore(earlier.AssociatedSymbol ?? earlier, member, spot)
                )
                    return DefaultOf(field.Type);
            }
            CheckOrder(reading.ContainingType, field.ContainingType, spot);
        }
        initializing.Add(field);
        try
        {
            object? value = Normal(
                RunInitializer(initializer, member, null, spot.Operation is null ? null : new(spot.Operation, spot.Call)),
                field.Type
            );
            Freeze(value);
            return statics[field] = value;
        }
        finally
        {
            initializing.RemoveAt(initializing.Count - 1);
        }
    }

    /// <summary>Indicates whether the initializer of one member runs before that of another, which has its default then.</summary>
    private bool IsBefore(ISymbol earlier, ISymbol later, EvaluationPoint spot)
    {
        SyntaxReference reading = earlier.DeclaringSyntaxReferences[0],
            read = later.DeclaringSyntaxReferences[0];
        if (reading.SyntaxTree != read.SyntaxTree)
            throw Stop(
                new NotEvaluable(
                    spot,
                    $"the static members {Printable.Quote(earlier.Name)} and {Printable.Quote(later.Name)} in an order that C# leaves open: they are in two files"
                )
            );
        return read.Span.Start >= reading.Span.Start;
    }

    /// <summary>Static members of two types that need each other have values that depend on which type is used first.</summary>
    private void CheckOrder(INamedTypeSymbol reading, INamedTypeSymbol read, EvaluationPoint spot)
    {
        if (SymbolEqualityComparer.Default.Equals(reading, read))
            return;
        needs.Add((reading, read));
        var reached = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default) { read };
        for (bool grows = true; grows; )
        {
            grows = false;
            foreach ((INamedTypeSymbol from, INamedTypeSymbol to) in needs)
                grows |= reached.Contains(from) && reached.Add(to);
        }
        if (reached.Contains(reading))
            throw Stop(
                new NotEvaluable(
                    spot,
                    $"static members of {Printable.Quote(reading.Name)} and {Printable.Quote(read.Name)} that need each other"
                )
            );
    }

    private void Construct(INamedTypeSymbol type, IMethodSymbol constructor, CallSite? call)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (
                member.IsStatic
                && InitializerOf(member) is { } initializer
                && (member as IFieldSymbol ?? BackingOf((IPropertySymbol)member)) is { IsConst: false } field
            )
                statics[field] = Normal(RunInitializer(initializer, member, null, call), field.Type);
        }
        CallableOf(constructor).Invoke(null, [], call);
        constructing.Remove(type);
        constructed.Add(type);
        foreach (KeyValuePair<IFieldSymbol, object?> value in statics)
        {
            if (SymbolEqualityComparer.Default.Equals(value.Key.ContainingType, type))
                Freeze(value.Value);
        }
    }

    public void SetStatic(IFieldSymbol field, object? value, CallSite? call)
    {
        if (constructing.Contains(field.ContainingType))
            statics[field] = value;
        else
            throw Stop(
                new NotEvaluable(
                    call is null ? last : new(call.Operation, call.Outer),
                    $"an assignment to {Printable.Quote(Name(field.AssociatedSymbol ?? field))}, which keeps its value from one run to the next; write a local variable"
                )
            );
    }

    /// <summary>Why a static field may have another value when the merge runs; null where it cannot.</summary>
    private string? WhyChanging(IFieldSymbol field, ISymbol member)
    {
        bool canBeSet = field.AssociatedSymbol is IPropertySymbol property ? property.SetMethod is not null : !field.IsReadOnly;
        if (canBeSet && IsSeenOutside(member is IPropertySymbol { SetMethod: { } setter } ? setter : member))
            return "another project can change";
        return StaticWrites.Find(compilation, bodies, member, entered, cancellationToken) ? "the program changes" : null;
    }

    private static bool IsSeenOutside(ISymbol symbol)
    {
        for (ISymbol? at = symbol; at is not null and not INamespaceSymbol; at = at.ContainingSymbol)
        {
            if (at.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal)
                return false;
        }
        return true;
    }

    /// <summary>Remembers what a static field holds: who changes that changes what the next run finds.</summary>
    private void Freeze(object? value)
    {
        if (value is null or string or ProgramEnum || value.GetType().IsPrimitive || !frozen.Add(value))
            return;
        switch (value)
        {
            case ProgramObject instance:
                Freeze(instance.Host);
                foreach (object? field in instance.Fields)
                    Freeze(field);
                break;
            case Array array when array.GetType().GetElementType()!.IsPrimitive:
                break;
            case IDictionary pairs:
                foreach (object? item in pairs.Values)
                    Freeze(item);
                break;
            case IList items:
                foreach (object? item in items)
                    Freeze(item);
                break;
            case var tuple when Tuples.IsTuple(tuple):
                foreach (object? element in Tuples.Elements(tuple))
                    Freeze(element);
                break;
        }
    }

    /// <summary>Says that an object is about to be changed.</summary>
    public void Changing(object value)
    {
        if (frozen.Count > 0 && frozen.Contains(value))
            throw Impure("a change of an object that a static field holds, which keeps it from one run to the next; change a copy");
    }
}
