using System.Globalization;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Tensors;

namespace MergeDsl.Safetensors;

/// <summary>A tensor as the text of a header has it, not yet checked against the file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">Its dtype.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Begin">The first byte, counted from the beginning of the data.</param>
/// <param name="End">The byte after the last.</param>
/// <param name="Position">Where its name stands in the file.</param>
internal readonly record struct StatedTensor(
    string Name,
    TensorDType DType,
    EquatableArray<long> Shape,
    ulong Begin,
    ulong End,
    long Position
);

/// <summary>Reads the JSON of a header into tensors without building a tree: headers have up to a hundred thousand of them.</summary>
internal ref struct HeaderText
{
    private const string MetadataKey = "__metadata__";
    private const int TensorsBetweenLooks = 4096;
    private readonly CancellationToken cancellationToken;
    private HeaderJson json;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly List<long> dimensions = new(8);
    private bool metadataSeen;

    private HeaderText(ReadOnlySpan<byte> text, CancellationToken cancellationToken)
    {
        json = new(text);
        this.cancellationToken = cancellationToken;
    }

    public List<StatedTensor> Tensors { get; } = [];

    public List<KeyValuePair<string, string>> Metadata { get; } = [];

    /// <summary>Reads the whole header.</summary>
    /// <param name="text">The header without its length, valid UTF-8.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SafetensorsFormatException">The text is not JSON or not a header.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static HeaderText Read(ReadOnlySpan<byte> text, CancellationToken cancellationToken = default)
    {
        var header = new HeaderText(text, cancellationToken);
        header.ReadAll();
        return header;
    }

    private void ReadAll()
    {
        if (json.Next() != '{')
            throw json.Wrong("has a header that does not begin with '{'");
        json.Open();
        for (bool more = json.FirstMember(); more; more = json.NextMember())
        {
            if (Tensors.Count % TensorsBetweenLooks == 0)
                cancellationToken.ThrowIfCancellationRequested();
            int position = json.Position;
            string name = json.ReadString();
            json.Colon();
            if (name != MetadataKey)
                ReadTensor(name, position);
            else if (metadataSeen)
                throw json.Wrong(position, "has '__metadata__' twice");
            else
                ReadMetadata();
        }
        json.End();
    }

    private void ReadMetadata()
    {
        metadataSeen = true;
        if (json.Next() == 'n')
        {
            json.SkipValue();
            return;
        }
        if (json.Next() != '{')
            throw json.Wrong("has a '__metadata__' that is not an object");
        json.Open();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (bool more = json.FirstMember(); more; more = json.NextMember())
        {
            string key = json.ReadString();
            json.Colon();
            if (json.Next() != '"')
                throw json.Wrong($"has an entry {Printable.Quote(key)} of '__metadata__' that is not text");
            string value = json.ReadString();
            if (known.TryAdd(key, Metadata.Count))
                Metadata.Add(new(key, value));
            else
                Metadata[known[key]] = new(key, value);
        }
    }

    private void ReadTensor(string name, int position)
    {
        if (!names.Add(name))
            throw json.Wrong(position, $"has the tensor {Printable.Quote(name)} twice");
        if (json.Next() != '{')
            throw json.Wrong($"has a tensor {Printable.Quote(name)} that is not an object");
        json.Open();
        TensorDType? dtype = null;
        long[]? shape = null;
        (ulong Begin, ulong End)? range = null;
        for (bool more = json.FirstMember(); more; more = json.NextMember())
        {
            int at = json.Position;
            string key = json.ReadString();
            json.Colon();
            switch (key)
            {
                case "dtype":
                    if (dtype is not null)
                        throw Twice(at, name, key);
                    dtype = ReadDType(name);
                    break;
                case "shape":
                    if (shape is not null)
                        throw Twice(at, name, key);
                    shape = ReadShape(name);
                    break;
                case "data_offsets":
                    if (range is not null)
                        throw Twice(at, name, key);
                    range = ReadRange(name);
                    break;
                default:
                    json.SkipValue();
                    break;
            }
        }
        string? missing =
            dtype is null ? "dtype"
            : shape is null ? "shape"
            : range is null ? "data_offsets"
            : null;
        if (missing is not null)
            throw json.Wrong(position, $"has a tensor {Printable.Quote(name)} without '{missing}'");
        Tensors.Add(new(name, dtype!.Value, new(shape!), range!.Value.Begin, range.Value.End, SafetensorsHeader.LengthBytes + position));
    }

    private TensorDType ReadDType(string name)
    {
        int at = json.Position;
        if (json.Next() != '"')
            throw json.Wrong($"has a tensor {Printable.Quote(name)} whose dtype is not text");
        string text = json.ReadString();
        return TensorDTypes.TryParse(text, out TensorDType dtype)
            ? dtype
            : throw json.Wrong(at, $"has a tensor {Printable.Quote(name)} of the unknown dtype {Printable.Quote(text)}");
    }

    private long[] ReadShape(string name)
    {
        if (json.Next() != '[')
            throw json.Wrong($"has a tensor {Printable.Quote(name)} whose shape is not a list");
        dimensions.Clear();
        json.Open();
        for (bool more = json.FirstItem(); more; more = json.NextItem())
        {
            int at = json.Position;
            if (!json.TryReadUnsigned(out ulong dimension) || dimension > long.MaxValue)
            {
                throw json.Wrong(
                    at,
                    $"has a tensor {Printable.Quote(name)} whose dimension {dimensions.Count.ToString(CultureInfo.InvariantCulture)} is not a whole number of at most 63 bits"
                );
            }
            dimensions.Add((long)dimension);
        }
        return [.. dimensions];
    }

    private (ulong Begin, ulong End) ReadRange(string name)
    {
        int at = json.Position;
        if (json.Next() != '[')
            throw json.Wrong($"has a tensor {Printable.Quote(name)} whose data_offsets are not a list");
        Span<ulong> range = stackalloc ulong[2];
        int count = 0;
        json.Open();
        for (bool more = json.FirstItem(); more; more = json.NextItem(), count++)
        {
            int item = json.Position;
            if (count == 2)
                throw json.Wrong(item, $"has a tensor {Printable.Quote(name)} with more than two data_offsets");
            if (!json.TryReadUnsigned(out range[count]))
                throw json.Wrong(item, $"has a tensor {Printable.Quote(name)} with data_offsets that are not whole numbers from 0");
        }
        return count == 2
            ? (range[0], range[1])
            : throw json.Wrong(at, $"has a tensor {Printable.Quote(name)} with {(count == 0 ? "no" : "one")} instead of two data_offsets");
    }

    private readonly SafetensorsFormatException Twice(int at, string name, string key) =>
        json.Wrong(at, $"has a tensor {Printable.Quote(name)} with two '{key}'");
}
