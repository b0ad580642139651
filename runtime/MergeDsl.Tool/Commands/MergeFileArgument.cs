using System.CommandLine;

namespace MergeDsl.Tool;

/// <summary>The argument that is a merge: YAML, or a program that declares it.</summary>
internal sealed class MergeFileArgument : Argument<string?>
{
    /// <summary>An argument.</summary>
    public MergeFileArgument()
        : base("merge") => Arity = ArgumentArity.ZeroOrOne;
}
