using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using MergeDsl.Diagnostics;
using MergeDsl.Graph;

namespace MergeDsl.Tool;

/// <summary>Reads the merges of an assembly: every class with a static property <c>Plan</c>, and every class with <c>[Merge]</c> that has none.</summary>
[RequiresUnreferencedCode(Reason)]
internal sealed class ProgramMerges
{
    /// <summary>Why a native tool leaves this to its host.</summary>
    public const string Reason = "the assembly of a program is not known when the tool is compiled";

    private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private readonly string subject;
    private readonly IReadOnlyList<MergeDiagnostic> said;
    private readonly DefinitionPlaces places;
    private readonly List<MergePlan> plans = [];
    private readonly List<MergeNode> failed = [];
    private readonly Dictionary<string, Place> placeOf = new(StringComparer.Ordinal);

    private ProgramMerges(string subject, string file, IReadOnlyList<MergeDiagnostic> said)
    {
        (this.subject, this.said) = (subject, said);
        places = DefinitionPlaces.Of(file);
    }

    /// <summary>Reads an assembly.</summary>
    /// <param name="file">The assembly.</param>
    /// <param name="subject">What the user named, for messages.</param>
    /// <param name="said">What the build of it said.</param>
    public static (MergeGraph Graph, IReadOnlyList<MergeDiagnostic> Diagnostics) Read(
        string file,
        string subject,
        IReadOnlyList<MergeDiagnostic> said
    )
    {
        var merges = new ProgramMerges(subject, file, said);
        try
        {
            Assembly assembly = new ProgramContext(Path.GetFullPath(file)).LoadMain();
            if (NewerLibrary(assembly) is { } newer)
                return (MergeGraph.Empty, [newer with { Place = new(subject, 1, 1) }]);
            foreach (Type type in assembly.GetTypes().Where(type => !type.ContainsGenericParameters).OrderBy(type => type.MetadataToken))
                merges.Add(type);
        }
        catch (Exception failure)
            when (failure is BadImageFormatException or FileLoadException or ReflectionTypeLoadException or TypeLoadException
                || FileFault.IsExpected(failure)
            )
        {
            return (MergeGraph.Empty, [Unreadable(subject, failure)]);
        }
        return merges.Result();
    }

    private (MergeGraph, IReadOnlyList<MergeDiagnostic>) Result()
    {
        if (plans.Count + failed.Count == 0)
        {
            return (
                MergeGraph.Empty,
                [
                    DiagnosticKinds.NoDefinition.Says(
                        $"{Printable.Quote(subject)} declares no merge: no class in it has [Merge]; mark one, and give it a static property Definition"
                    ) with
                    {
                        Place = new(subject, 1, 1),
                    },
                ]
            );
        }
        MergeGraph graph = MergeGraph.Of(plans, plan => plan.Name is { } name ? placeOf.GetValueOrDefault(name) : null);
        MergeNode[] nodes = [.. graph.Nodes.Select(Placed), .. failed];
        // What the build warned of and no rule will say again: that a merge is planned at run time.
        MergeDiagnostic[] kept = [.. said.Where(diagnostic => diagnostic.Id == DiagnosticKinds.NotEvaluated.Id)];
        return (new(nodes, [.. Enumerable.Range(0, nodes.Length)]), kept);
    }

    /// <summary>The build knows the exact token of what a rule says again; behind the message it names a page.</summary>
    private MergeNode Placed(MergeNode node) =>
        node with
        {
            Report = found =>
                node.Report([
                    .. found.Select(diagnostic =>
                        said.FirstOrDefault(other =>
                            other.Id == diagnostic.Id && other.Message.StartsWith(diagnostic.Message, StringComparison.Ordinal)
                        )?.Place
                            is { } place
                            ? diagnostic with
                            {
                                Place = place,
                            }
                            : diagnostic
                    ),
                ]),
        };

