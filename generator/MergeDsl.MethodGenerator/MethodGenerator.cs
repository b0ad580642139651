using System.Collections.Immutable;
using MergeDsl.CSharp;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Methods;

/// <summary>Completes the built-in methods, and lists their schemas.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class MethodGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<MethodTarget> targets = context
            .SyntaxProvider.ForAttributeWithMetadataName(
                KnownNames.MergeMethodAttribute,
                static (node, _) => node is RecordDeclarationSyntax,
                static (found, _) => MethodTarget.Of((INamedTypeSymbol)found.TargetSymbol)
            )
            .Where(static target => target is not null)
            .Select(static (target, _) => target!);
        context.RegisterSourceOutput(
            targets.Select(static (target, _) => MethodSource.OfBuiltIn(target)),
            static (output, source) => output.AddSource(source.HintName, source.Text)
        );
        context.RegisterSourceOutput(
            targets.Collect(),
            static (output, all) =>
            {
                if (!all.IsEmpty)
                    output.AddSource("MethodSchemas.g.cs", Schemas(all));
            }
        );
    }

    private static string Schemas(ImmutableArray<MethodTarget> targets)
    {
        var writer = new CodeWriter();
        writer.Header();
        writer.Line("namespace MergeDsl.Schemas;");
        writer.Line();
        writer.Open("static partial class MethodSchemas");
        writer.Line("private static readonly MethodSchema[] all =");
        writer.Line("[");
        writer.Indent++;
        foreach (MethodTarget target in targets.OrderBy(target => target.Schema.Name, StringComparer.Ordinal))
            writer.Line($"{MethodSource.FullName(target)}.MethodSchema,");
        writer.Indent--;
        writer.Line("];");
        writer.Line();
        writer.Line("public static partial global::System.Collections.Generic.IReadOnlyList<MethodSchema> All => all;");
        writer.Close();
        return writer.ToString();
    }
}

internal sealed partial class MethodReader
{
    private static partial bool IsBuiltIn(string name) => false;
}
