using System.Globalization;
using System.Text;
using MergeDsl.Testing;

namespace MergeDsl.Tests.Tool;

/// <summary>A wrong input: its setup, the call of the tool, and the message.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Id">The id of the one message.</param>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Make">Makes the files, beside a model <c>models/m</c> and a merge <c>merge.yml</c> that are right.</param>
internal sealed record WrongInput(string Name, string Id, int ExitCode, Action<TemporaryDirectory> Make)
{
    public const string Config = "models/m/config.json",
        Weights = "models/m/model.safetensors",
        ShardIndex = "models/m/model.safetensors.index.json";

    /// <summary>The words of the command line behind the verb, with <c>~</c> for the directory of the test.</summary>
    public string Arguments { get; init; } = "~/merge.yml --models-dir ~/models";

    /// <summary>The output; what concerns it is found by <c>run</c> alone.</summary>
    public string Output { get; init; } = "~/out";

    /// <summary>Indicates whether the merge itself can be planned in spite of it.</summary>
    public bool IsBesideTheMerge { get; init; }

    /// <summary>Indicates whether <c>plan</c> is right to be content.</summary>
    public bool OnlyRun { get; init; }

    /// <summary>Makes the files.</summary>
    public void Prepare(TemporaryDirectory directory)
    {
        TinyCheckpoint.Mistral(layers: 2).Write(directory.Path("models", "m"));
        directory.Write("merge.yml", MergeText());
        Make(directory);
    }

    public override string ToString() => Name;

    public static string MergeText(string model = "m", string range = "[0, 2]", string more = "") =>
        $"merge_method: passthrough\ndtype: bfloat16\nslices:\n- sources:\n  - model: {model}\n    layer_range: {range}\n{more}";

    public static Action<TemporaryDirectory> Merge(string text) => directory => directory.Write("merge.yml", text);

    public static Action<TemporaryDirectory> File(string name, byte[] content) => directory => directory.Write(name, content);

    public static Action<TemporaryDirectory> File(string name, string text) => File(name, Encoding.UTF8.GetBytes(text));

    public static Action<TemporaryDirectory> Header(string json, int data = 0) => File(Weights, RawSafetensors.Bytes(json, data));

    public static string Tensor(string name, string dtype, string shape, int begin, int end) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"\"{name}\":{{\"dtype\":\"{dtype}\",\"shape\":[{shape}],\"data_offsets\":[{begin},{end}]}}"
        );

    /// <summary>A second model and a merge that takes a layer of each.</summary>
    public static Action<TemporaryDirectory> Second(TinyCheckpoint other) =>
        directory =>
        {
            other.Write(directory.Path("models", "other"));
            directory.Write("merge.yml", MergeText(range: "[0, 1]", more: "- sources:\n  - model: other\n    layer_range: [1, 2]\n"));
        };
}
