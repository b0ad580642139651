using System.Security.Cryptography;
using MergeDsl.Checkpoints;
using MergeDsl.Engine;
using MergeDsl.Methods;
using MergeDsl.Output;

namespace MergeDsl;

/// <summary>A merge that was proved against the real headers of its models: what is left is to read, compute and write.</summary>
public sealed class BoundMerge
{
    private readonly BoundPlan bound;
    private readonly MergeOutput output;
    private readonly IReadOnlyList<string> sourceDirectories;

    private readonly string description;

    internal BoundMerge(MergePlan plan, PlanFacts facts, IReadOnlyList<MergeDiagnostic> diagnostics, BoundPlan bound, MergeOutput output, IReadOnlyList<string> sourceDirectories, string description)
    {
        this.description = description;
        Plan = plan;
        Facts = facts;
        Diagnostics = diagnostics;
        this.bound = bound;
        this.output = output;
        this.sourceDirectories = sourceDirectories;
    }

    /// <summary>The plan.</summary>
    public MergePlan Plan { get; }

    /// <summary>What it comes to: layers, tensors, parameters, bytes.</summary>
    public PlanFacts Facts { get; }

    /// <summary>The warnings and notes.</summary>
    public IReadOnlyList<MergeDiagnostic> Diagnostics { get; }

    /// <summary>The merge drawn for people: what stands where in the output, under which settings, and what it comes to.</summary>
    public string Describe() => description;

    /// <summary>Runs the merge.</summary>
    /// <param name="directory">The output directory: it must not be there, or be empty, unless <see cref="MergeOptions.Overwrite"/> is set.</param>
    /// <param name="options">How it runs; null for the defaults.</param>
    /// <param name="progress">Told about ten times a second.</param>
    /// <param name="cancel">Ends the merge; nothing is left behind.</param>
    /// <exception cref="MergeException">It cannot be read or written: <c>MDSL0701</c> to <c>MDSL0707</c>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<MergeReport> RunAsync(string directory, MergeOptions? options = null, IProgress<MergeProgress>? progress = null, CancellationToken cancel = default)
    {
        options ??= new();
        if (options.Seed is null && bound.Tensors.Any(tensor => MethodKernels.For(tensor) is { Draws.Count: > 0 }))
        {
            // Chosen here, so that the output says with which it can be made again.
            options = options with { Seed = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))) };
        }
        return MergeEngine.RunAsync(new(bound, directory, output.Files(options), sourceDirectories), options, progress, cancel);
    }
}
