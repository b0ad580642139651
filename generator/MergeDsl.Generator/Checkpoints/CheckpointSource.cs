using MergeDsl.Collections;
using MergeDsl.CSharp;
using MergeDsl.Diagnostics;
using MergeDsl.Generator.Text;
using MergeDsl.Manifests;
using MergeDsl.Tensors;

namespace MergeDsl.Generator.Checkpoints;

/// <summary>Writes the generated half of a checkpoint class.</summary>
internal static class CheckpointSource
{
    /// <param name="target">The class.</param>
    /// <param name="manifest">The facts of the checkpoint.</param>
    public static string Write(CheckpointTarget target, Manifest manifest)
    {
        var writer = new CodeWriter();
        target.OpenNamespace(writer);
        writer.Line($"/// <remarks>{MemberNames.Xml(Describe(manifest))}</remarks>");
        target.OpenClass(writer);
        StackManifest? stack = manifest.Stacks.FirstOrDefault();
        string revision = manifest.Revision is { } text ? $" {{ Revision = {CSharpText.Literal(text)} }}" : "";
        // Members are expressions, never fields: the order in which the parts of a class are initialised is not defined.
        Member("The model.", $"global::MergeDsl.Model Model => new({CSharpText.Literal(manifest.Model)}){revision};", first: true);
        if (stack is not null)
        {
            Member("Its layers.", "global::MergeDsl.LayerStack Layers => Model.Layers;");
            Member(
                "The number of its layers.",
                $"const int LayerCount = {stack.LayerCount.ToString(System.Globalization.CultureInfo.InvariantCulture)};",
                isConst: true
            );
        }
        Member(
            "The dtype of most of its elements, where merges compute with it.",
            $"const global::MergeDsl.DType DType = global::MergeDsl.DType.{DTypeOf(manifest)};",
            isConst: true
        );
        Member(
            "The hash of the names, dtypes and shapes of its tensors.",
            $"const string HeaderHash = {CSharpText.Literal(manifest.HeaderHash)};",
            isConst: true
        );
        // A member that the code has already is the analyzer's to report: twice, it would be the compiler's, in a file that nobody wrote.
        foreach (
            CheckpointMember member in CheckpointMembers
                .Of(manifest, target.Name)
                .Members.Where(member => !target.Written.Contains(member.Name))
        )
        {
            Member(member.Summary, $"global::MergeDsl.Filter {member.Name} => new({CSharpText.Literal(member.Filter)});");
        }
        writer.Close();
        return writer.ToString();

        void Member(string summary, string declaration, bool isConst = false, bool first = false)
        {
            if (!first)
                writer.Line();
            writer.Line($"/// <summary>{summary}</summary>");
            writer.Line((isConst ? "public " : "public static ") + declaration);
        }
    }

    private static string Describe(Manifest manifest)
    {
        string architecture =
            manifest.Architecture.Length > 0 ? manifest.Architecture
            : manifest.ModelType.Length > 0 ? manifest.ModelType
            : "an unknown architecture";
        string layers = manifest.Stacks.IsEmpty ? "no layers" : Numbers.Count(manifest.Stacks[0].LayerCount, "layer");
        return $"{manifest.Model}: {architecture}, {layers}, {Numbers.Count(Elements(manifest).Sum(pair => pair.Elements), "parameter")}.";
    }

    private static DType DTypeOf(Manifest manifest)
    {
        return Elements(manifest)
            .GroupBy(pair => pair.DType)
            .OrderByDescending(group => group.Sum(pair => pair.Elements))
            .Select(group => group.Key)
            .FirstOrDefault()
            .ToDType();
    }

    /// <summary>The elements of every kind, without naming each tensor.</summary>
    private static IEnumerable<(TensorDType DType, long Elements)> Elements(Manifest manifest)
    {
        foreach (TensorKind kind in manifest.Stacks.SelectMany(stack => stack.Kinds))
        {
            yield return (kind.DType, kind.Layers.Count * Math.Max(kind.Experts.Count, 1L) * Product(kind.Shape));
        }
        foreach (TensorManifest tensor in manifest.Tensors)
            yield return (tensor.DType, Product(tensor.Shape));
    }

    private static long Product(EquatableArray<long> shape) => shape.Aggregate(1L, (product, size) => product * size);
}
