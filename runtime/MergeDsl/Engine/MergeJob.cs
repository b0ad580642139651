using MergeDsl.Binding;

namespace MergeDsl.Engine;

/// <summary>The output of one merge.</summary>
/// <param name="Plan">The tensors.</param>
/// <param name="Files">The other files; <c>config.json</c> is written last wherever it stands.</param>
internal sealed record StepContents(BoundPlan Plan, IReadOnlyList<OutputFile> Files)
{
    /// <summary>The seed, where the merge draws at random.</summary>
    public uint? Seed { get; init; }
}

/// <summary>One merge of several that run one after the other, each from files and from what those before it have made.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Inputs">The steps whose outputs it reads.</param>
/// <param name="Space">About how many bytes it writes.</param>
/// <param name="Bind">What it writes, given the directories of its inputs in their order.</param>
internal sealed record MergeStep(string? Name, IReadOnlyList<int> Inputs, long Space, Func<IReadOnlyList<string>, StepContents> Bind);

/// <summary>Steps of which the last makes the output.</summary>
/// <param name="Steps">The steps, each behind those that it reads.</param>
/// <param name="Output">The output directory as the user named it.</param>
/// <param name="SourceDirectories">Directories that are read, besides those of the tensors.</param>
/// <param name="Plan">The hash of the last plan.</param>
internal sealed record MergeJob(IReadOnlyList<MergeStep> Steps, string Output, IReadOnlyList<string> SourceDirectories, string Plan)
{
    /// <summary>One merge alone.</summary>
    /// <param name="plan">The tensors.</param>
    /// <param name="output">The output directory as the user named it.</param>
    /// <param name="files">The other files.</param>
    /// <param name="sourceDirectories">Directories that are read, besides those of the tensors.</param>
    public static MergeJob Of(BoundPlan plan, string output, IReadOnlyList<OutputFile> files, IReadOnlyList<string> sourceDirectories) =>
        new([new(null, [], 0, _ => new(plan, files))], output, sourceDirectories, plan.Hash);

    /// <summary>The most bytes that are on the disk at one time, where results are deleted as soon as nothing needs them any more.</summary>
    /// <param name="sizes">The bytes that each step writes.</param>
    public long MostSpace(IReadOnlyList<long> sizes) =>
        Enumerable
            .Range(0, Steps.Count)
            .Max(now => Enumerable.Range(0, now + 1).Where(step => LastUse(step) >= now).Sum(step => sizes[step]));

    /// <summary>The last step that needs the result of a step: itself, where none does.</summary>
    public int LastUse(int step) =>
        Math.Max(step, Enumerable.Range(0, Steps.Count).LastOrDefault(other => Steps[other].Inputs.Contains(step), step));
}
