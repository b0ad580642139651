using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Goldens;

/// <summary>The cases of the reference tool that are not supported yet: each is refused, and none is forgotten.</summary>
public class RefusedGoldenTests
{
    public static TheoryData<string> Cases() =>
        GoldenData.Theory(GoldenData.Cases(group => GoldenData.RefusedGroups.TryGetValue(group, out string? id) && id is not null));

    [SharedTheory]
    [MemberData(nameof(Cases))]
    public async Task A_case_that_is_not_supported_is_refused(string name)
    {
        LoadedMerges loaded = await new GoldenCase(name).Load();
        Assert.NotEqual(0, ExitCode.Of(loaded.Diagnostics));
        Assert.Contains(
            loaded.Diagnostics,
            diagnostic => diagnostic.Severity == Severity.Error && diagnostic.Id == GoldenData.RefusedGroups[GoldenData.Group(name)]
        );
    }

    [SharedFact]
    public void Every_group_is_compared_or_refused()
    {
        string[] compared = ["passthrough", "method", "modules", "chain"];
        string[] groups = [.. GoldenData.Cases(_ => true).Select(GoldenData.Group).Distinct()];
        Assert.Equal(groups.Order(StringComparer.Ordinal), compared.Concat(GoldenData.RefusedGroups.Keys).Order(StringComparer.Ordinal));
    }
}
