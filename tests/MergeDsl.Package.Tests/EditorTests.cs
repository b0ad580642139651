using System.IO.Compression;
using System.Reflection;
using System.Runtime.Loader;
using MergeDsl.Testing;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace MergeDsl.Package.Tests;

/// <summary>An editor loads from the package what the compiler does not: the fixes, beside the workspaces that it brings.</summary>
[Collection(nameof(PackedPackage))]
public sealed class EditorTests(PackedPackage package)
{
    [Fact]
    public void Everything_for_the_compiler_and_the_editor_loads_from_the_package()
    {
        using var scratch = new ScratchDirectory();
        ZipFile.ExtractToDirectory(Assert.Single(Directory.GetFiles(package.Feed, "MergeDsl.*.nupkg")), scratch.Path("package"));
        string directory = Path.Combine(scratch.Path("package"), "analyzers", "dotnet", "cs");
        var context = new AssemblyLoadContext("editor", isCollectible: false);
        context.Resolving += (self, name) =>
            Path.Combine(directory, name.Name + ".dll") is var path && File.Exists(path) ? self.LoadFromAssemblyPath(path) : null;
        Type[] fixes = context.LoadFromAssemblyPath(Path.Combine(directory, "MergeDsl.CodeFixes.dll")).GetTypes();
        Type[] analyzers = context.LoadFromAssemblyPath(Path.Combine(directory, "MergeDsl.Generator.dll")).GetTypes();
        Assert.True(Made<CodeFixProvider>(fixes, typeof(ExportCodeFixProviderAttribute)) >= 5);
        Assert.True(Made<CodeRefactoringProvider>(fixes, typeof(ExportCodeRefactoringProviderAttribute)) >= 1);
        Assert.True(Made<DiagnosticAnalyzer>(analyzers, typeof(DiagnosticAnalyzerAttribute)) >= 3);
    }

    [Fact]
    public void The_schema_of_the_dialect_is_in_the_package()
    {
        using ZipArchive archive = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(package.Feed, "MergeDsl.*.nupkg")));
        Assert.NotNull(archive.GetEntry("schemas/mergekit.schema.json"));
        // The help link of a diagnostic is a page of the package.
        Assert.NotNull(archive.GetEntry(DiagnosticKinds.NotEvaluated.Page));
    }

    private static int Made<T>(Type[] types, Type export)
        where T : class
    {
        Type[] exported = [.. types.Where(type => type.GetCustomAttributes(export).Any())];
        Assert.All(exported, type => Assert.IsAssignableFrom<T>(Activator.CreateInstance(type)));
        return exported.Length;
    }
}
