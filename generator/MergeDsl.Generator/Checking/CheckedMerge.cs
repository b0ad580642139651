using MergeDsl.Diagnostics;
using MergeDsl.Generator.Evaluation;
using MergeDsl.Manifests;
using MergeDsl.Rules;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Checking;

/// <summary>A merge class and what the compiler made of it.</summary>
internal sealed record CheckedMerge(INamedTypeSymbol Type)
{
    /// <summary>The findings of all rules, and the plan; null where the merge was not evaluated.</summary>
    public MergeCheck? Check { get; init; }

    /// <summary>The manifests it was checked against, those of its inputs too; null where it was not evaluated.</summary>
    public ManifestSet? Manifests { get; init; }

    /// <summary>The record of the method, where it is one of the program's own.</summary>
    public string? Record { get; init; }

    /// <summary>The places of the parts of its spec; null where the merge was not evaluated.</summary>
    public CSharpPlaces? Places { get; init; }

    /// <summary>Why it was not evaluated; null where it was.</summary>
    public EvaluationStop? Stop { get; init; }

    /// <summary>The fault of the class itself; null where it is a merge class.</summary>
    public (DiagnosticKind Kind, string Message, Location Location)? Malformed { get; init; }

    /// <summary>The files of the class, and those that its evaluation has looked into.</summary>
    public IReadOnlyCollection<SyntaxTree> Entered { get; init; } = [];

    /// <summary>The plan, where nothing is wrong.</summary>
    public MergePlan? Plan => Check is { HasErrors: false } ? Check.Plan : null;
}
