using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MergeDsl.Generator.Tests.Incrementality;

/// <summary>The files of <see cref="EditedProject"/>: whatever of one file can change what a merge in another one is.</summary>
internal static class EditedSources
{
    public static (string Path, string Text)[] All { get; } =
    [
        (
            "Usings.cs",
            "global using System; global using System.Collections.Generic; global using System.Linq; global using MergeDsl; global using static Wide;"
        ),
        ("Shared.cs", MergeDsl.Generator.Tests.Random.DeclarationWriter.Shared),
        (
            "Numbers.cs",
            """
            public enum Kind { Small = 2, Large = Small * 2 }
            public static class Numbers
            {
                public const int End = 8, Start = End - 4;
                public static readonly int First = 1, Next = First + Twice(1);
                public static int Second { get; } = First + 1;
                public static int Third { get { return 3; } }
                public static int Half(int n, int by = 2) => n / by;
                public static int Twice(int n) { int sum = n; sum += n; return sum; }
                public static int Twice(long n) => (int)n;
                public static IEnumerable<int> Count(int n) { for (int i = 0; i < n; i++) yield return i; }
            }
            """
        ),
        (
            "Wide.cs",
            """
            public static class Wide
            {
            #if WIDE
                public const int Width = 2;
            #else
                public const int Width = 1;
            #endif
                public static Model Base => "org/a";
                public static Passthrough.Slice Muted(this LayerRange range, double scale = 0.5) => range.Scaled(scale);
                public static IEnumerable<Passthrough.Slice> Twice(this LayerRange range) { yield return range; yield return range.Muted(); }
            }
            """
        ),
        (
            "Own.cs",
            "[MergeMethod(\"own\")] public partial record Own { [MergeParameter(ParameterScope.Merge, Maximum = 3)] public partial Setting<double>? Limit { get; init; } private static partial void Compute(MergeBlock block, Values values) { values.ToString(); } }"
        ),
        (
            "OwnMerge.cs",
            "[Merge] public static partial class OwnMerge { public static Own Definition => new() { Limit = 2, DType = DType.BFloat16, Models = [new(\"org/a\"), new(Tiny.Model)] }; }"
        ),
        (
            "Split.A.cs",
            "[Merge] public static partial class Split { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [Tiny.Layers[0..Length], .. Tiny.Layers[1..Numbers.Twice(2)].Twice()] }; }"
        ),
        (
            "Split.B.cs",
            "public static partial class Split { static int Length => Numbers.Half(Numbers.End) + Half + 1; static readonly int Half = Numbers.Next; }"
        ),
        (
            "One.cs",
            "[Merge] public static partial class One { public static Passthrough Definition { get; } = new() { DType = DType.BFloat16, Slices = [.. Numbers.Count(Numbers.Third).Select(i => Base.Layers[i..(i + Width)])] }; }"
        ),
        (
            "Two.cs",
            "namespace Demo; [Merge] public static partial class Two { public static Slerp Definition => new() { DType = DType.BFloat16, BaseModel = One.Plan, Models = [new(One.Plan), new(Input.Plan)], T = 0.5 }; }"
        ),
        (
            "Three.cs",
            "namespace Demo; [Merge] public static partial class Three { public static Passthrough Definition { get { var input = (Model)Two.Plan; return new() { DType = DType.BFloat16, Slices = [input.Layers[0..(int)Kind.Small], input.Layers[Numbers.First..Numbers.Second].Muted(0.25)] }; } } }"
        ),
        (
            "Left.cs",
            "[Merge] public static partial class Left { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [((Model)Split.Plan).Layers[0..Right.Layers]] }; public const int Layers = 2; }"
        ),
        (
            "Right.cs",
            "[Merge] public static partial class Right { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [((Model)Left.Plan).Layers[0..Left.Layers]] }; public const int Layers = 2; }"
        ),
        (
            "OfFile.cs",
            "[Merge] public static partial class OfFile { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [((Model)Merges.Soup.Plan).Layers[0..Numbers.Twice(1)]] }; }"
        ),
        (
            "Shape.cs",
            "public struct Shape(int side) { public int Area() { return side * side; } public string Name { get { return field ?? \"\"; } set; } } public static class Shapes { public static bool Is<T>(T[]? values) where T : unmanaged => true; public static bool Is(object? value, int n = 1) => false; public static int Number() => Is((Shape[])null!) ? 1 : 2; }"
        ),
        (
            "OfShape.cs",
            "[Merge] public static partial class OfShape { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [Tiny.Layers[0..Numbers.Twice(Shapes.Number())]], ChatTemplate = nameof(Shape.Area) }; }"
        ),
        (
            "Unrelated.cs",
            "public class Unrelated { int n; public int Add(int m) { n += m; return n; } public int N { get { return n; } set { n = value; } } static int Zero() { return 0; } }"
        ),
    ];

    /// <summary>Files that change what names in the others mean.</summary>
    public static string[] Intruders { get; } =
    [
        "namespace Demo; public static class Numbers { public const int First = 0, Second = 3; }",
        "namespace Demo; public static class Input { public static Model Plan => \"org/b\"; }",
        "public static class Nearer { public static Passthrough.Slice Muted(this LayerRange range, float scale) => range; }",
        "global using static Nearer; public static class Nearer { public const int Width = 3; }",
        "[assembly: System.Reflection.AssemblyTitle(\"t\")] namespace MergeDsl { public static class Gradient { } }",
        "global using Kind = Demo.Kind; namespace Demo { public enum Kind { Small = 1 } }",
        "public static partial class Split { public const int Plan = 1; }",
        "[Merge] public static partial class Late { public static Merge Definition => new Passthrough() { DType = DType.BFloat16, Slices = [((Model)Demo.Three.Plan).Layers[0..3]] }; }",
    ];

    /// <summary>A reference more.</summary>
    public static MetadataReference Library { get; } =
        CSharpCompilation
            .Create(
                "Library",
                [CSharpSyntaxTree.ParseText("public static class Wider { public const int Width = 4; }")],
                Basic.Reference.Assemblies.Net100.References.All,
                new(OutputKind.DynamicallyLinkedLibrary)
            )
            .ToMetadataReference();
}
