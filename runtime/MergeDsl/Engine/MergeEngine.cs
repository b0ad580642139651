using System.Diagnostics;
using System.Globalization;
using MergeDsl.Collections;
using MergeDsl.Files;

namespace MergeDsl.Engine;

/// <summary>Runs bound plans. Everything is proved before the first byte is written, and nothing appears at the target before the last one is on the disk.</summary>
internal static class MergeEngine
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs merges one after the other. What they make for each other lies in the staging directory of the output, and goes with it.</summary>
    /// <param name="job">The merges, and where the last one writes.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told about ten times a second, and at the end.</param>
    /// <param name="cancellationToken">Ends the merge within a block; nothing is left behind.</param>
    /// <exception cref="MergeException"><c>MDSL0701</c> to <c>MDSL0706</c>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<MergeReport> RunAsync(
        MergeJob job,
        MergeOptions options,
        IProgress<MergeProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var run = new Run(job, options);
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
            // The progress callback has thrown: the merge ends and cleans up before the exception is passed on.
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
        private readonly MergeJob job;
        private readonly MergeOptions options;
        private readonly ProgressCounter progress = new();
        private readonly long began = Stopwatch.GetTimestamp();
        private readonly PreparedStep?[] work;
        private readonly long[] sizes;

        public Run(MergeJob job, MergeOptions options)
        {
            (this.job, this.options) = (job, options);
            work = new PreparedStep?[job.Steps.Count];
            sizes = [.. job.Steps.Select(step => step.Space)];
        }

        public MergeProgress Progress => new(progress.Written, sizes.Sum(), progress.Read, Stopwatch.GetElapsedTime(began));

        private FileSystem Files => options.Files;

        /// <summary>Opens the sources, and checks the target before anything is written.</summary>
        public OutputTarget Check()
        {
            for (int step = 0; step < work.Length; step++)
            {
                if (job.Steps[step].Inputs.Count == 0)
                    Prepare(step, []);
            }
            PreparedStep[] ready = [.. work.OfType<PreparedStep>()];
            IEnumerable<string> directories = job
                .SourceDirectories.Concat(ready.SelectMany(each => each.Directories))
                .Distinct(StringComparer.Ordinal);
            return OutputTarget.Find(Files, job.Output, directories, ready.SelectMany(each => each.Reads).Distinct(StringComparer.Ordinal));
        }

        public MergeReport Write(OutputTarget target, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var limits = new FileSizeSignal();
            var staging = StagingDirectory.Create(target, new(job.Plan, options.Overwrite, Inputs(options), job.MostSpace(sizes)));
            var nonFinite = new List<NonFiniteTensor>();
            EquatableArray<string> names;
            try
            {
                names = WriteSteps(staging.Path, nonFinite, cancellationToken);
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
            return new(target.FullPath, names, progress.Written, progress.Read, Stopwatch.GetElapsedTime(began))
            {
                LeftBehind = [.. leftBehind],
                Kept = [.. staging.Kept],
                NonFiniteTensors = nonFinite.ToEquatableArray(),
            };
        }

        /// <summary>Makes the results one after the other, and removes each as soon as nothing needs it.</summary>
        /// <returns>The names of the files of the last one.</returns>
        private EquatableArray<string> WriteSteps(string directory, List<NonFiniteTensor> nonFinite, CancellationToken cancellationToken)
        {
            string inputs = Path.Combine(directory, InputsName);
            string Place(int step) => Path.Combine(inputs, step.ToString(CultureInfo.InvariantCulture));
            int last = work.Length - 1;
            if (last > 0)
                Make(inputs);
            for (int step = 0; step <= last; step++)
            {
                if (work[step] is null)
                    Prepare(step, [.. job.Steps[step].Inputs.Select(Place)]);
                if (step != last)
                    Make(Place(step));
                long before = progress.Written;
                nonFinite.AddRange(
                    work[step]!
                        .WriteTo(step == last ? directory : Place(step), progress, cancellationToken)
                        .Select(tensor => step == last ? tensor : tensor with { Merge = job.Steps[step].Name })
                );
                sizes[step] = progress.Written - before;
                for (int done = 0; done < step; done++)
                {
                    if (job.LastUse(done) == step)
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
            work[step] = PreparedStep.Prepare(job.Steps[step].Bind(inputs), options);
            sizes[step] = work[step]!.Bytes;
        }
    }
}
