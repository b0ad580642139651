using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using MergeDsl.Diagnostics;

namespace MergeDsl.Tool;

/// <summary>The places where merges were declared: read off the debug information that lies beside an assembly, or in it.</summary>
internal sealed class DefinitionPlaces
{
    private readonly Dictionary<int, Place> places = [];

    /// <summary>The places of an assembly; none where there is no debug information.</summary>
    public static DefinitionPlaces Of(string file)
    {
        var found = new DefinitionPlaces();
        try
        {
            using var assembly = new PEReader(File.OpenRead(file));
            if (
                !assembly.HasMetadata
                || !assembly.TryOpenAssociatedPortablePdb(
                    file,
                    path => File.Exists(path) ? File.OpenRead(path) : null,
                    out MetadataReaderProvider? provider,
                    out _
                )
            )
                return found;
            using (provider)
                found.Read(assembly.GetMetadataReader(), provider!.GetMetadataReader());
        }
        catch (Exception failure) when (failure is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            // Places are a help; a message without one still stands.
        }
        return found;
    }

    /// <summary>The place of a type's <c>Definition</c>.</summary>
    public Place? Of(Type type) => places.GetValueOrDefault(type.MetadataToken);

    private void Read(MetadataReader metadata, MetadataReader debug)
    {
        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            foreach (MethodDefinitionHandle method in metadata.GetTypeDefinition(handle).GetMethods())
            {
                if (!metadata.StringComparer.Equals(metadata.GetMethodDefinition(method).Name, "get_Definition"))
                    continue;
                foreach (SequencePoint point in debug.GetMethodDebugInformation(method).GetSequencePoints())
                {
                    if (point.IsHidden || point.Document.IsNil)
                        continue;
                    places[MetadataTokens.GetToken(handle)] = new(
                        Shorten(debug.GetString(debug.GetDocument(point.Document).Name)),
                        point.StartLine,
                        point.StartColumn
                    );
                    break;
                }
            }
        }
    }

    /// <summary>A path below the working directory, relative to it.</summary>
    private static string Shorten(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path : relative;
    }
}
