namespace MergeDsl.Engine;

/// <summary>A small file of an output: configuration, tokenizer, card.</summary>
/// <param name="Name">Its name, without a directory.</param>
internal abstract record OutputFile(string Name)
{
    /// <summary>The name of the file without which nothing takes the directory for a checkpoint; it is written last.</summary>
    public const string Configuration = "config.json";

    /// <summary>A file with a given text, in UTF-8.</summary>
    public static OutputFile Text(string name, string text) => new Contents(name, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A file with given bytes.</summary>
    public sealed record Contents(string Name, ReadOnlyMemory<byte> Bytes) : OutputFile(Name);

    /// <summary>A file whose text depends on what became of the tensors.</summary>
    /// <param name="Name">Its name in the output.</param>
    /// <param name="MakeText">Makes the text of the tensors with NaN or infinite elements.</param>
    public sealed record Afterwards(string Name, Func<EquatableArray<SickTensor>, string> MakeText) : OutputFile(Name);

    /// <summary>The file when all tensors are written.</summary>
    public OutputFile After(EquatableArray<SickTensor> sick) => this is Afterwards late ? Text(Name, late.MakeText(sick)) : this;

    /// <summary>A byte for byte copy of a file.</summary>
    /// <param name="Name">Its name in the output.</param>
    /// <param name="Source">The path of the file.</param>
    public sealed record CopyOf(string Name, string Source) : OutputFile(Name);

    /// <summary>The number of bytes, as far as it is known before it is read.</summary>
    public long Length =>
        this switch
        {
            Contents contents => contents.Bytes.Length,
            CopyOf copy => File.Exists(copy.Source) ? new FileInfo(copy.Source).Length : 0,
            Afterwards late => System.Text.Encoding.UTF8.GetByteCount(late.MakeText([])),
            _ => 0,
        };

    /// <summary>Writes the file into a directory, safely on the disk.</summary>
    /// <exception cref="MergeException"><c>MDSL0703</c>, <c>MDSL0704</c>, <c>MDSL0705</c>, <c>MDSL0706</c>.</exception>
    public void WriteTo(string directory, Tally tally, CancellationToken cancel)
    {
        string path = Path.Combine(directory, Name);
        if (this is CopyOf copy)
        {
            using var source = new SourceFile(copy.Source, 0, null);
            using var output = new OutputStream(path, source.Length);
            Write(source, output, tally, cancel);
            source.CheckUnchanged();
        }
        else
        {
            ReadOnlySpan<byte> bytes = ((Contents)this).Bytes.Span;
            using var output = new OutputStream(path, bytes.Length);
            output.Write(new OrdinaryTransport(), bytes, 0);
            tally.AddWritten(bytes.Length);
            output.Flush(cancel);
        }
    }

    private static void Write(SourceFile source, OutputStream output, Tally tally, CancellationToken cancel)
    {
        using var transport = new OrdinaryTransport();
        using var buffer = new AlignedBuffer((int)Math.Clamp(source.Length, 1, 1 << 20));
        for (long offset = 0; offset < source.Length; )
        {
            cancel.ThrowIfCancellationRequested();
            Span<byte> bytes = buffer.Span[..(int)Math.Min(buffer.Span.Length, source.Length - offset)];
            source.Read(transport, bytes, offset);
            output.Write(transport, bytes, offset);
            tally.AddRead(bytes.Length);
            tally.AddWritten(bytes.Length);
            offset += bytes.Length;
        }
        output.Flush(cancel);
    }
}
