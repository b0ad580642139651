using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Xunit;

namespace MergeDsl.Generator.Tests.Evaluation;

/// <summary>Uses of another project of the solution in a definition: its constants, checkpoints and plans are known, in an editor that has its code as in a build that has its assembly; what needs a body that is not there is said.</summary>
public class OtherProjectTests
{
    private const string Library = """
        namespace Lib;
        [Checkpoint("tiny.checkpoint.json")] public static partial class Tiny;
        [Merge] public static partial class Expanded { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [Tiny.Layers[0..4], Tiny.Layers[2..4].Scaled([(Tiny.OProj, 0.5), (Tiny.DownProj, 0), 1])] }; }
        [Merge] public static partial class Stacked { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [((Model)Expanded.Plan).Layers[0..3], ((Model)Expanded.Plan).Layers[1..4]] }; }
        [Merge] public static partial class Later { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [Tiny.Layers[0..Environment.ProcessorCount]] }; }
        public static class Facts { public const int Half = 2; public const string Id = "org/b"; public static readonly int Field = 3; public static int Method(int n) => n; public static int Property => 3; public static Passthrough Made => new(); }
        public enum Part { Mlp, Attn = 3 }
        public interface IShape { int Area { get; } }
        public delegate int Change(int n);
        public record Row(int From, int To);
        public class Base { public int N => 2; }
        """;

    private static readonly (string Name, string Members, string Slices)[] Known =
    [
        ("constants", "const string Id = Lib.Facts.Id;", "((Model)Id).Layers[0..(2 * Lib.Facts.Half)]"),
        ("model", "", "Lib.Tiny.Model.Layers[0..2]"),
        ("layers", "", "Lib.Tiny.Layers[^2..]"),
        ("number of layers", "", "Lib.Tiny.Layers[0..Lib.Tiny.LayerCount]"),
        ("filters", "", "Lib.Tiny.Layers[0..2].Scaled([(Lib.Tiny.OProj, 0.5), (Lib.Tiny.DownProj, 0.25), 1])"),
        ("plan", "", "((Model)Lib.Expanded.Plan).Layers[0..6]"),
        ("plan of plans", "", "((Model)Lib.Stacked.Plan).Layers[2..6]"),
        ("enums", "static int Of(Lib.Part p) => p switch { Lib.Part.Mlp => 1, _ => (int)p };", "Lib.Tiny.Layers[0..Of(Lib.Part.Attn)]"),
        ("delegates", "static readonly Lib.Change Twice = n => 2 * n;", "Lib.Tiny.Layers[0..Twice(2)]"),
        (
            "interfaces",
            "sealed class Square(int side) : Lib.IShape { public int Area => side * side; } static int Of(Lib.IShape shape) => shape.Area;",
            "Lib.Tiny.Layers[0..Of(new Square(2))]"
        ),
    ];

    private static readonly (string Name, string Token, string Slices)[] Unknown =
    [
        ("field", "Lib.Facts.Field", "Lib.Tiny.Layers[0..Lib.Facts.Field]"),
        ("method", "Method", "Lib.Tiny.Layers[0..Lib.Facts.Method(3)]"),
        ("property", "Lib.Facts.Property", "Lib.Tiny.Layers[0..Lib.Facts.Property]"),
        ("record", "new Lib.Row(0, 2)", "Lib.Tiny.Layers[0..new Lib.Row(0, 2).To]"),
        ("base class", "new Own()", "Lib.Tiny.Layers[0..new Own().N]"),
        ("plan at run time", "Lib.Later.Plan", "((Model)Lib.Later.Plan).Layers[0..1]"),
    ];

    public static TheoryData<bool> Kinds => [true, false];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_known_of_another_project_is_planned_as_it_runs(bool isEditor)
    {
        ProjectResult library = Compile();
        TestProject project = Project(library, isEditor);
        foreach ((string name, string members, string slices) in Known)
            project.Source(Merge(name, members, slices), name + ".cs");
        ProjectResult result = project.Run();
        var context = new AssemblyLoadContext(null);
        context.LoadFromStream(library.Image());
        Assembly assembly = context.LoadFromStream(result.Image());
        foreach ((string name, _, _) in Known)
        {
            string type = Corpus.Blocks.Identifier(name) + ".M";
            Assert.True(
                result.Generated(type + ".Plan.g.cs").Contains("file static class", StringComparison.Ordinal),
                $"{name}: {string.Join("\n", Said(result, name))}"
            );
            assembly.AssertSamePlan(type);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_not_known_of_another_project_is_said_by_its_name(bool isEditor)
    {
        TestProject project = Project(Compile(), isEditor);
        foreach ((string name, _, string slices) in Unknown)
            project.Source(Merge(name, "sealed class Own : Lib.Base;", slices), name + ".cs");
        ProjectResult result = project.Run();
        foreach ((string name, string token, _) in Unknown)
        {
            Diagnostic said = Assert.Single(Said(result, name));
            Assert.True(said.Id == "MDSL0201", said.ToString());
            Assert.Equal(
                token,
                said.Location.SourceTree!.ToString().Substring(said.Location.SourceSpan.Start, said.Location.SourceSpan.Length)
            );
            Assert.Contains("project", said.GetMessage(null), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Merges_are_checked_against_what_is_known_of_another_project(bool isEditor)
    {
        TestProject project = Project(Compile(), isEditor);
        project.Source(Merge("model", "", "((Model)\"org/tiny\").Layers[0..99]"), "model.cs");
        project.Source(Merge("plan", "", "((Model)Lib.Expanded.Plan).Layers[0..99]"), "plan.cs");
        ProjectResult result = project.Run();
        Assert.Equal(["MDSL0301", "MDSL0301"], new[] { "model", "plan" }.SelectMany(name => Said(result, name)).Select(said => said.Id));
    }

    private static ProjectResult Compile() =>
        new TestProject().Named("Lib").Checkpoint("tiny", TestManifests.Mistral("org/tiny")).Source(Library, "Lib.cs").Run();

    private static TestProject Project(ProjectResult library, bool isEditor) =>
        new TestProject().Reference(
            isEditor ? library.Compilation.ToMetadataReference() : MetadataReference.CreateFromStream(library.Image())
        );

    private static string Merge(string name, string members, string slices) =>
        $"namespace {Corpus.Blocks.Identifier(name)};\n[Merge] public static partial class M {{ {members} public static Passthrough Definition => new() {{ DType = DType.BFloat16, Slices = [{slices}] }}; }}";

    private static IEnumerable<Diagnostic> Said(ProjectResult result, string name) =>
        result
            .Diagnostics()
            .Where(said => said.Severity >= DiagnosticSeverity.Warning && said.Location.SourceTree?.FilePath == name + ".cs");
}
