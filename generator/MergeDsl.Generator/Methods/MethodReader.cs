using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Schemas;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Methods;

/// <summary>Reads the schema of a merge method from its symbols, and finds what is wrong with it.</summary>
internal sealed partial class MethodReader
{
    private readonly INamedTypeSymbol type;
    private readonly List<(string Message, Location Location)> problems = [];

    private MethodReader(INamedTypeSymbol type) => this.type = type;

    /// <summary>Indicates whether a type is a merge method.</summary>
    public static bool IsMethod(ITypeSymbol type) => AttributeOf(type, KnownNames.MergeMethodAttribute) is not null;

    /// <summary>The name that a record gives its method; empty while it gives none.</summary>
    public static string NameOf(ITypeSymbol type) => NameIn(AttributeOf(type, KnownNames.MergeMethodAttribute));

    private static string NameIn(AttributeData? attribute) => attribute?.ConstructorArguments is [{ Value: string given }] ? given : "";

    /// <summary>Indicates whether generated code can complete the record.</summary>
    public static bool CanComplete(INamedTypeSymbol type) => Shape(type) is null;

    /// <summary>The schema, with harmless values in the place of those that are wrong.</summary>
    public static (MethodSchema Schema, IReadOnlyList<(string Message, Location Location)> Problems) Read(INamedTypeSymbol type)
    {
        var reader = new MethodReader(type);
        return (reader.Method(), reader.problems);
    }

    /// <summary>Indicates whether a name is that of a built-in method, which no other method may have.</summary>
    private static partial bool IsBuiltIn(string name);

    private MethodSchema Method()
    {
        AttributeData attribute = AttributeOf(type, KnownNames.MergeMethodAttribute)!;
        Location at = Place(attribute, type);
        if (Shape(type) is { } shape)
            problems.Add((shape, PlaceOf(type)));
        string name = NameIn(attribute);
        if (!IsName(name))
            problems.Add(
                (
                    $"{Printable.Quote(name)} is no name of a merge method: write lower-case letters, digits and '_', such as 'clipped_average'",
                    at
                )
            );
        else if (IsBuiltIn(name))
            problems.Add(($"{Printable.Quote(name)} is a built-in method; give this one another name", at));
        var role = (BaseRole)Number(attribute, "Base", (int)BaseRole.Ignored);
        int minimum = Number(attribute, "MinimumInputs", 1),
            maximum = Number(attribute, "MaximumInputs", 0);
        if (minimum < 0 || maximum < 0 || (maximum > 0 && maximum < minimum))
            problems.Add(($"no number of models is at least {minimum} and at most {maximum}; MaximumInputs = 0 is for any number", at));
        var parameters = new List<ParameterSchema>();
        foreach (IPropertySymbol property in type.GetMembers().OfType<IPropertySymbol>())
        {
            if (SaidParameter.Of(property) is not { } said)
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
            {
                problems.Add(
                    ($"there are two parameters {Printable.Quote(parameter.Name)}; give one of them another name", PlaceOf(property))
                );
                parameter = parameter with { Name = $"{parameter.Name}_{parameters.Count}" };
            }
            parameters.Add(parameter);
        }
        return new(
            name,
            type.Name,
            role,
            minimum,
            maximum > 0 ? maximum : null,
            parameters.ToEquatableArray(),
            Argument(attribute, "Summary") as string ?? ""
        )
        {
            Origin = Argument(attribute, "Origin") as string,
            Traits = (MethodTraits)(ValueOf(AttributeOf(type, KnownNames.TraitsAttribute)) ?? 0),
            TaskVectors =
                AttributeOf(type, KnownNames.TaskVectorsAttribute) is { } vectors && ValueOf(vectors) is { } sparsification
                    ? new((Sparsification)sparsification, Argument(vectors, "HasConsensus") is true)
                    : null,
        };
    }

