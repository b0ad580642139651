using MergeDsl.Diagnostics;
using MergeDsl.Schemas;

namespace MergeDsl.Planning;

/// <summary>A stack of layers that is merged.</summary>
/// <param name="Name"><c>default</c>, or the name of the module.</param>
/// <param name="Path">Where it was written.</param>
/// <param name="Slices">Its slices, from first to last layer.</param>
internal sealed record PlanModule(string Name, SpecPath Path, IReadOnlyList<PlanSlice> Slices)
{
    /// <summary>The slices, equal ones in a row once with their number. Equal are slices of one canonical text.</summary>
    public IReadOnlyList<(PlanSlice Slice, int Count)> Runs
    {
        get
        {
            var runs = new List<(PlanSlice Slice, int Count)>();
            string? before = null;
            foreach (PlanSlice slice in Slices)
            {
                string text = CanonicalText.Slice(slice);
                if (text == before)
                    runs[runs.Count - 1] = (runs[runs.Count - 1].Slice, runs[runs.Count - 1].Count + 1);
                else
                    runs.Add((slice, 1));
                before = text;
            }
            return runs;
        }
    }
}

/// <summary>Output layers made from one range of each source.</summary>
/// <param name="Path">Where it was written.</param>
/// <param name="BaseModel">The base model that holds for it.</param>
/// <param name="IsWholeModels">Whether it stands for the models of a merge of whole models.</param>
/// <param name="Sources">The sources, in the order in which the method takes them.</param>
/// <param name="Settings">The chains of the parameters that all sources share.</param>
internal sealed record PlanSlice(
    SpecPath Path,
    Model? BaseModel,
    bool IsWholeModels,
    IReadOnlyList<PlanSource> Sources,
    IReadOnlyDictionary<string, SettingChain> Settings
)
{
    /// <summary>All chains that are read in the slice: those that its sources share, and those of each source.</summary>
    public IEnumerable<SettingChain> Chains => Settings.Values.Concat(Sources.SelectMany(source => source.ReadSettings));
}

/// <summary>A model and a range of its layers.</summary>
/// <param name="Model">The model.</param>
/// <param name="Layers">The layers; null for all.</param>
/// <param name="Transparent">Whether its residual writers are scaled by 0.</param>
/// <param name="IsBase">Whether the method takes it as the base model.</param>
/// <param name="IsUnlistedBase">Whether it is a source only because it is the base model.</param>
/// <param name="Path">Where it was written.</param>
/// <param name="Settings">The chains of the parameters that are read for each input.</param>
internal sealed record PlanSource(
    Model Model,
    Range? Layers,
    bool Transparent,
    bool IsBase,
    bool IsUnlistedBase,
    SpecPath Path,
    IReadOnlyDictionary<string, SettingChain> Settings
)
{
    /// <summary>The path at which the model is named.</summary>
    public SpecPath ModelPath => IsUnlistedBase ? Path : Path.Member("model");

    /// <summary>The chains of the parameters that are read for this source.</summary>
    public IEnumerable<SettingChain> ReadSettings => Settings.Values.Where(chain => Reads(chain.Parameter));

    /// <summary>Indicates whether a parameter is read for this source.</summary>
    public bool Reads(ParameterSchema parameter) =>
        parameter.Scope == ParameterScope.EveryInput || (parameter.Scope == ParameterScope.InputsWithoutBase && !IsBase);
}
