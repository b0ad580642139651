using MergeDsl.CSharp;
using MergeDsl.Diagnostics;
using MergeDsl.Generator.Checking;
using MergeDsl.Generator.Evaluation;
using MergeDsl.Generator.Text;
using MergeDsl.Generator.Yaml;
using MergeDsl.Manifests;
using MergeDsl.Rules;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Plans;

/// <summary>Writes the member <c>Plan</c>.</summary>
internal static class PlanMember
{
    private const string Plan = "global::MergeDsl.MergePlan";

    private static readonly Memo<GeneratedFile> Written = new();

    /// <summary>The generated half of a merge class; null where the class is gone from the compilation.</summary>
    public static GeneratedFile? OfMerge(MergeTarget target, MergeSession session, CancellationToken cancellationToken)
    {
        if (session.Find(target.FullName) is not { } type)
            return null;
        if (Written.Find(type, session, cancellationToken) is { } written && written.HintName == target.HintName("Plan"))
            return written;
        CheckedMerge? merge = Check(session, type, cancellationToken);
        var file = new GeneratedFile(target.HintName("Plan"), Text(target, merge ?? new(type), session))
        {
            Export = merge?.Plan is { } plan
                ? ExportPipeline.Plan("global::" + CSharpIdentifier.EscapedPath(target.FullName), new(plan, _ => null), merge.Record)
                : null,
        };
        if (merge is not null)
            Written.Keep(type, session, merge.Entered, file, [], cancellationToken);
        return file;
    }

    private static string Text(MergeTarget target, CheckedMerge merge, MergeSession session)
    {
        var writer = new CodeWriter();
        target.OpenNamespace(writer);
        target.OpenClass(writer);
        PlanLiteral? literal = merge.Plan is { } plan ? new(plan, session.MemberOf) : null;
        if (literal is not null)
            WritePlan(writer, merge.Check!, merge.Manifests!, target.Name + "Plan", merge.Record);
        else if (ErrorsOf(merge) is { Count: > 0 } errors)
            WriteErrors(writer, errors);
        else
            WriteLater(writer, target.Name);
        writer.Close();
        if (literal is not null)
            WriteHolder(writer, literal, target.Name + "Plan");
        return writer.ToString();
    }

    /// <summary>A merge; null where MergeDsl fails at it. Its analyzer says so, it is planned when it runs, and no other is kept from its plan.</summary>
    private static CheckedMerge? Check(MergeSession session, INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        try
        {
            return session.Check(type, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>The class of a YAML file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="number">Tells it from others whose names differ by case only, which names of generated files must not.</param>
    public static GeneratedFile OfFile(CheckedMergeFile file, int number)
    {
        string name = file.File.Name;
        var writer = new CodeWriter();
        writer.Header();
        writer.Line("/// <summary>The merges that are files of this project.</summary>");
        writer.Open($"internal static partial class {KnownNames.YamlClass}");
        writer.Line($"/// <summary>{MemberNames.Xml(file.File.Path.Substring(file.File.Path.LastIndexOfAny(['/', '\\']) + 1))}.</summary>");
        writer.Open($"public static class {name}");
        PlanLiteral? literal = file.Plan is { } plan ? new(plan, _ => null) : null;
        if (literal is not null)
            WritePlan(writer, file.Result!.Check, file.Result.Manifests, name + "Plan", null);
        else
            WriteErrors(writer, [.. file.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error)]);
        writer.Close();
        writer.Close();
        if (literal is not null)
            WriteHolder(writer, literal, name + "Plan");
        return new(
            $"{KnownNames.YamlClass}+{name}{(number > 0 ? "-" + number.ToString(System.Globalization.CultureInfo.InvariantCulture) : "")}.Plan.g.cs",
            writer.ToString()
        )
        {
            Export = file.Plan is { } exported
                ? ExportPipeline.Plan($"global::{KnownNames.YamlClass}.{name}", new(exported, _ => null), null)
                : null,
        };
    }

    private static void WritePlan(CodeWriter writer, MergeCheck check, ManifestSet manifests, string holder, string? customMethod)
    {
        PlanDocumentation.Write(writer, check, manifests);
        string make = customMethod is null
            ? $"{holder}.Make()"
            : $"global::MergeDsl.CustomMethods.Plan({customMethod}.MethodSchema, {holder}.Make())";
        writer.Line($"public static {Plan} Plan {{ get; }} = {make};");
    }

    private static void WriteHolder(CodeWriter writer, PlanLiteral literal, string holder)
    {
        writer.Line();
        writer.Open($"file static class {holder}");
        literal.Write(writer);
        writer.Close();
    }

    private static void WriteErrors(CodeWriter writer, IReadOnlyList<MergeDiagnostic> errors)
    {
        writer.Line("/// <summary>This merge has errors: reading the plan throws them.</summary>");
        writer.Line($"/// <exception cref=\"global::MergeDsl.MergeException\">Always.</exception>");
        writer.Line($"public static {Plan} Plan => throw new global::MergeDsl.MergeException(");
        writer.Line("[");
        writer.Indent++;
        foreach (MergeDiagnostic error in errors)
        {
            string severity =
                error.Severity == error.Kind.Severity ? "" : $" {{ Severity = global::MergeDsl.Diagnostics.Severity.{error.Severity} }}";
            writer.Line(
                $"new(global::MergeDsl.Diagnostics.DiagnosticKinds.{Diagnostics.KindNames.NameOf(error.Kind)}, {CSharpText.Literal(error.Message)}, new({CSharpText.Literal(error.Path.Text)}{(error.Path.OfKey ? ", true" : "")})){severity},"
            );
        }
        writer.Indent--;
        writer.Line("]);");
    }

    private static void WriteLater(CodeWriter writer, string name)
    {
        writer.Line(
            "/// <summary>The plan, made and checked when it is first read: the compiler does not evaluate this definition.</summary>"
        );
        writer.Line("/// <exception cref=\"global::MergeDsl.MergeException\">The definition has errors.</exception>");
        writer.Line($"public static {Plan} Plan => field ??= {Plan}.Create(Definition) with {{ Name = {CSharpText.Literal(name)} }};");
    }

    /// <summary>Why there is no plan, where that is certain; none where the plan is made at run time.</summary>
    private static IReadOnlyList<MergeDiagnostic> ErrorsOf(CheckedMerge merge)
    {
        if (merge.Malformed is { Kind.Severity: Severity.Error } malformed)
            return [malformed.Kind.Says(malformed.Message)];
        if (merge.Check is { HasErrors: true } check)
            return check.Diagnostics;
        return merge.Stop is CyclicInput ? [Diagnostics.StopMessages.Of(merge.Type, merge.Stop)!] : [];
    }
}