    private void Add(Type type)
    {
        if (type.GetProperty("Plan", Static) is { CanRead: true } plan && plan.PropertyType == typeof(MergePlan))
            Add(type, () => (MergePlan?)plan.GetValue(null));
        else if (
            type.IsDefined(typeof(MergeAttribute), inherit: false)
            && type.GetProperty("Definition", Static) is { CanRead: true } definition
            && typeof(Merge).IsAssignableFrom(definition.PropertyType)
        )
        {
            // Compiled without the generator.
            Add(type, () => definition.GetValue(null) is Merge merge ? MergePlan.Create(merge) : null);
        }
    }

    private void Add(Type type, Func<MergePlan?> read)
    {
        string name = type.Name;
        Place place = places.Of(type) ?? new(subject, 1, 1);
        try
        {
            if (read() is not { } plan)
                return;
            name = plan.Name ?? name;
            // Two classes of one name differ by their namespaces.
            if (plans.Any(other => other.Name == name))
                name = type.FullName!.Replace('+', '.');
            plans.Add(plan.Name == name ? plan : plan with { Name = name });
            placeOf[name] = place;
        }
        catch (Exception failure) when (Cause(failure) is MergeException { Diagnostics: var diagnostics })
        {
            failed.Add(
                new(name, null)
                {
                    Diagnostics =
                    [
                        .. diagnostics.Select(diagnostic => diagnostic.Place is null ? diagnostic with { Place = place } : diagnostic),
                    ],
                }
            );
        }
        catch (TargetInvocationException failure)
        {
            Exception cause = Cause(failure);
            failed.Add(
                new(name, null)
                {
                    Diagnostics =
                    [
                        DiagnosticKinds.EvaluationThrows.Says(
                            $"the definition of {Printable.Quote(name)} throws {cause.GetType().Name}: {cause.Message.TrimEnd('.')}; correct what leads there"
                        ) with
                        {
                            Place = place,
                        },
                    ],
                }
            );
        }
    }

    private static Exception Cause(Exception failure)
    {
        while (failure is TargetInvocationException or TypeInitializationException && failure.InnerException is { } inner)
            failure = inner;
        return failure;
    }

    /// <summary>A program that was built with a newer MergeDsl than this may hold what this does not know.</summary>
    private static MergeDiagnostic? NewerLibrary(Assembly assembly)
    {
        Version own = typeof(MergePlan).Assembly.GetName().Version!;
        return
            assembly
                .GetReferencedAssemblies()
                .FirstOrDefault(reference => reference.Name == typeof(MergePlan).Assembly.GetName().Name)
                ?.Version
                is { } used
            && used > own
            ? DiagnosticKinds.CannotRead.Says(
                $"it was built with MergeDsl {used.ToString(3)}, and this is mergedsl {own.ToString(3)}; update the tool"
            )
            : null;
    }

    private static MergeDiagnostic Unreadable(string subject, Exception failure)
    {
        string reason = failure switch
        {
            BadImageFormatException => "it is no .NET assembly; name the dll of a program that declares merges",
            ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } =>
                $"{first.Message.TrimEnd('.')}; build it anew, with all that it needs beside it",
            _ => $"{failure.Message.TrimEnd('.')}; build it anew, with all that it needs beside it",
        };
        return DiagnosticKinds.CannotRead.Says($"cannot load {Printable.Quote(subject)}: {Printable.Line(reason)}") with
        {
            Place = new(subject, 1, 1),
        };
    }
}

/// <summary>The load context of a program's assembly and its dependencies: from its own directory, but MergeDsl is that of the tool, so that its plans are the tool's.</summary>
[RequiresUnreferencedCode(ProgramMerges.Reason)]
internal sealed class ProgramContext(string file) : AssemblyLoadContext("merges of " + Path.GetFileName(file), isCollectible: true)
{
    private readonly AssemblyDependencyResolver resolver = new(file);

    /// <summary>Loads the program itself, without keeping its file open.</summary>
    public Assembly LoadMain()
    {
        using var assembly = new MemoryStream(File.ReadAllBytes(file));
        return LoadFromStream(assembly);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (Default.Assemblies.Any(loaded => loaded.GetName().Name == assemblyName.Name))
            return null;
        return resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : IntPtr.Zero;
}
