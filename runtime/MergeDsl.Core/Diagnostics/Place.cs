namespace MergeDsl.Diagnostics;

/// <summary>A place in a source file.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in UTF-16 code units, from 1.</param>
/// <param name="Start">The offset of the first character, from 0.</param>
/// <param name="Length">The number of characters.</param>
public sealed record Place(string File, int Line, int Column, int Start = 0, int Length = 0);

/// <summary>Knows where the parts of a spec were written. Each front end has its own.</summary>
public interface IPlaces
{
    /// <summary>The place of a part of a spec, or the place of the closest part around it that is known.</summary>
    /// <param name="path">A path such as <c>slices[8].sources[0].scale[1].filter</c>.</param>
    /// <returns>The place, or null where nothing is known.</returns>
    Place? Find(SpecPath path);
}
