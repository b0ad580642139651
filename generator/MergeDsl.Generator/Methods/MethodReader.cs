using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Methods;

/// <summary>Reads the schema of a merge method of the program's own from its symbols: what the attributes say, and what is wrong with it.</summary>
internal sealed class MethodReader
{
    private readonly INamedTypeSymbol type;
    private readonly List<(string Message, Location Location)> problems = [];

    private MethodReader(INamedTypeSymbol type) => this.type = type;

    /// <summary>Whether a type is a method of the program's own.</summary>
    public static bool IsMethod(ITypeSymbol type) => AttributeOf(type, KnownNames.MergeMethodAttribute) is not null;

    /// <summary>Whether generated code can complete the record.</summary>
    public static bool CanComplete(INamedTypeSymbol type) => Shape(type) is null;

    /// <summary>The schema, with harmless values in the place of those that are wrong.</summary>
    public static (MethodSchema Schema, IReadOnlyList<(string Message, Location Location)> Problems) Read(INamedTypeSymbol type)
    {
        var reader = new MethodReader(type);
        return (reader.Method(), reader.problems);
    }

    private MethodSchema Method()
    {
        AttributeData attribute = AttributeOf(type, KnownNames.MergeMethodAttribute)!;
        Location at = Place(attribute, type);
        if (Shape(type) is { } shape)
            problems.Add((shape, PlaceOf(type)));
        string name = attribute.ConstructorArguments is [{ Value: string given }] ? given : "";
        if (!IsName(name))
            problems.Add(
                (
                    $"{Printable.Quote(name)} is no name of a merge method: write lower-case letters, digits and '_', such as 'clipped_average'",
                    at
                )
            );
        else if (MethodSet.BuiltIn.Find(name) is not null)
            problems.Add(($"{Printable.Quote(name)} is a built-in method; give this one another name", at));
        var role = (BaseRole)Number(attribute, "Base", (int)BaseRole.Ignored);
        int minimum = Number(attribute, "MinimumInputs", 1),
            maximum = Number(attribute, "MaximumInputs", 0);
        if (minimum < 0 || maximum < 0 || (maximum > 0 && maximum < minimum))
            problems.Add(($"no number of models is at least {minimum} and at most {maximum}; MaximumInputs = 0 is for any number", at));
        var parameters = new List<ParameterSchema>();
        foreach (IPropertySymbol property in type.GetMembers().OfType<IPropertySymbol>())
        {
            if (AttributeOf(property, KnownNames.MergeParameterAttribute) is not { } said)
            {
                if (!property.IsStatic && SettingType(property.Type) is not null)
                    problems.Add(
                        (
                            $"{Printable.Quote(property.Name)} has the type of a parameter but no attribute; add [MergeParameter(ParameterScope.Merge)], or the scope it is read for",
                            PlaceOf(property)
                        )
                    );
                continue;
            }
            if (Parameter(property, said) is not { } parameter)
                continue;
            if (parameters.Any(other => other.Name == parameter.Name))
                problems.Add(
                    ($"there are two parameters {Printable.Quote(parameter.Name)}; give one of them another name", PlaceOf(property))
                );
            else
                parameters.Add(parameter);
        }
        return new(
            name,
            type.Name,
            role,
            minimum,
            maximum > 0 ? maximum : null,
            parameters.ToEquatableArray(),
            Text(attribute, "Summary") ?? ""
        );
    }

    private ParameterSchema? Parameter(IPropertySymbol property, AttributeData attribute)
    {
        string quoted = Printable.Quote(property.Name);
        Location at = Place(attribute, property);
        if (SettingType(property.Type) is not { } kind)
        {
            problems.Add(($"{quoted} is a parameter, so its type is Setting<double>?, Setting<int>? or Setting<bool>?", PlaceOf(property)));
            return null;
        }
        if (property.IsStatic || !IsPlain(property))
            problems.Add(
                (
                    $"{quoted} is a parameter, so it is a property with '{{ get; init; }}' and without a value; a default is said in its attribute",
                    PlaceOf(property)
                )
            );
        string name = Text(attribute, "Name") ?? SnakeCase(property.Name);
        if (!IsName(name))
            problems.Add(
                ($"{Printable.Quote(name)} is no name of a parameter: write lower-case letters, digits and '_', such as 'max_iter'", at)
            );
        double minimum = Real(attribute, "Minimum", double.NegativeInfinity),
            maximum = Real(attribute, "Maximum", double.PositiveInfinity);
        double least = Real(attribute, "NaturalMinimum", double.NegativeInfinity),
            greatest = Real(attribute, "NaturalMaximum", double.PositiveInfinity);
        if (!(minimum <= maximum) || !(least <= greatest))
            problems.Add(($"no value of {quoted} is at least its minimum and at most its maximum", at));
        double? start = Default(attribute, kind, out bool isWrong);
        if (isWrong)
            problems.Add(
                (
                    $"the default of {quoted} is no {(kind == ParameterType.Boolean ? "true or false" : kind == ParameterType.Integer ? "whole number" : "number")}",
                    at
                )
            );
        else if (start is { } value && !(value >= minimum && value <= maximum))
            problems.Add(
                ($"the default of {quoted} is outside of what it may be; an error would be said of every merge that leaves it out", at)
            );
        return new(name, property.Name, kind, ScopeOf(attribute), start, Text(attribute, "Summary") ?? "")
        {
            Required = start is null,
            Possible = new(minimum, maximum),
            Natural = new(least, greatest),
        };
    }

