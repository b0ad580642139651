using System.Collections.Immutable;
using MergeDsl.CSharp;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Methods;

/// <summary>Makes the kernels of the built-in methods: each class with the attribute <c>KernelOf</c> for the method whose record it names.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class KernelGenerator : IIncrementalGenerator
{
    private const string Namespace = "MergeDsl.Kernels",
        Attribute = Namespace + ".KernelOfAttribute`1";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<Kernel>> kernels = context
            .SyntaxProvider.ForAttributeWithMetadataName(
                Attribute,
                static (node, _) => node is ClassDeclarationSyntax,
                static (found, _) => Kernel.Of((INamedTypeSymbol)found.TargetSymbol, found.Attributes[0])
            )
            .Collect();
        context.RegisterSourceOutput(
            kernels,
            static (output, all) =>
            {
                if (!all.IsEmpty)
                    output.AddSource("MethodKernels.g.cs", Source(all));
            }
        );
    }

    private static string Source(ImmutableArray<Kernel> kernels)
    {
        var writer = new CodeWriter();
        writer.Header();
        writer.Line($"namespace {Namespace};");
        writer.Line();
        writer.Open("static partial class MethodKernels");
        writer.Line(
            "private static partial MethodKernel? BuiltIn<T>(string method, global::MergeDsl.Schemas.ParameterValues values, MethodInputs inputs)"
        );
        writer.Indent++;
        writer.Line("where T : struct, IWorkType =>");
        writer.Line("method switch");
        writer.Line("{");
        writer.Indent++;
        foreach (Kernel kernel in kernels.OrderBy(kernel => kernel.Method, StringComparer.Ordinal))
            writer.Line($"\"{kernel.Method}\" => new {kernel.Type}<T>({(kernel.TakesValues ? "new(values), " : "")}inputs),");
        writer.Line("_ => null,");
        writer.Close("};");
        writer.Indent--;
        writer.Close();
        return writer.ToString();
    }

    /// <summary>A kernel.</summary>
    /// <param name="Method">The name of its method.</param>
    /// <param name="Type">The class.</param>
    /// <param name="TakesValues">Whether it takes the values of parameters before the inputs.</param>
    private sealed record Kernel(string Method, string Type, bool TakesValues)
    {
        public static Kernel Of(INamedTypeSymbol type, AttributeData attribute) =>
            new(
                MethodReader.NameOf(attribute.AttributeClass!.TypeArguments[0]),
                type.Name,
                type.InstanceConstructors.Any(constructor => constructor.Parameters.Length == 2)
            );
    }
}
