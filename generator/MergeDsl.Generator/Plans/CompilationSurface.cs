using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace MergeDsl.Generator.Plans;

/// <summary>A compilation, equal to another when no definition can mean something else in it: they differ only in the bodies of instance members, which no definition enters and on which no name depends.</summary>
internal sealed class CompilationSurface : IEquatable<CompilationSurface>
{
    private static readonly ConditionalWeakTable<SyntaxTree, string> Hashes = new();

    private readonly EquatableArray<(string Path, string Hash, ParseOptions Options)> trees;

    private CompilationSurface(Compilation compilation, EquatableArray<(string, string, ParseOptions)> trees)
    {
        Compilation = compilation;
        this.trees = trees;
    }

    public Compilation Compilation { get; }

    public static CompilationSurface Of(Compilation compilation, CancellationToken cancel) =>
        new(compilation, compilation.SyntaxTrees.Select(tree => (tree.FilePath, Hash(tree, cancel), tree.Options)).ToEquatableArray());

    public bool Equals(CompilationSurface? other) =>
        other is not null && trees == other.trees && Compilation.Options.Equals(other.Compilation.Options) && Compilation.AssemblyName == other.Compilation.AssemblyName
        && Compilation.References.SequenceEqual(other.Compilation.References);

    public override bool Equals(object? obj) => Equals(obj as CompilationSurface);

    public override int GetHashCode() => trees.GetHashCode();

    private static string Hash(SyntaxTree tree, CancellationToken cancel)
    {
        if (Hashes.TryGetValue(tree, out string? known)) return known;
        SourceText text = tree.GetText(cancel);
        using SHA256 sha = SHA256.Create();
        int start = 0;
        foreach (TextSpan body in InstanceBodies(tree.GetRoot(cancel)))
        {
            Add(sha, text.ToString(TextSpan.FromBounds(start, body.Start)));
            start = body.End;
        }
        Add(sha, text.ToString(TextSpan.FromBounds(start, text.Length)));
        sha.TransformFinalBlock([], 0, 0);
        return Hashes.GetValue(tree, _ => Convert.ToBase64String(sha.Hash!));
    }

    private static void Add(SHA256 sha, string text)
    {
        byte[] bytes = System.Text.Encoding.Unicode.GetBytes(text + "\0");
        sha.TransformBlock(bytes, 0, bytes.Length, null, 0);
    }

    /// <summary>The bodies of instance methods, constructors and accessors of classes and structs, in the order of the text. Members of extension blocks are static, whatever their modifiers; expression bodies and initializers are short, and stay.</summary>
    private static IEnumerable<TextSpan> InstanceBodies(SyntaxNode root) => root.DescendantNodes(static node => node is CompilationUnitSyntax
            or BaseNamespaceDeclarationSyntax or ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax or BasePropertyDeclarationSyntax or AccessorListSyntax)
        .Select(BodyOf).OfType<BlockSyntax>().Where(IsClosed).Select(body => body.Span);

    private static BlockSyntax? BodyOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method when !IsStatic(method.Modifiers) => method.Body,
        ConstructorDeclarationSyntax constructor when !IsStatic(constructor.Modifiers) => constructor.Body,
        AccessorDeclarationSyntax { Parent.Parent: BasePropertyDeclarationSyntax property } accessor when !IsStatic(property.Modifiers) => accessor.Body,
        _ => null,
    };

    /// <summary>Whether what follows a body is the same whatever stands in it: a directive may reach out of it, and so does a brace that is missing.</summary>
    private static bool IsClosed(BlockSyntax body) => !body.ContainsDirectives && !body.OpenBraceToken.IsMissing && !body.CloseBraceToken.IsMissing;

    private static bool IsStatic(SyntaxTokenList modifiers) => modifiers.Any(SyntaxKind.StaticKeyword);
}
