using System.Text;
using MergeDsl.Checkpoints;
using MergeDsl.Completion;
using MergeDsl.Engine;
using MergeDsl.Graph;
using MergeDsl.Json;
using MergeDsl.Rules;

namespace MergeDsl.OutputFiles;

/// <summary>The small files of an output: configuration, what the donor brings along, the card, and how it was made.</summary>
internal sealed class MergeOutput
{
    private const string NameOrPath = "_name_or_path",
        Card = "README.md",
        Yaml = "mergekit_config.yml";
    private readonly IReadOnlyList<OutputFile> donated;
    private readonly string config,
        card,
        yaml;
    private readonly Provenance provenance;

    private MergeOutput(IReadOnlyList<OutputFile> donated, string config, string card, string yaml, Provenance provenance)
    {
        this.donated = donated;
        this.config = config;
        this.card = card;
        this.yaml = yaml;
        this.provenance = provenance;
    }

    /// <summary>The names of the files that a merge writes itself: those of the donor do not take them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Card, Yaml, OutputRecord.FileName, OutputFile.Configuration];

    /// <summary>The files of a merge.</summary>
    public static MergeOutput Of(CheckedNode merge, IReadOnlyDictionary<Model, Checkpoint> checkpoints, PublishedNames names)
    {
        MergeCheck check = merge.Check;
        CompletedMerge completed = check.Completed!;
        Model donor = completed.Plan.Donor!;
        Checkpoint checkpoint = checkpoints[donor];
        string yaml = names.Yaml(merge.Node.Yaml, check.Plan!);
        return new(
            DonorFiles.Of(checkpoint, completed),
            JsonWriter.Indented(WithoutPath(OutputConfig.Of(completed, checkpoint.Config).Config)) + "\n",
            MergeCard.Write(check, completed, yaml, names),
            yaml,
            new(check, completed, names)
        );
    }

    /// <summary>The config without the path from which whoever made the donor had loaded it.</summary>
    private static JsonObject WithoutPath(JsonObject config) =>
        config[NameOrPath]?.AsString is { } path && PublishedNames.IsPath(path)
            ? config.With(NameOrPath, PublishedNames.LastSegment(path))
            : config;

    /// <summary>The files, config.json last.</summary>
    /// <param name="options">How the merge runs.</param>
    /// <param name="inputs">How those of its models were made that other merges made.</param>
    public IReadOnlyList<OutputFile> Files(MergeOptions options, IReadOnlyList<JsonObject> inputs)
    {
        List<OutputFile> files = [.. donated, OutputFile.Text(Card, card)];
        if (yaml.Length > 0)
            files.Add(new OutputFile.Contents(Yaml, new UTF8Encoding(false).GetBytes(yaml)));
        files.Add(new OutputFile.Afterwards(OutputRecord.FileName, written => provenance.Write(options, written, inputs)));
        files.Add(OutputFile.Text(OutputFile.Configuration, config));
        return files;
    }
}
