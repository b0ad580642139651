using System.Text;
using MergeDsl.Diagnostics;

namespace MergeDsl.App;

/// <summary>A stream for messages: what it cannot take is lost, and nothing fails because of it.</summary>
internal sealed class MessageWriter : TextWriter
{
    private MessageWriter(TextWriter inner) => Inner = inner;

    /// <summary>Returns a writer that passes everything on.</summary>
    public static MessageWriter Over(TextWriter inner) => inner as MessageWriter ?? new(inner);

    /// <summary>The stream that takes everything.</summary>
    public TextWriter Inner { get; }

    /// <summary>Why something could not be written; null while everything could.</summary>
    public string? Fault { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => Inner.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => Inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => Inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(() => Inner.WriteLine(value));

    /// <inheritdoc/>
    public override void WriteLine() => Try(Inner.WriteLine);

    /// <inheritdoc/>
    public override void Flush() => Try(Inner.Flush);

    /// <inheritdoc/>
    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task FlushAsync()
    {
        Flush();
        return Task.CompletedTask;
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (Failures.IsOfStream(failure))
        {
            Fault ??= Printable.Line(failure.Message);
        }
    }
}
