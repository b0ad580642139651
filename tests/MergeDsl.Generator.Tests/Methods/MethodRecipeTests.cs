extern alias methods;

using System.Reflection;
using System.Runtime.Loader;
using Basic.Reference.Assemblies;
using MergeDsl.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace MergeDsl.Generator.Tests.Methods;

/// <summary>The recipe of CONTRIBUTING for a built-in method: with a declaration in Core and a kernel in the runtime, and nothing else, a copy of both merges by it.</summary>
public class MethodRecipeTests
{
    private const string Declaration = """
        namespace MergeDsl;

        [MergeMethod("midpoint", MinimumInputs = 2, MaximumInputs = 2, Summary = "A point between two models.", Origin = "Euclid")]
        public sealed partial record Midpoint
        {
            [MergeParameter(ParameterScope.Merge, Default = 0.5, NaturalMinimum = 0, NaturalMaximum = 1, Summary = "The way from the first to the second.")]
            public partial Setting<double>? Share { get; init; }
        }
        """;

    private const string Kernel = """
        namespace MergeDsl.Kernels;

        [KernelOf<Midpoint>]
        internal sealed class MidpointKernel<T>(Midpoint.Values values, MethodInputs inputs) : MethodKernel
            where T : struct, IWorkType
        {
            private readonly float share = (float)values.Share;
            private readonly int first = inputs.Others[0], second = inputs.Others[1];

            public override bool IsElementwise => true;

            public override void Run(TensorStream tensor) =>
                tensor.Write(block =>
                {
                    for (int i = 0; i < block.Count; i++)
                        block.Output[i] = T.Round(block[first][i] + (share * (block[second][i] - block[first][i])));
                });
        }
        """;

    private const string Program = """
        using MergeDsl;
        using MergeDsl.Rules;
        using MergeDsl.Yaml;

        public static class Program
        {
            public static string[] Run(string first, string second, string output)
            {
                MergePlan plan = MergePlan.Create(new Midpoint { Models = [first, second], Share = 0.25, DType = DType.Float32 });
                plan.RunAsync(output).GetAwaiter().GetResult();
                YamlMerge file = MergeYaml.Read($"merge_method: midpoint\ndtype: float32\nmodels:\n- model: {first}\n- model: {second}\nparameters: {{share: 0.25}}\n", "merge.yml");
                YamlMerge wrong = MergeYaml.Read("merge_method: midpiont\nmodels:\n- model: a\n- model: b\n", "merge.yml");
                return [plan.Hash, MergeCheck.Run(file.Documents[0].Spec!, new([]), []).Plan!.Hash, wrong.Diagnostics[0].Message];
            }
        }
        """;

    [Fact]
    public void A_method_is_a_declaration_and_a_kernel()
    {
        var context = new CopiedLibrary();
        CSharpCompilation core = Copy("MergeDsl.Core", Declaration, [], "MergeDsl", "Program");
        MetadataReference coreReference = context.Add(core);
        MetadataReference runtimeReference = context.Add(
            Copy(
                "MergeDsl",
                Kernel,
                [
                    coreReference,
                    Reference(typeof(System.Numerics.Tensors.TensorPrimitives).Assembly),
                    Reference(typeof(System.CommandLine.Command).Assembly),
                ],
                "Program"
            )
        );
        context.Add(Compile("Program", [("Program.cs", Program)], [coreReference, runtimeReference]));

        using var directory = new TemporaryDirectory();
        string[] models =
        [
            .. Enumerable
                .Range(0, 2)
                .Select(seed => TinyCheckpoint.Mistral(layers: 1, TensorDType.F32, seed: seed).Write(directory.Path($"model-{seed}"))),
        ];
        string output = directory.Path("out");
        string[] said = (string[])
            context
                .LoadFromAssemblyName(new("Program"))
                .GetType("Program")!
                .GetMethod("Run")!
                .Invoke(null, [models[0], models[1], output])!;
        Assert.Equal(said[0], said[1]);
        Assert.Contains("did you mean 'midpoint'?", said[2], StringComparison.Ordinal);

        CheckpointWeights first = CheckpointWeights.Open(models[0]),
            second = CheckpointWeights.Open(models[1]),
            merged = CheckpointWeights.Open(output);
        Assert.Equal(first.Names.Order(), merged.Names.Order());
        foreach (string name in first.Names)
        {
            float[] expected = [.. first.ReadFloat32(name).Zip(second.ReadFloat32(name), (x, y) => x + (0.25f * (y - x)))];
            Assert.Equal(expected, merged.ReadFloat32(name));
        }
    }

