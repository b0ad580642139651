using MergeDsl.CodeFixes.Converting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.Text;

namespace MergeDsl.CodeFixes.Tests.Converting;

/// <summary>A YAML file becomes a declaration, in C# that uses its plan and in the file.</summary>
public class MergeFileRefactoringTests
{
    private const string Yaml = """
        # Nine layers.
        slices:
          - sources:
              - model: org/tiny
                layer_range: [0, 8]
          - sources:
              - model: org/tiny
                layer_range: [7, 8] # the last
                parameters:
                  scale:
                    - filter: o_proj
                      value: 0.0
                    - filter: down_proj
                      value: 0.0
                    - value: 1.0
        merge_method: passthrough
        dtype: bfloat16

        """;

    private const string Use = """
        namespace Cases;

        static class Use
        {
            // The plan.
            public static MergePlan Planned => [|Merges.Nine.Plan|];
            public static string Hash() => (Merges.Nine.Plan).Hash + Merges.Eight.Plan.Hash;
        }

        """;

    private static readonly (string, string)[] Files =
    [
        ("merges/nine.merge.yml", Yaml),
        ("eight.merge.yml", "merge_method: passthrough\ndtype: bfloat16\nmodels: [{model: org/other}]\n"),
    ];

    [Theory]
    [InlineData("Merges")]
    [InlineData("Nine.Plan")]
    [InlineData("Plan|]")]
    public void A_use_of_the_plan_becomes_one_of_the_declaration(string at)
    {
        FixProject project = Project(Use, Files);
        CodeAction action = Assert.Single(Offered(project, Use, at));
        Assert.Equal("Convert 'nine.merge.yml' to a C# declaration", action.Title);
        FixProject after = project.Apply(action);
        Document added = after.Document("Nine");
        Assert.Equal("merges/Nine.cs", added.FilePath);
        Assert.Equal(["merges"], added.Folders);
        Assert.Equal(
            """
            // Converted from nine.merge.yml by mergedsl: a merge by passthrough.

            using MergeDsl;

            namespace Cases;

            // Nine layers.
            [Merge]
            public static partial class Nine
            {
                public static Passthrough Definition => new()
                {
                    DType = DType.BFloat16,
                    Slices =
                    [
                        Tiny.Layers[0..8],
                        Tiny.Layers[7..8].Scaled([(Tiny.OProj, 0), (Tiny.DownProj, 0), 1]), // the last
                    ],
                };
            }

            """.ReplaceLineEndings("\n"),
            after.TextOf("Nine")
        );
        Assert.Equal(Plain(Use).Replace("Merges.Nine.Plan", "Nine.Plan", StringComparison.Ordinal), after.TextOf("Use"));
        Assert.DoesNotContain(after.Project.AdditionalDocuments, file => file.Name == "nine.merge.yml");
        Assert.Contains(after.Project.AdditionalDocuments, file => file.Name == "eight.merge.yml");
        Assert.DoesNotContain(after.Diagnostics, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.Equal(HashOf(project, "Merges+Nine"), HashOf(after, "Nine"));
    }

    [Fact]
    public async Task The_file_itself_offers_it()
    {
        FixProject project = Project(Use, Files);
        TextDocument file = project.Project.AdditionalDocuments.Single(document => document.Name == "nine.merge.yml");
        var offered = new List<CodeAction>();
        await new MergeFileRefactoring().ComputeRefactoringsAsync(
            new CodeRefactoringContext(file, new TextSpan(3, 0), offered.Add, CancellationToken.None)
        );
        FixProject after = project.Apply(Assert.Single(offered));
        // Nothing says in which namespace: that of the project, which has none.
        Assert.Contains("Cases.Tiny.Layers[0..8],", after.TextOf("Nine"), StringComparison.Ordinal);
        Assert.Equal(Plain(Use).Replace("Merges.Nine.Plan", "Nine.Plan", StringComparison.Ordinal), after.TextOf("Use"));
        Assert.DoesNotContain(after.Diagnostics, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
    }

    [Fact]
    public void A_name_that_is_taken_is_avoided()
    {
        string use = Use.Replace("static class Use", "static class Nine { }\n\nstatic class Use", StringComparison.Ordinal);
        FixProject project = Project(use, Files);
        FixProject after = project.Apply(Assert.Single(Offered(project, use, "Merges")));
        Assert.Contains("class NineMerge", after.TextOf("NineMerge"), StringComparison.Ordinal);
        Assert.Contains("=> NineMerge.Plan;", after.TextOf("Use"), StringComparison.Ordinal);
        Assert.DoesNotContain(after.Diagnostics, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
    }

    [Fact]
    public void A_chain_becomes_classes_and_lines_end_as_in_the_file()
    {
        string chain = (
            "name: first\n"
            + Yaml
            + "---\nmerge_method: passthrough\ndtype: bfloat16\nslices:\n- sources: [{model: first, layer_range: [0, 9]}]\n"
        ).ReplaceLineEndings("\r\n");
        FixProject project = Project(Use, [("nine.merge.yml", chain), .. Files.Skip(1)]);
        FixProject after = project.Apply(Assert.Single(Offered(project, Use, "Merges")));
        string text = after.TextOf("Nine");
        Assert.Contains("static readonly Model FirstModel = First.Plan;\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Replace("\r\n", "", StringComparison.Ordinal), character => character is '\r' or '\n');
        Assert.DoesNotContain(after.Diagnostics, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.Equal(HashOf(project, "Merges+Nine"), HashOf(after, "Nine"));
    }

    [Fact]
    public void Where_the_editor_cannot_remove_the_file_the_title_says_so()
    {
        FixProject project = Project(Use, Files, new KeepingWorkspace());
        CodeAction action = Assert.Single(Offered(project, Use, "Merges"));
        Assert.Equal("Convert 'nine.merge.yml' to a C# declaration, then delete it yourself", action.Title);
        FixProject after = project.Apply(action);
        Assert.Contains(after.Project.AdditionalDocuments, file => file.Name == "nine.merge.yml");
        Assert.Equal(Plain(Use).Replace("Merges.Nine.Plan", "Nine.Plan", StringComparison.Ordinal), after.TextOf("Use"));
    }

    [Theory]
    [InlineData("eight.merge.yml", "merge_method: passthrough\nmodels: [{modle: org/other}]\n", "Eight")]
    [InlineData("other.merge.yml", "", "Hash()")]
    [InlineData("other.merge.yml", "", "MergePlan")]
    public void Nothing_is_offered_for_a_file_with_errors_or_anywhere_else(string path, string text, string at)
    {
        FixProject project = Project(Use, [.. Files.Where(file => file.Item1 != path), (path, text)]);
        Assert.Empty(Offered(project, Use, at));
    }

    private static FixProject Project(string use, (string, string)[] files, Workspace? workspace = null) =>
        new([("Use", Plain(use))], files, workspace);

    private static string Plain(string use) =>
        use.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal).ReplaceLineEndings("\n");

    /// <summary>The menu of the document at the first occurrence of a text.</summary>
    private static IReadOnlyList<CodeAction> Offered(FixProject project, string use, string at)
    {
        var offered = new List<CodeAction>();
        var span = new TextSpan(
            Plain(use)
                .IndexOf(
                    Plain(at),
                    use.IndexOf("Merges", StringComparison.Ordinal) is var first && at.StartsWith("Plan", StringComparison.Ordinal)
                        ? first
                        : 0,
                    StringComparison.Ordinal
                ),
            0
        );
        new MergeFileRefactoring()
            .ComputeRefactoringsAsync(new CodeRefactoringContext(project.Document("Use"), span, offered.Add, CancellationToken.None))
            .GetAwaiter()
            .GetResult();
        return offered;
    }

    /// <summary>The hash in the generated plan of a class, by its full name in metadata.</summary>
    private static string HashOf(FixProject project, string type)
    {
        Compilation compilation = project.Project.GetCompilationAsync().GetAwaiter().GetResult()!;
        SyntaxTree tree = compilation.SyntaxTrees.Single(tree => tree.FilePath.EndsWith(type + ".Plan.g.cs", StringComparison.Ordinal));
        return System.Text.RegularExpressions.Regex.Match(tree.ToString(), "[0-9a-f]{64}").Value is { Length: > 0 } hash
            ? hash
            : throw new InvalidOperationException(tree.ToString());
    }

    /// <summary>An editor that changes documents and adds them, and does no more.</summary>
    private sealed class KeepingWorkspace() : Workspace(Microsoft.CodeAnalysis.Host.Mef.MefHostServices.DefaultHost, "Keeping")
    {
        public override bool CanApplyChange(ApplyChangesKind feature) =>
            feature is ApplyChangesKind.ChangeDocument or ApplyChangesKind.AddDocument;
    }
}
