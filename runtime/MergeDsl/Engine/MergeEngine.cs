using System.Diagnostics;
using System.Globalization;
using MergeDsl.Binding;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;

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
    /// <param name="cancellationToken">Ends the merge within a block; nothing is left behind.</param>
    /// <exception cref="MergeException"><c>MDSL0701</c> to <c>MDSL0706</c>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<MergeReport> RunAsync(
        MergeJob job,
        MergeOptions options,
        IProgress<MergeProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        RunAsync(
            new MergeSteps([new(null, [], 0, _ => new(job.Plan, job.Files))], job.Output, job.SourceDirectories, job.Plan.Hash),
            options,
            progress,
            cancellationToken
        );

    /// <summary>Runs merges one after the other. What they make for each other lies in the staging directory of the output, and goes with it.</summary>
    /// <param name="steps">The merges.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told about ten times a second, and at the end.</param>
    /// <param name="cancellationToken">Ends the merge within a block; nothing is left behind.</param>
    /// <exception cref="MergeException"><c>MDSL0701</c> to <c>MDSL0706</c>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<MergeReport> RunAsync(
        MergeSteps steps,
        MergeOptions options,
        IProgress<MergeProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var run = new Run(steps, options);
        OutputTarget target = run.Check();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<MergeReport> running = Task.Run(() => run.Write(target, stop.Token), CancellationToken.None);
        try
        {
            while (
                progress is not null
                && await Task.WhenAny(running, Task.Delay(ProgressInterval, CancellationToken.None)).ConfigureAwait(false) != running
            )
                progress.Report(run.Progress);
        }
        catch
        {
            // Whoever is told of the progress has failed: the merge ends and cleans up before that is passed on.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        MergeReport report = await running.ConfigureAwait(false);
        progress?.Report(run.Progress);
        return report;
    }

    private sealed class Run
    {
        private const string InputsName = ".inputs";
        private readonly MergeSteps steps;
        private readonly MergeOptions options;
        private readonly ProgressCounter tally = new();
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

        private FileSystem Files => options.Files;

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
            return OutputTarget.Find(
                Files,
                steps.Output,
                directories,
                ready.SelectMany(each => each.Reads).Distinct(StringComparer.Ordinal)
            );
        }

        public MergeReport Write(OutputTarget target, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var limits = new FileSizeSignal();
            var staging = StagingDirectory.Create(target, new(steps.Plan, options.Overwrite, Inputs(options), steps.MostSpace(sizes)));
            var sick = new List<NonFiniteTensor>();
            EquatableArray<string> names;
            try
            {
                names = WriteSteps(staging.Path, sick, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (Exception failure)
            {
                if (staging.Abandon() is not { } left)
                    throw;
                throw failure switch
                {
                    OperationCanceledException => new MergeCancelledException(left, cancellationToken),
                    MergeException merge => new MergeException([OutputFault.LeftBehind(left), .. merge.Diagnostics]),
                    _ => failure,
                };
            }
            IReadOnlyList<string> leftBehind = staging.Publish(names);
            return new(target.FullPath, names, tally.Written, tally.Read, Stopwatch.GetElapsedTime(began))
            {
                LeftBehind = [.. leftBehind],
                Kept = [.. staging.Kept],
                NonFiniteTensors = sick.ToEquatableArray(),
            };
        }

        /// <summary>Makes the results one after the other, and removes each as soon as nothing needs it.</summary>
        /// <returns>The names of the files of the last one.</returns>
        private EquatableArray<string> WriteSteps(string directory, List<NonFiniteTensor> sick, CancellationToken cancellationToken)
        {
            string inputs = Path.Combine(directory, InputsName);
            string Place(int step) => Path.Combine(inputs, step.ToString(CultureInfo.InvariantCulture));
            int last = work.Length - 1;
            if (last > 0)
                Make(inputs);
            for (int step = 0; step <= last; step++)
            {
                if (work[step] is null)
                    Prepare(step, [.. steps.Steps[step].Inputs.Select(Place)]);
                if (step != last)
                    Make(Place(step));
                long before = tally.Written;
                sick.AddRange(
                    work[step]!
                        .WriteTo(step == last ? directory : Place(step), tally, cancellationToken)
                        .Select(tensor => step == last ? tensor : tensor with { Merge = steps.Steps[step].Name })
                );
                sizes[step] = tally.Written - before;
                for (int done = 0; done < step; done++)
                {
                    if (steps.LastUse(done) == step)
                        Guarded(Place(done), Files.RemoveTree);
                }
            }
            if (last > 0)
                Guarded(inputs, Files.RemoveTree);
            return work[last]!.Names;
        }

        private static IReadOnlyList<InputPath> Inputs(MergeOptions options) =>
            [
                .. options.Inputs,
                .. options.ModelsDirectory is { } models ? [new("the models directory", models)] : Array.Empty<InputPath>(),
            ];

        private void Make(string directory) => Guarded(directory, path => Files.MakeDirectory(path));

        private static void Guarded(string path, Action<string> action)
        {
            try
            {
                action(path);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw OutputFault.CannotWrite(path, failure);
            }
        }

        private void Prepare(int step, IReadOnlyList<string> inputs)
        {
            work[step] = StepWork.Prepare(steps.Steps[step].Bind(inputs), options);
            sizes[step] = work[step]!.Bytes;
        }
    }
}
