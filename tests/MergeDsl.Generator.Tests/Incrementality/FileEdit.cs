using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace MergeDsl.Generator.Tests.Incrementality;

/// <summary>An edit as an editor makes it: the other files keep their trees.</summary>
internal static class FileEdit
{
    /// <summary>The compilation with another text in one of its files.</summary>
    public static T WithFile<T>(this T compilation, string path, string text)
        where T : Compilation
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == path);
        return (T)compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(text, System.Text.Encoding.UTF8)));
    }
}
