using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MergeDsl.Diagnostics;

namespace MergeDsl.Tool;

/// <summary>The .NET program beside a native tool that reads merges in C#: the same tool, compiled for the runtime, which can load assemblies. It takes over the command line as it stands.</summary>
internal static class CSharpHost
{
    private const int Oldest = 10;
    private static readonly string Version = Oldest.ToString(CultureInfo.InvariantCulture);
    private const string File = "host/MergeDsl.Tool.dll";

    /// <summary>Indicates whether this process loads assemblies itself. A native tool says no when it is compiled, and what loads them is left out of it.</summary>
    // The analyzer knows no switch by which unreferenced code is kept; the project of the native tool sets it.
#pragma warning disable IL4000
    [FeatureSwitchDefinition("MergeDsl.Tool.LoadsAssemblies")]
    [FeatureGuard(typeof(RequiresUnreferencedCodeAttribute))]
    public static bool IsThisProcess => !AppContext.TryGetSwitch("MergeDsl.Tool.LoadsAssemblies", out bool isEnabled) || isEnabled;
#pragma warning restore IL4000

    /// <summary>Returns what runs a verb in the host: null where it takes no merge in C#.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="args">Its words.</param>
    public static Func<int>? Of(ParseResult parsed, IReadOnlyList<string> args) =>
        parsed.CommandResult.Command.Arguments.OfType<MergeFileArgument>().FirstOrDefault() is { } argument
        && parsed.GetValue(argument) is { } merge
        && ProgramFile.Is(merge)
            ? () => Run(merge, args)
            : null;

    /// <summary>Returns the command that reads a merge in C#.</summary>
    /// <param name="merge">The merge: to load an assembly the runtime will do, to build one takes the SDK.</param>
    /// <exception cref="MergeException">.NET is missing.</exception>
    public static DotnetCommand Dotnet(string merge)
    {
        if (DotnetCommand.Find() is not { } dotnet)
            throw Missing(merge, "the command dotnet is neither on PATH nor in DOTNET_ROOT");
        string? absent =
            !dotnet.Has("shared/Microsoft.NETCore.App", Oldest) ? "runtime"
            : !ProgramFile.IsAssembly(merge) && !dotnet.Has("sdk", Oldest) ? "SDK"
            : null;
        return absent is null ? dotnet : throw Missing(merge, $"{Printable.Quote(dotnet.Path)} has no {absent} of .NET {Version} or newer");
    }

    private static int Run(string merge, IReadOnlyList<string> args)
    {
        DotnetCommand dotnet = Dotnet(merge);
        return Installation.Find(File) is { } host
            ? OtherProgram.Become(dotnet.Path, ["exec", "--roll-forward", "Major", host, .. args])
            : throw new MergeException([
                Says(merge, $"cannot read {Printable.Quote(merge)}: {File} is not beside mergedsl; install mergedsl anew, as a whole"),
            ]);
    }

    private static MergeException Missing(string merge, string reason)
    {
        string part = ProgramFile.IsAssembly(merge) ? "runtime" : "SDK";
        return new([
            Says(
                merge,
                $"{Printable.Quote(merge)} is C#, which .NET reads, and {reason}; install the {part} of .NET {Version} or newer, or give the merge as YAML, which needs none"
            ),
        ]);
    }

    private static MergeDiagnostic Says(string merge, string message) =>
        DiagnosticKinds.NoDotnet.Says(message) with
        {
            Place = new(merge, 1, 1),
        };
}