    private ParameterSchema? Parameter(IPropertySymbol property, SaidParameter said)
    {
        string quoted = Printable.Quote(property.Name);
        Location at = Place(said.Own, property);
        if (SettingType(property.Type) is not { } kind)
        {
            problems.Add(($"{quoted} is a parameter, so its type is Setting<double>?, Setting<int>? or Setting<bool>?", PlaceOf(property)));
            return null;
        }
        if (!IsPlain(property))
            problems.Add(
                (
                    $"{quoted} is a parameter, so generated code implements it: make it 'public partial' with '{{ get; init; }}' and without a value; a default is said in its attribute",
                    PlaceOf(property)
                )
            );
        string name = said.Text("Name") ?? SnakeCase(property.Name);
        if (!IsName(name))
            problems.Add(
                ($"{Printable.Quote(name)} is no name of a parameter: write lower-case letters, digits and '_', such as 'max_iter'", at)
            );
        Bounds possible = new(said.Real("Minimum") ?? double.NegativeInfinity, said.Real("Maximum") ?? double.PositiveInfinity),
            natural =
                new(
                    said.Real("NaturalAbove") ?? said.Real("NaturalMinimum") ?? double.NegativeInfinity,
                    said.Real("NaturalMaximum") ?? double.PositiveInfinity,
                    said.Real("NaturalAbove") is not null
                );
        if (!(possible.Minimum <= possible.Maximum) || !(natural.Minimum <= natural.Maximum))
            problems.Add(($"no value of {quoted} is at least its minimum and at most its maximum", at));
        double? start = Default(said.Find("Default"), kind, out bool isWrong);
        if (isWrong)
            problems.Add(
                (
                    $"the default of {quoted} is no {(kind == ParameterType.Boolean ? "true or false" : kind == ParameterType.Integer ? "whole number" : "number")}",
                    at
                )
            );
        else if (start is { } value && !possible.Contains(value))
            problems.Add(
                ($"the default of {quoted} is outside of what it may be; an error would be said of every merge that leaves it out", at)
            );
        return new(name, property.Name, kind, said.Scope, start, said.Text("Summary") ?? "")
        {
            Required = start is null && said.Find("IsOptional") is not true,
            Possible = possible,
            Natural = natural,
            Role = said.Role,
        };
    }

    /// <summary>The reason why generated code cannot complete the record.</summary>
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
        bool isDerived = type.BaseType is { SpecialType: not SpecialType.System_Object, Name: not "Merge" };
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
        property is { IsStatic: false, DeclaredAccessibility: Accessibility.Public, GetMethod: not null, SetMethod.IsInitOnly: true }
        && property.DeclaringSyntaxReferences.All(reference =>
            property.IsPartialDefinition && reference.GetSyntax() is PropertyDeclarationSyntax { Initializer: null }
        );

    private static ParameterType? SettingType(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Setting", TypeArguments: [{ } argument] } named
        && named.ContainingAssembly?.Name == KnownNames.CoreAssembly
            ? argument.SpecialType switch
            {
                SpecialType.System_Double => ParameterType.Number,
                SpecialType.System_Int32 => ParameterType.Integer,
                SpecialType.System_Boolean => ParameterType.Boolean,
                _ => null,
            }
            : null;

    private static double? Default(object? value, ParameterType kind, out bool isWrong)
    {
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
        symbol.GetAttributes().FirstOrDefault(attribute => KnownNames.Is(attribute.AttributeClass, name));

    /// <summary>The member of an enumeration that an attribute takes; while it is typed, none may be said.</summary>
    private static int? ValueOf(AttributeData? attribute) => attribute?.ConstructorArguments is [{ Value: int value }] ? value : null;

    private static object? Argument(AttributeData attribute, string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Kind != TypedConstantKind.Array)
                return argument.Value.Value;
        }
        return null;
    }

    private static int Number(AttributeData attribute, string name, int otherwise) => Argument(attribute, name) as int? ?? otherwise;

    private static Location Place(AttributeData attribute, ISymbol symbol) =>
        attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? PlaceOf(symbol);

    private static Location PlaceOf(ISymbol symbol) => symbol.Locations.FirstOrDefault(location => location.IsInSource) ?? Location.None;

    /// <summary>Reads the facts that a property states about its parameter: in an attribute, or in one whose class declares the parameter for several methods.</summary>
    /// <param name="Own">The attribute of the property.</param>
    /// <param name="Shared">The attribute that declares the parameter.</param>
    private readonly record struct SaidParameter(AttributeData Own, AttributeData Shared)
    {
        public static SaidParameter? Of(IPropertySymbol property)
        {
            foreach (AttributeData attribute in property.GetAttributes())
            {
                if (attribute.AttributeClass is not { } type)
                    continue;
                if (KnownNames.Is(type, KnownNames.MergeParameterAttribute))
                    return new(attribute, attribute) { Role = RoleOf(property) };
                if (AttributeOf(type, KnownNames.MergeParameterAttribute) is { } shared)
                    return new(attribute, shared) { Role = RoleOf(type) };
            }
            return null;
        }

        public ParameterRole Role { get; private init; }

        /// <summary>The scope; while it is typed, none may be said.</summary>
        public ParameterScope Scope => (ParameterScope)(Argument(Own, "Scope") as int? ?? (ValueOf(Shared) ?? (int)ParameterScope.Merge));

        public object? Find(string name) => Argument(Own, name) ?? Argument(Shared, name);

        public string? Text(string name) => Find(name) as string;

        public double? Real(string name) => Find(name) as double?;

        private static ParameterRole RoleOf(ISymbol symbol) => (ParameterRole)(ValueOf(AttributeOf(symbol, KnownNames.RoleAttribute)) ?? 0);
    }
}
