using MergeDsl.Generator.Checking;
using MergeDsl.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Xunit;

namespace MergeDsl.Generator.Tests.Evaluation;

/// <summary>Merges that need each other: what is said of one is the same, whichever was looked at first.</summary>
public class CycleTests
{
    private static readonly string[] Names = ["A", "B", "C"];

    /// <summary>B and C make the cycle, and A looks at it from outside.</summary>
    private static TestProject Project(IEnumerable<string> order)
    {
        var project = new TestProject();
        foreach (string name in order)
        {
            string input = name == "B" ? "C" : "B";
            project.Source(
                $"[Merge] public static partial class {name} {{ public static Passthrough Definition => new() {{ DType = DType.BFloat16, Slices = [((Model){input}.Plan).Layers[0..1]] }}; }}",
                name + ".cs"
            );
        }
        return project;
    }

    public static TheoryData<string> Orders() => ["ABC", "ACB", "BAC", "BCA", "CAB", "CBA"];

    [Theory]
    [MemberData(nameof(Orders))]
    public void A_look_from_outside_hides_nothing(string order)
    {
        Compilation compilation = Project(Names).Run().Compilation;
        var session = new MergeSession(compilation, [], _ => null, []);
        var said = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        // Twice: what is remembered is what was found.
        foreach (char name in order + order)
        {
            INamedTypeSymbol type = session.Find(name.ToString())!;
            said[name.ToString()] = StopMessages.Of(type, session.Check(type, default).Stop!)?.ToString();
        }
        Assert.Null(said["A"]);
        Assert.Contains("MDSL0123: 'B' needs this merge as an input, which needs 'B' itself", said["B"], StringComparison.Ordinal);
        Assert.Contains("MDSL0123: 'C' needs this merge as an input, which needs 'C' itself", said["C"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void The_order_of_the_files_changes_nothing(string order)
    {
        ProjectResult result = Project(order.Select(name => name.ToString())).Run();
        Assert.Equal(
            ["B.cs MDSL0123", "C.cs MDSL0123"],
            result
                .Diagnostics()
                .Select(diagnostic => $"{diagnostic.Location.SourceTree!.FilePath} {diagnostic.Id}")
                .Order(StringComparer.Ordinal)
        );
        Assert.Contains("CyclicChain", result.Generated("B.Plan.g.cs"), StringComparison.Ordinal);
        Assert.Contains("CyclicChain", result.Generated("C.Plan.g.cs"), StringComparison.Ordinal);
    }
}
