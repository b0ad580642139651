using System.Collections.Immutable;
using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Diagnostics;

/// <summary>The compiler's descriptors of the kinds in the catalogue.</summary>
internal static class Descriptors
{
    /// <summary>The key under which a diagnostic carries the name that was probably meant.</summary>
    public const string Suggestion = nameof(Suggestion);

    /// <summary>The key under which a diagnostic carries the part of the spec it is about.</summary>
    public const string Path = nameof(Path);

    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> ById = KindNames.All.ToImmutableDictionary(
        kind => kind.Id,
        Make,
        StringComparer.Ordinal
    );

    /// <summary>All descriptors.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [.. KindNames.All.Select(kind => ById[kind.Id])];

    /// <summary>The descriptors of the rules and readers that check a merge: all but those of a run.</summary>
    public static ImmutableArray<DiagnosticDescriptor> OfMerges { get; } =
    [.. KindNames.All.Where(kind => !kind.Id.StartsWith("MDSL07", StringComparison.Ordinal)).Select(kind => ById[kind.Id])];

    /// <summary>The descriptors of some kinds.</summary>
    public static ImmutableArray<DiagnosticDescriptor> Of(params DiagnosticKind[] kinds) => [.. kinds.Select(kind => ById[kind.Id])];

    /// <summary>A diagnostic of the compiler.</summary>
    public static Diagnostic At(MergeDiagnostic diagnostic, Location location, Location? origin = null)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty.Add(Path, diagnostic.Path.Text);
        if (diagnostic.Suggestion is { } suggestion)
            properties = properties.Add(Suggestion, suggestion);
        DiagnosticDescriptor descriptor = ById[diagnostic.Id];
        IEnumerable<Location>? additional = origin is null ? null : [origin];
        string message = Printable.Line(diagnostic.Message);
        // The severity is set only where it is not the default: set, it would win over the user's configuration.
        return diagnostic.Severity == diagnostic.Kind.Severity
            ? Diagnostic.Create(descriptor, location, additional, properties, message)
            : Diagnostic.Create(descriptor, location, Of(diagnostic.Severity), additional, properties, message);
    }

    public static DiagnosticSeverity Of(Severity severity) =>
        severity switch
        {
            Severity.Error => DiagnosticSeverity.Error,
            Severity.Warning => DiagnosticSeverity.Warning,
            _ => DiagnosticSeverity.Info,
        };

    private static DiagnosticDescriptor Make(DiagnosticKind kind) =>
        new(kind.Id, kind.Title, "{0}", "MergeDsl", Of(kind.Severity), isEnabledByDefault: true, helpLinkUri: kind.Page);
}
