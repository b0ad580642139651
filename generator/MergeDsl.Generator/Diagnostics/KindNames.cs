using System.Reflection;
using MergeDsl.Diagnostics;

namespace MergeDsl.Generator.Diagnostics;

/// <summary>The kinds of diagnostics by the names of their fields.</summary>
internal static class KindNames
{
    private static readonly Dictionary<string, string> Names = Fields()
        .ToDictionary(field => ((DiagnosticKind)field.GetValue(null)!).Id, field => field.Name, StringComparer.Ordinal);

    /// <summary>All kinds, in the order of their ids.</summary>
    public static IReadOnlyList<DiagnosticKind> All { get; } =
    [.. Fields().Select(field => (DiagnosticKind)field.GetValue(null)!).OrderBy(kind => kind.Id, StringComparer.Ordinal)];

    /// <summary>The field of <see cref="DiagnosticKinds"/> that holds a kind.</summary>
    public static string NameOf(DiagnosticKind kind) => Names[kind.Id];

    private static IEnumerable<FieldInfo> Fields() =>
        typeof(DiagnosticKinds)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(DiagnosticKind));
}