    /// <summary>What keeps generated code from completing the record.</summary>
    private static string? Shape(INamedTypeSymbol type)
    {
        string quoted = Printable.Quote(type.Name);
        string made = "has the attribute [MergeMethod], so generated code completes it";
        if (!type.IsRecord || type.IsValueType)
            return $"{quoted} {made}: make it a 'partial record'";
        if (type.ContainingType is not null || type.IsGenericType)
            return $"{quoted} {made}: declare it in a namespace, not inside of another type, and without type parameters";
        // What another assembly has declared was checked when that was compiled.
        if (type.DeclaringSyntaxReferences.Length == 0)
            return null;
        TypeDeclarationSyntax[] parts =
        [
            .. type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).OfType<TypeDeclarationSyntax>(),
        ];
        if (!parts.All(part => part.Modifiers.Any(SyntaxKind.PartialKeyword)))
            return $"{quoted} {made}: make it 'partial'";
        bool isDerived = type.BaseType is { SpecialType: not SpecialType.System_Object, Name: not "OwnMerge" };
        bool hasConstructor = type.InstanceConstructors.Any(constructor =>
            !constructor.IsImplicitlyDeclared
            && constructor.DeclaringSyntaxReferences.Any(reference =>
                reference.GetSyntax() is ConstructorDeclarationSyntax or TypeDeclarationSyntax { ParameterList: not null }
            )
        );
        return isDerived || hasConstructor || type.IsAbstract
            ? $"{quoted} {made}: declare it without a base type, without a constructor and not abstract"
            : null;
    }

    private static bool IsPlain(IPropertySymbol property) =>
        property.SetMethod is { IsInitOnly: true }
        && property.DeclaringSyntaxReferences.All(reference =>
            reference.GetSyntax() is PropertyDeclarationSyntax { Initializer: null, AccessorList: { } accessors }
            && accessors.Accessors.All(accessor => accessor is { Body: null, ExpressionBody: null })
        );

    private static ParameterType? SettingType(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Setting", TypeArguments: [{ } argument] } named && Evaluation.HostTypes.IsOfLibrary(named)
            ? argument.SpecialType switch
            {
                SpecialType.System_Double => ParameterType.Number,
                SpecialType.System_Int32 => ParameterType.Integer,
                SpecialType.System_Boolean => ParameterType.Boolean,
                _ => null,
            }
            : null;

    private static double? Default(AttributeData attribute, ParameterType kind, out bool isWrong)
    {
        object? value = Argument(attribute, "Default")?.Value;
        double? number = value switch
        {
            null => null,
            bool flag when kind == ParameterType.Boolean => flag ? 1 : 0,
            bool or char or string => null,
            IConvertible convertible when kind != ParameterType.Boolean => convertible.ToDouble(
                System.Globalization.CultureInfo.InvariantCulture
            ),
            _ => null,
        };
        isWrong =
            value is not null
            && (
                number is not { } found
                || double.IsNaN(found)
                || double.IsInfinity(found)
                || (kind == ParameterType.Integer && (found != Math.Floor(found) || Math.Abs(found) > int.MaxValue))
            );
        return isWrong ? 0 : number;
    }

    /// <summary>The scope that is said; while it is typed, none may be.</summary>
    private static ParameterScope ScopeOf(AttributeData attribute) =>
        attribute.ConstructorArguments is [{ Value: int scope }] ? (ParameterScope)scope : ParameterScope.Merge;

    private static bool IsName(string name) =>
        name.Length > 0 && name[0] is >= 'a' and <= 'z' && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');

    private static string SnakeCase(string name)
    {
        var text = new System.Text.StringBuilder();
        foreach (char c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }

    private static AttributeData? AttributeOf(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == name);

    private static TypedConstant? Argument(AttributeData attribute, string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Kind != TypedConstantKind.Array)
                return argument.Value;
        }
        return null;
    }

    private static string? Text(AttributeData attribute, string name) => Argument(attribute, name)?.Value as string;

    private static int Number(AttributeData attribute, string name, int otherwise) => Argument(attribute, name)?.Value as int? ?? otherwise;

    private static double Real(AttributeData attribute, string name, double otherwise) =>
        Argument(attribute, name)?.Value as double? ?? otherwise;

    private static Location Place(AttributeData attribute, ISymbol symbol) =>
        attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? PlaceOf(symbol);

    private static Location PlaceOf(ISymbol symbol) => symbol.Locations.FirstOrDefault(location => location.IsInSource) ?? Location.None;
}
