using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace MergeDsl.CodeFixes.Tests;

/// <summary>Before and after of every fix, as <c>fixes.txt</c> has them.</summary>
public class FixTests(FixTests.Corpus corpus) : IClassFixture<FixTests.Corpus>
{
    public static TheoryData<string> Names => [.. FixCase.All.Select(fix => fix.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mistake_is_corrected(string name)
    {
        FixCase expected = FixCase.All.Single(fix => fix.Name == name);
        var offered = corpus.Project.Offered(name);
        if (!expected.IsOffered)
        {
            Assert.NotEmpty(corpus.Project.DiagnosticsOf(name));
            Assert.Empty(offered.Select(pair => pair.Action.Title));
            return;
        }
        if (expected.IsAll)
        {
            Assert.True(offered.Count > 1);
            FixProject all = offered
                .Select(pair => pair.Fix)
                .Distinct()
                .Aggregate(corpus.Project, (project, fix) => project.ApplyAll(fix, FixAllScope.Document, name));
            Assert.Equal(expected.After, all.TextOf(name));
            return;
        }
        // For an attribute the compiler says twice that there is none of its name.
        (CodeAction action, _, _) = Assert.Single(offered.DistinctBy(pair => pair.Action.Title));
        Assert.Equal(expected.Title, action.Title);
        Assert.Equal(expected.After, corpus.Project.Apply(action).TextOf(name));
    }

    [Fact]
    public void What_a_fix_leaves_is_right()
    {
        var after = new FixProject(FixCase.All.Where(fix => fix.IsOffered).Select(fix => (fix.Name, fix.After)));
        Assert.Empty(
            after
                .Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
                .Select(diagnostic => diagnostic.ToString())
        );
    }

    [Fact]
    public void Every_fix_fixes_a_whole_project()
    {
        FixProject project = corpus.Project;
        foreach (CodeFixProvider fix in Fixes.All)
            project = project.ApplyAll(fix, FixAllScope.Project);
        foreach (FixCase expected in FixCase.All)
            Assert.Equal(expected.After, project.TextOf(expected.Name));
    }

    [Fact]
    public void A_fault_in_a_helper_of_another_file_is_corrected_there()
    {
        var project = new FixProject([
            (
                "Merge",
                "namespace Cases; [Merge] static partial class M { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [Helpers.All()] }; }"
            ),
            ("Helpers", "namespace Cases; static class Helpers { public static LayerRange All() => Tiny.Layers[0..9]; }"),
        ]);
        FixProject after = project.Apply(Assert.Single(project.Offered("Merge")).Action);
        Assert.EndsWith("Tiny.Layers[0..8]; }", after.TextOf("Helpers"));
        Assert.Empty(after.DiagnosticsOf("Merge"));
    }

    [Fact]
    public void All_parts_of_a_class_become_partial()
    {
        var project = new FixProject([
            ("One", "namespace Cases; [Checkpoint(\"tiny.checkpoint.json\")] static class Model1 { }"),
            ("Two", "namespace Cases; static class Model1 { public static int Two => 2; }"),
        ]);
        (CodeAction action, _, _) = Assert.Single(project.Offered("One"), offered => offered.Diagnostic.Id == "MDSL0125");
        FixProject after = project.Apply(action);
        Assert.Contains("static partial class Model1 { }", after.TextOf("One"), StringComparison.Ordinal);
        Assert.Contains("static partial class Model1 { public", after.TextOf("Two"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fix_is_one_of_the_product()
    {
        Type[] exported =
        [
            .. typeof(MergeFix)
                .Assembly.GetTypes()
                .Where(type => type.GetCustomAttributes(typeof(ExportCodeFixProviderAttribute), false).Length > 0),
        ];
        Assert.Equal(exported.OrderBy(type => type.Name), Fixes.All.Select(fix => fix.GetType()).OrderBy(type => type.Name));
        Assert.DoesNotContain(
            typeof(Generator.MergeDslGenerator).Assembly.GetReferencedAssemblies(),
            reference => reference.Name!.Contains("Workspaces", StringComparison.Ordinal)
        );
    }

    public sealed class Corpus
    {
        internal FixProject Project { get; } = new(FixCase.All.Select(fix => (fix.Name, fix.Before)));
    }
}
