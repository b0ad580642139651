using Xunit;
using Xunit.Abstractions;

namespace MergeDsl.Tests.Faults;

/// <summary>The state after a loss of power, at any moment of a merge and in any order in which changes may reach the disk.</summary>
public sealed class PowerLossTests(ITestOutputHelper log)
{
    private const int MostExhaustive = 8;
    private const int Samples = 200;

    [Theory]
    [InlineData("new", true)]
    [InlineData("empty", true)]
    [InlineData("overwrite", true)]
    [InlineData("two renames", false)]
    [InlineData("container", false)]
    [InlineData("chain", true)]
    public async Task Before_publication_nothing_new_loads_and_after_it_everything_is_whole(string mode, bool isAtomic)
    {
        using var world = new FaultWorld(mode);
        int states = 0;
        var random = new Random(1);
        var model = new PowerLossModel(world.Calls(-1, Fault.Kill), world.Root);
        void Check(bool isOver)
        {
            foreach (Func<int, bool> survives in Choices(model.Pending, random))
            {
                foreach (bool keepsData in (bool[])[false, true])
                {
                    states++;
                    Dictionary<string, string>? target = model.After(Path.GetFileName(world.Output), survives, keepsData);
                    if (isOver)
                        Assert.True(world.IsNew(target), "what was published is not whole");
                    else if (isAtomic)
                        Assert.True(world.IsNew(target) || world.IsFormer(target), "the target is neither the former one nor the new one");
                    else
                        Assert.True(
                            world.IsNew(target) || world.IsFormer(target) || target?.ContainsKey("config.json") != true,
                            "the target loads and is not whole"
                        );
                }
            }
        }
        model.Changed = _ => Check(isOver: false);
        await world.RunAsync(model);
        Check(isOver: true);
        log.WriteLine($"{mode}: {states} states");
    }

    /// <summary>All choices of what survives where they are few, else the first and the last so many, each alone, and a sample.</summary>
    private static IEnumerable<Func<int, bool>> Choices(int pending, Random random)
    {
        if (pending <= MostExhaustive)
        {
            for (int choice = 0; choice < 1 << pending; choice++)
            {
                int bits = choice;
                yield return index => ((bits >> index) & 1) != 0;
            }
            yield break;
        }
        for (int count = 0; count <= pending; count++)
        {
            int border = count;
            yield return index => index < border;
            yield return index => index >= border;
            yield return index => index == border;
            yield return index => index != border;
        }
        for (int sample = 0; sample < Samples; sample++)
        {
            bool[] kept = [.. Enumerable.Range(0, pending).Select(_ => random.Next(2) == 0)];
            yield return index => kept[index];
        }
    }
}
