using System.Text;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Generator.Tests.Incrementality;

/// <summary>Nothing that is remembered from one edit to the next is stale: after every edit, the generator and the analyzers report the same as for a project that they have not seen before.</summary>
public class RandomEditTests
{
    private const int EditsOfOneProject = 40;

    /// <summary>The number of random edits: <c>MERGEDSL_RANDOM_EDITS</c>; without it some, always the same.</summary>
    private static readonly int? Wanted = RandomCases.Wanted("MERGEDSL_RANDOM_EDITS");

    [Fact]
    public void An_edited_project_is_what_a_new_one_is()
    {
        for (int i = 0; i < ((Wanted ?? EditsOfOneProject) + EditsOfOneProject - 1) / EditsOfOneProject; i++)
            Check(Wanted is null ? i + 1 : System.Random.Shared.Next());
    }

    private static void Check(int seed)
    {
        var project = new EditedProject(seed);
        var edits = new StringBuilder();
        project.Incremental();
        for (int i = 0; i < EditsOfOneProject; i++)
        {
            edits.Append("--- ").AppendLine(project.Edit());
            string[] incremental = project.Incremental(),
                fresh = project.Fresh();
            string[] stale = [.. incremental.Except(fresh)],
                missing = [.. fresh.Except(incremental)];
            Assert.True(
                stale.Length + missing.Length == 0 && incremental.Length == fresh.Length,
                $"seed {seed}, edit {i}\n{edits}\n=== said, of an edited project\n{string.Join("\n", stale)}\n=== instead of, of a new one\n{string.Join("\n", missing)}"
            );
        }
    }
}
