using System.Diagnostics;
using System.Globalization;

namespace MergeDsl.Engine;

/// <summary>Everything that makes an output directory.</summary>
/// <param name="Plan">The tensors.</param>
/// <param name="Output">The output directory as the user named it.</param>
/// <param name="Files">The other files; <c>config.json</c> is written last wherever it stands.</param>
/// <param name="SourceDirectories">Directories that are read, besides those of the tensors.</param>
internal sealed record MergeJob(BoundPlan Plan, string Output, IReadOnlyList<OutputFile> Files, IReadOnlyList<string> SourceDirectories);

/// <summary>Runs bound plans. Everything is proved before the first byte is written, and nothing appears at the target before the last one is on the disk.</summary>
internal static class MergeEngine
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs one merge.</summary>
    /// <param name="job">What to write.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told about ten times a second, and at the end.</param>
    /// <param name="cancel">Ends the merge within a block; nothing is left behind.</param>
    /// <exception cref="MergeException"><c>MDSL0701</c> to <c>MDSL0706</c>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<MergeReport> RunAsync(
        MergeJob job,
        MergeOptions options,
        IProgress<MergeProgress>? progress = null,
        CancellationToken cancel = default
    ) =>
        RunAsync(
            new MergeSteps([new(null, [], 0, _ => new(job.Plan, job.Files))], job.Output, job.SourceDirectories),
            options,
            progress,
            cancel
        );

    /// <summary>Runs merges one after the other. What they make for each other lies in the staging directory of the output, and goes with it.</summary>
    /// <param name="steps">The merges.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told about ten times a second, and at the end.</param>
    /// <param name="cancel">Ends the merge within a block; nothing is left behind.</param>
    /// <exception cref="MergeException"><c>MDSL0701</c> to <c>MDSL0706</c>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<MergeReport> RunAsync(
        MergeSteps steps,
        MergeOptions options,
        IProgress<MergeProgress>? progress = null,
        CancellationToken cancel = default
    )
    {
        using var run = new Run(steps, options);
        OutputTarget target = run.Check();
        Task<MergeReport> running = Task.Run(() => run.Write(target, cancel), CancellationToken.None);
        while (
            progress is not null
            && await Task.WhenAny(running, Task.Delay(ProgressInterval, CancellationToken.None)).ConfigureAwait(false) != running
        )
            progress.Report(run.Progress);
        MergeReport report = await running.ConfigureAwait(false);
        progress?.Report(run.Progress);
        return report;
    }

    private sealed class Run : IDisposable
    {
        private const string Inputs = ".inputs";
        private readonly MergeSteps steps;
        private readonly MergeOptions options;
        private readonly Tally tally = new();
        private readonly long began = Stopwatch.GetTimestamp();
        private readonly StepWork?[] work;
        private readonly long[] sizes;

        public Run(MergeSteps steps, MergeOptions options)
        {
            (this.steps, this.options) = (steps, options);
            work = new StepWork?[steps.Steps.Count];
            sizes = [.. steps.Steps.Select(step => step.Space)];
        }

        public MergeProgress Progress => new(tally.Written, sizes.Sum(), tally.Read, Stopwatch.GetElapsedTime(began));

        /// <summary>Opens what is there already, and looks at the output before anything is written.</summary>
        public OutputTarget Check()
        {
            for (int step = 0; step < work.Length; step++)
            {
                if (steps.Steps[step].Inputs.Count == 0)
                    Prepare(step, []);
            }
            StepWork[] ready = [.. work.OfType<StepWork>()];
            IEnumerable<string> directories = steps
                .SourceDirectories.Concat(ready.SelectMany(each => each.Directories))
                .Distinct(StringComparer.Ordinal);
            return OutputTarget.Check(
                steps.Output,
                options.Overwrite,
                directories,
                ready.SelectMany(each => each.Reads).Distinct(StringComparer.Ordinal),
                steps.MostSpace(sizes)
            );
        }

        public MergeReport Write(OutputTarget target, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            using StagingDirectory staging = StagingDirectory.Create(target);
            string inputs = Path.Combine(staging.Path, Inputs);
            string Place(int step) => Path.Combine(inputs, step.ToString(CultureInfo.InvariantCulture));
            var sick = new List<SickTensor>();
            int last = work.Length - 1;
            for (int step = 0; step <= last; step++)
            {
                if (work[step] is null)
                    Prepare(step, [.. steps.Steps[step].Inputs.Select(Place)]);
                string directory = step == last ? staging.Path : Directory.CreateDirectory(Place(step)).FullName;
                sick.AddRange(
                    work[step]!
                        .WriteTo(directory, tally, cancel)
                        .Select(tensor => step == last ? tensor : tensor with { Merge = steps.Steps[step].Name })
                );
                if (step != last)
                    work[step]!.Dispose();
                for (int done = 0; done < step; done++)
                {
                    if (steps.LastUse(done) == step)
                        Publication.Remove(Place(done));
                }
            }
            cancel.ThrowIfCancellationRequested();
            EquatableArray<string> names = work[last]!.Names;
            Publication.Remove(inputs);
            string? leftBehind = staging.Publish(names);
            return new(target.FullPath, names, tally.Written, tally.Read, Stopwatch.GetElapsedTime(began))
            {
                LeftBehind = leftBehind,
                SickTensors = sick.ToEquatableArray(),
            };
        }

        public void Dispose()
        {
            foreach (StepWork? each in work)
                each?.Dispose();
        }

        private void Prepare(int step, IReadOnlyList<string> inputs)
        {
            work[step] = StepWork.Prepare(steps.Steps[step].Bind(inputs), options);
            sizes[step] = work[step]!.Bytes;
        }
    }
}
