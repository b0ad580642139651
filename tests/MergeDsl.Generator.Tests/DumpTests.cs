using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;
namespace MergeDsl.Generator.Tests;
public class DumpTests
{
    [Fact]
    public void Dump()
    {
        string source = File.ReadAllText("/tmp/dump.cs");
        var tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview));
        var c = CSharpCompilation.Create("x", [tree], [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(Model).Assembly.Location)], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var w = new StringWriter();
        foreach (var d in c.GetDiagnostics()) w.WriteLine(d);
        var m = c.GetSemanticModel(tree);
        void Print(IOperation o, int depth)
        {
            w.WriteLine($"{new string(' ', depth * 2)}{o.Kind} [{o.GetType().Name}] : {o.Type} {(o.IsImplicit ? "implicit" : "")} {(o.ConstantValue.HasValue ? "const=" + o.ConstantValue.Value : "")} «{o.Syntax.ToString().Replace("\n", " ")}» {o.Syntax.Kind()}" + (o is Microsoft.CodeAnalysis.Operations.ISpreadOperation s ? $" elem={s.ElementType} conv={s.GetElementConversion()} {s.ElementConversion.MethodSymbol}" : "") + (o is Microsoft.CodeAnalysis.Operations.IConversionOperation cv ? $" conv={cv.GetConversion()} m={cv.OperatorMethod}" : "") + (o is Microsoft.CodeAnalysis.Operations.ICollectionExpressionOperation ce ? $" construct={ce.ConstructMethod}" : ""));
            foreach (var child in o.ChildOperations) Print(child, depth + 1);
        }
        foreach (var member in tree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>().Where(x => x is PropertyDeclarationSyntax or MethodDeclarationSyntax))
        {
            w.WriteLine("=== " + member.ToString().Split('\n')[0]);
            SyntaxNode node = member is PropertyDeclarationSyntax p ? (p.ExpressionBody?.Expression ?? (SyntaxNode?)p.Initializer?.Value ?? p) : member;
            if (m.GetOperation(node) is { } op) Print(op, 0); else w.WriteLine("null op");
        }
        File.WriteAllText("/tmp/dump.txt", w.ToString());
    }
}
