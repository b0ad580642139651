using MergeDsl.Collections;
using MergeDsl.Files;

namespace MergeDsl.Engine;

/// <summary>A small file of an output: configuration, tokenizer, card.</summary>
/// <param name="Name">Its name, without a directory.</param>
internal abstract record OutputFile(string Name)
{
    /// <summary>The name of the file without which nothing takes the directory for a checkpoint; it appears last.</summary>
    public const string Configuration = "config.json";

    /// <summary>A file with a given text, in UTF-8.</summary>
    public static OutputFile Text(string name, string text) => new Contents(name, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A file with given bytes.</summary>
    public sealed record Contents(string Name, ReadOnlyMemory<byte> Bytes) : OutputFile(Name);

    /// <summary>A byte for byte copy of a file.</summary>
    /// <param name="Name">Its name in the output.</param>
    /// <param name="Source">The path of the file.</param>
    /// <param name="Expected">The file as it was when it was proved, or null.</param>
    public sealed record CopyOf(string Name, string Source, SourceStamp? Expected = null) : OutputFile(Name);

    /// <summary>A file whose text depends on all that was written before: it is written last.</summary>
    /// <param name="Name">Its name in the output.</param>
    /// <param name="MakeText">Makes the text.</param>
    public sealed record Afterwards(string Name, Func<WrittenOutput, string> MakeText) : OutputFile(Name);
}

/// <summary>An output but for its record.</summary>
/// <param name="Files">Its files.</param>
/// <param name="NonFiniteTensors">The tensors with elements that became NaN or infinite.</param>
internal sealed record WrittenOutput(IReadOnlyList<WrittenFile> Files, EquatableArray<NonFiniteTensor> NonFiniteTensors);

/// <summary>A small file that is ready to be written: a file that it copies was opened, and found to be readable.</summary>
internal sealed class PreparedFile
{
    private readonly FileSystem files;
    private readonly OutputFile file;
    private readonly SourceFile? source;

    /// <param name="files">The file system.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="MergeException"><c>MDSL0705</c>.</exception>
    public PreparedFile(FileSystem files, OutputFile file)
    {
        (this.files, this.file) = (files, file);
        if (file is OutputFile.CopyOf copy)
            source = new(files, copy.Source, 0, copy.Expected);
    }

    public string Name => file.Name;

    /// <summary>The file that it copies; null where it copies none.</summary>
    public string? Source => source?.Path;

    /// <summary>Indicates whether it is written behind all others.</summary>
    public bool IsLast => file is OutputFile.Afterwards;

    /// <summary>The number of bytes, as far as it is known before anything is written.</summary>
    public long Length =>
        file switch
        {
            OutputFile.Contents contents => contents.Bytes.Length,
            OutputFile.Afterwards late => System.Text.Encoding.UTF8.GetByteCount(late.MakeText(new([], []))),
            _ => source?.Length ?? 0,
        };

    /// <summary>Writes the file into a directory, safely on the disk.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="written">What was written before.</param>
    /// <param name="progress">Counts the bytes.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The file.</returns>
    /// <exception cref="MergeException"><c>MDSL0703</c>, <c>MDSL0704</c>, <c>MDSL0705</c>, <c>MDSL0706</c>.</exception>
    public WrittenFile WriteTo(string directory, WrittenOutput written, ProgressCounter progress, CancellationToken cancellationToken)
    {
        string path = Path.Combine(directory, Name);
        if (source is not null)
        {
            using var output = new OutputStream(files, path, source.Length);
            Copy(source, output, progress, cancellationToken);
            source.CheckUnchanged();
            return new(Name, output.Length);
        }
        ReadOnlyMemory<byte> bytes = file switch
        {
            OutputFile.Contents contents => contents.Bytes,
            OutputFile.Afterwards late => System.Text.Encoding.UTF8.GetBytes(late.MakeText(written)),
            _ => throw new InvalidOperationException($"a file of the kind {file.GetType().Name} cannot be written"),
        };
        using var stream = new OutputStream(files, path, bytes.Length);
        using var transport = new OrdinaryTransport(files);
        stream.Write(transport, bytes.Span, 0);
        progress.AddWritten(bytes.Length);
        stream.Flush(cancellationToken);
        stream.Prove(bytes.Span);
        return new(Name, bytes.Length);
    }

    private void Copy(SourceFile from, OutputStream output, ProgressCounter progress, CancellationToken cancellationToken)
    {
        using var transport = new OrdinaryTransport(files);
        using var buffer = new AlignedBuffer((int)Math.Clamp(from.Length, 1, 1 << 20));
        for (long offset = 0; offset < from.Length; )
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<byte> bytes = buffer.Span[..(int)Math.Min(buffer.Span.Length, from.Length - offset)];
            from.Read(transport, bytes, offset);
            output.Write(transport, bytes, offset);
            progress.AddRead(bytes.Length);
            progress.AddWritten(bytes.Length);
            offset += bytes.Length;
        }
        output.Flush(cancellationToken);
    }
}
