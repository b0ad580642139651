using System.Collections.Immutable;
using MergeDsl.CSharp;
using MergeDsl.Generator.Text;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator;

/// <summary>A class that generated code completes, as plain data.</summary>
/// <param name="Name">The class.</param>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
internal abstract record ClassTarget(string Name, string Namespace)
{
    public string FullName => Namespace.Length > 0 ? Namespace + "." + Name : Name;

    /// <summary>Tells a class from others whose names differ by case only, which names of generated files must not.</summary>
    public int Number { get; init; }

    /// <summary>The name of a generated file.</summary>
    /// <param name="part">What the file holds.</param>
    public string HintName(string part) =>
        CSharpText.FileName(FullName)
        + (Number > 0 ? "-" + Number.ToString(System.Globalization.CultureInfo.InvariantCulture) : "")
        + "."
        + part
        + ".g.cs";

    /// <summary>Writes the head of the file up to the declaration of the class.</summary>
    public void OpenNamespace(CodeWriter writer)
    {
        writer.Header();
        WriteNamespace(writer);
    }

    /// <summary>Writes the namespace of the class, where it has one.</summary>
    public void WriteNamespace(CodeWriter writer)
    {
        if (Namespace.Length == 0)
            return;
        writer.Line($"namespace {CSharpIdentifier.EscapedPath(Namespace)};");
        writer.Line();
    }

    /// <summary>Opens the class.</summary>
    public void OpenClass(CodeWriter writer) => writer.Open($"partial class {CSharpIdentifier.Escaped(Name)}");

    /// <summary>The namespace of a type, as metadata has it.</summary>
    public static string NamespaceOf(INamedTypeSymbol type)
    {
        string path = "";
        for (
            INamespaceSymbol containing = type.ContainingNamespace;
            !containing.IsGlobalNamespace;
            containing = containing.ContainingNamespace
        )
            path = path.Length > 0 ? containing.Name + "." + path : containing.Name;
        return path;
    }

    /// <summary>Every class once, as it stands in the code while its attribute is written twice.</summary>
    public static IEnumerable<T> Distinct<T>(ImmutableArray<T> targets)
        where T : ClassTarget
    {
        foreach (IGrouping<string, T> similar in targets.GroupBy(target => target.FullName, StringComparer.OrdinalIgnoreCase))
        {
            int number = 0;
            foreach (IGrouping<string, T> same in similar.GroupBy(target => target.FullName, StringComparer.Ordinal))
                yield return same.First() with
                {
                    Number = number++,
                };
        }
    }
}