    /// <summary>A project of the repository with one more file.</summary>
    private static CSharpCompilation Copy(string project, string added, MetadataReference[] references, params string[] friends)
    {
        string folder = Repository.Path("runtime", project);
        IEnumerable<(string, string)> sources = Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Select(path => (path, File.ReadAllText(path)));
        string visible = string.Concat(
            friends.Select(friend => $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{friend}\")]\n")
        );
        return Compile(project, [.. sources, ("Added.cs", added), ("Visible.cs", visible)], references);
    }

    private static CSharpCompilation Compile(string name, IEnumerable<(string Path, string Text)> sources, MetadataReference[] references)
    {
        const string Usings =
            "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";
        var options = new CSharpParseOptions(LanguageVersion.CSharp14);
        CSharpCompilation compilation = CSharpCompilation.Create(
            name,
            sources
                .Append(("Usings.cs", Usings))
                .Select(source =>
                    CSharpSyntaxTree.ParseText(SourceText.From(source.Item2, System.Text.Encoding.UTF8), options, source.Item1)
                ),
            [.. Net100.References.All, Reference(typeof(YamlDotNet.Core.IParser).Assembly), .. references],
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true)
        );
        ISourceGenerator[] generators =
        [
            new methods::MergeDsl.Generator.Methods.MethodGenerator().AsSourceGenerator(),
            new methods::MergeDsl.Generator.Methods.KernelGenerator().AsSourceGenerator(),
            .. OfFramework(),
        ];
        CSharpGeneratorDriver
            .Create(generators, parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation completed, out _);
        return (CSharpCompilation)completed;
    }

    /// <summary>The generators of the framework that the runtime uses, from beside the SDK that runs this test.</summary>
    private static IEnumerable<ISourceGenerator> OfFramework()
    {
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        string pack = Directory
            .GetDirectories(Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref"))
            .Order(StringComparer.Ordinal)
            .Last();
        foreach (string name in (string[])["Microsoft.Interop.LibraryImportGenerator", "System.Text.RegularExpressions.Generator"])
        {
            string path = Path.Combine(pack, "analyzers", "dotnet", "cs", name + ".dll");
            foreach (ISourceGenerator generator in new AnalyzerFileReference(path, new Loader()).GetGenerators(LanguageNames.CSharp))
                yield return generator;
        }
    }

    private static MetadataReference Reference(Assembly assembly) => MetadataReference.CreateFromFile(assembly.Location);

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath) { }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }

    /// <summary>The copies, apart from the library that the tests have loaded.</summary>
    private sealed class CopiedLibrary() : AssemblyLoadContext(nameof(CopiedLibrary))
    {
        private readonly Dictionary<string, byte[]> images = new(StringComparer.Ordinal);

        public MetadataReference Add(CSharpCompilation compilation)
        {
            using var stream = new MemoryStream();
            ResourceDescription[] resources =
                compilation.AssemblyName == "MergeDsl.Core"
                    ?
                    [
                        new(
                            "layer-position.json",
                            () => File.OpenRead(Repository.Path("runtime", "MergeDsl.Core", "Manifests", "Data", "layer-position.json")),
                            isPublic: true
                        ),
                    ]
                    : [];
            Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(stream, manifestResources: resources);
            Assert.True(
                result.Success,
                string.Join("\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(10))
            );
            images[compilation.AssemblyName!] = stream.ToArray();
            return MetadataReference.CreateFromImage(images[compilation.AssemblyName!]);
        }

        protected override Assembly? Load(AssemblyName assemblyName) =>
            images.TryGetValue(assemblyName.Name!, out byte[]? image) ? LoadFromStream(new MemoryStream(image)) : null;
    }
}
