using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Members that the compiler makes, those of records and of <c>object</c>.</summary>
internal sealed partial class Evaluator
{
    /// <summary>Members that the compiler makes, and those of <c>object</c>.</summary>
    private Callable? Synthesized(IMethodSymbol method)
    {
        string name = method.Name;
        if (method.ContainingType.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType)
        {
            return name switch
            {
                "Equals" when method.Parameters.Length == 1 => new(
                    (instance, arguments, _) => EqualsByDefault(Instance(instance), arguments[0])
                ),
                "GetHashCode" => new((instance, _, _) => HashByDefault(Instance(instance))),
                "ToString" => new((instance, _, _) => TextByDefault(Instance(instance))),
                ".ctor" => new((_, _, _) => null),
                _ => null,
            };
        }
        if (name == "<Clone>$")
            return new((instance, _, _) => CopyOf(Instance(instance)));
        if (!method.ContainingType.IsRecord && !method.ContainingType.IsAnonymousType)
            return null;
        return name switch
        {
            "op_Equality" => new((_, arguments, call) => RecordsAreEqual(method, arguments)),
            "op_Inequality" => new((_, arguments, call) => !RecordsAreEqual(method, arguments)),
            "Equals" when method.Parameters[0].Type.SpecialType == SpecialType.System_Object => new(
                (instance, arguments, _) =>
                    Adapter.Unwrap(arguments[0]) is ProgramObject other
                    && IsInstance(other, method.ContainingType)
                    && RecordEquals(Instance(instance), other)
            ),
            "Equals" => new(
                (instance, arguments, _) =>
                    arguments[0] is ProgramObject other
                    && (
                        SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, method.ContainingType)
                            ? FieldsAreEqual(Instance(instance), other, method.ContainingType)
                            : RecordEquals(Instance(instance), other)
                    )
            ),
            "GetHashCode" => new((instance, _, _) => FieldHash(Instance(instance))),
            "ToString" => new((instance, _, _) => RecordText(Instance(instance))),
            "PrintMembers" => new(
                (instance, arguments, _) =>
                {
                    string text = MembersText(Instance(instance), method.ContainingType);
                    ((System.Text.StringBuilder)arguments[0]!).Append(text);
                    return text.Length > 0;
                }
            ),
            "Deconstruct" => new(
                (instance, arguments, call) =>
                {
                    ProgramObject value = Instance(instance);
                    foreach (IParameterSymbol parameter in method.Parameters)
                    {
                        IMethodSymbol getter = method
                            .ContainingType.GetMembers(parameter.Name)
                            .OfType<IPropertySymbol>()
                            .First()
                            .GetMethod!;
                        ((Variable)arguments[parameter.Ordinal]!).Value = CallVirtual(value, getter);
                    }
                    return null;
                }
            ),
            _ => null,
        };
    }

    /// <summary>The copy that <c>with</c> starts from: a record may have a constructor for it.</summary>
    public ProgramObject CopyOf(ProgramObject value)
    {
        INamedTypeSymbol type = value.Type.Symbol;
        if (!type.IsRecord || type.IsValueType)
            return value.Copy();
        ProgramObject copy = value.Type.New();
        CopyInto(copy, value, type);
        return copy;
    }

    private void CopyInto(ProgramObject copy, ProgramObject original, INamedTypeSymbol type)
    {
        IMethodSymbol? own = type.InstanceConstructors.FirstOrDefault(constructor =>
            constructor is { IsImplicitlyDeclared: false, Parameters: [{ Type: var parameter }] }
            && SymbolEqualityComparer.Default.Equals(parameter, type)
            && constructor.DeclaringSyntaxReferences[0].GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.ConstructorDeclarationSyntax
        );
        if (own is not null)
        {
            CallableOf(own).Invoke(copy, [original], last.Operation is null ? null : new(last.Operation, last.Call));
            return;
        }
        if (type.BaseType is { IsRecord: true } parent && Types.IsOfProgram(parent))
            CopyInto(copy, original, parent);
        ProgramType layout = TypeOf(type);
        foreach (ISymbol field in layout.OwnFields.Concat(layout.PrimaryConstructor?.Parameters ?? []))
            copy.Fields[layout.SlotOf(field)] = original.Fields[layout.SlotOf(field)];
    }

    private static ProgramObject Instance(object? instance) => (ProgramObject)(instance is Variable variable ? variable.Value : instance)!;

    private bool RecordsAreEqual(IMethodSymbol method, object?[] arguments)
    {
        if (arguments[0] is not ProgramObject left || arguments[1] is not ProgramObject right)
            return arguments[0] is null && arguments[1] is null;
        return ReferenceEquals(left, right) || RecordEquals(left, right);
    }

    /// <summary>Calls the <c>Equals</c> of a record that takes a record, which the program may write itself.</summary>
    private bool RecordEquals(ProgramObject left, ProgramObject right)
    {
        INamedTypeSymbol type = left.Type.Symbol;
        if (type.IsAnonymousType)
            return SymbolEqualityComparer.Default.Equals(type, right.Type.Symbol) && FieldsAreEqual(left, right, type);
        IMethodSymbol equals = type.GetMembers("Equals")
            .OfType<IMethodSymbol>()
            .First(method => method.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, type));
        return IsInstance(right, type) && (bool)CallableOf(equals).Invoke(type.IsValueType ? new Cell(left) : left, [right], null)!;
    }

    private bool FieldsAreEqual(ProgramObject left, ProgramObject right, INamedTypeSymbol type)
    {
        if (!SymbolEqualityComparer.Default.Equals(left.Type.Symbol, right.Type.Symbol))
            return false;
        ProgramType layout = TypeOf(type);
        foreach (ISymbol field in layout.OwnFields)
        {
            int slot = layout.SlotOf(field);
            if (!AreSame(left.Fields[slot], right.Fields[slot]))
                return false;
        }
        return type.BaseType is not { IsRecord: true } parent
            || !Types.IsOfProgram(parent)
            || (bool)
                CallableOf(
                        parent
                            .GetMembers("Equals")
                            .OfType<IMethodSymbol>()
                            .First(method => SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, parent))
                    )
                    .Invoke(left, [right], null)!;
    }

    private object EqualsByDefault(ProgramObject left, object? other)
    {
        other = Adapter.Unwrap(other);
        return left.Type.IsValue || left.Type.Symbol.IsAnonymousType
            ? other is ProgramObject right && FieldsAreEqual(left, right, left.Type.Symbol)
            : ReferenceEquals(left, other);
    }

    private object HashByDefault(ProgramObject value)
    {
        if (value.Type.IsValue || value.Type.Symbol.IsAnonymousType)
            return FieldHash(value);
        return IsHashing ? value.Identity : throw Impure("the hash of an object, which is another in every run");
    }

    private object FieldHash(ProgramObject value)
    {
        if (!IsHashing)
            throw Impure("a hash, which may be another in every run");
        int hash = 17;
        foreach (object? field in value.Fields)
            hash = unchecked((hash * 31) + (field?.GetHashCode() ?? 0));
        return hash;
    }

    private string TextByDefault(ProgramObject value)
    {
        if (value.Exception is { } exception)
            return exception.GetType().Name;
        if (value.Type.Symbol.IsAnonymousType)
            return "{ " + MembersText(value, value.Type.Symbol) + " }";
        return value.Type.Symbol.IsGenericType
            ? throw Impure("the name of a generic type as text")
            : HostTypes.MetadataName(value.Type.Symbol);
    }

    private string RecordText(ProgramObject value)
    {
        INamedTypeSymbol type = value.Type.Symbol;
        var text = new System.Text.StringBuilder(type.Name + " { ");
        IMethodSymbol print = type.GetMembers("PrintMembers").OfType<IMethodSymbol>().First();
        if ((bool)CallableOf(print).Invoke(type.IsValueType ? new Cell(value) : value, [text], null)!)
            text.Append(' ');
        return text.Append('}').ToString();
    }

    private string MembersText(ProgramObject value, INamedTypeSymbol type)
    {
        var parts = new List<string>();
        if (type.BaseType is { IsRecord: true } parent && Types.IsOfProgram(parent))
        {
            var text = new System.Text.StringBuilder();
            IMethodSymbol print = parent.GetMembers("PrintMembers").OfType<IMethodSymbol>().First();
            if ((bool)CallableOf(print).Invoke(value, [text], null)!)
                parts.Add(text.ToString());
        }
        foreach (ISymbol member in type.GetMembers())
        {
            if (member.IsStatic || member.DeclaredAccessibility != Accessibility.Public || member.IsOverride)
                continue;
            if (member is IFieldSymbol { AssociatedSymbol: null } field)
                parts.Add($"{field.Name} = {Text.Of(value.Fields[TypeOf(type).SlotOf(field)])}");
            else if (member is IPropertySymbol { IsIndexer: false, GetMethod: { } getter })
                parts.Add($"{member.Name} = {Text.Of(CallVirtual(value, getter))}");
        }
        return string.Join(", ", parts);
    }
}
