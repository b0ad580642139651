using System.Text;
using MergeDsl.Diagnostics;
using MergeDsl.Files;
using MergeDsl.Json;
using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Engine;

/// <summary>The lock of an output directory, held from before the first byte until after publication. Its file is also the journal by which the next merge mends what a killed one left.</summary>
internal sealed class TargetLock : IDisposable
{
    private const int MostBytes = 16 << 20;
    private readonly FileSystem files;
    private readonly SafeFileHandle handle;
    private readonly string path;
    private long length;

    private TargetLock(FileSystem files, SafeFileHandle handle, string path, string found)
    {
        (this.files, this.handle, this.path) = (files, handle, path);
        // Of a line that was cut short by a loss of power nothing is known, and nothing had been done yet.
        Left = found.Split('\n')[..^1].Select(PublicationRecord.TryParse).LastOrDefault(record => record is not null);
        length = Encoding.UTF8.GetByteCount(found);
        Append(Owner.OfThisProcess.ToJson());
    }

    /// <summary>The path of its file.</summary>
    public string Path => path;

    /// <summary>The step at which the last holder was killed; null where there is nothing to mend.</summary>
    public PublicationRecord? Left { get; }

    /// <summary>Takes the lock.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="path">The path of the lock.</param>
    /// <param name="target">The output directory, for messages.</param>
    /// <exception cref="MergeException"><c>MDSL0710</c>: another merge holds it.</exception>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static TargetLock Take(FileSystem files, string path, string target)
    {
        while (true)
        {
            SafeFileHandle? handle = null;
            bool isNew = false;
            try
            {
                isNew = (handle = files.TryCreate(path)) is not null;
                handle ??= Open(files, path, target);
                bool? isLocked = files.TryLock(handle, path);
                string found = isNew ? "" : Encoding.UTF8.GetString(files.ReadAll(handle, path, MostBytes));
                // Without locks, who makes the file has it, until that process has ended.
                if (isLocked is false || (isLocked is null && !isNew && Owner.TryParse(found) is not { HasEnded: true }))
                    throw Held(path, target, Owner.TryParse(found));
                if (isLocked is null && !isNew)
                {
                    files.RemoveFile(path);
                    continue;
                }
                // A holder removes the file in the end: then this is the lock of nothing.
                if (files.TryStatLink(path)?.Identity == files.Stat(handle, path).Identity)
                {
                    var taken = new TargetLock(files, handle, path, found);
                    handle = null;
                    return taken;
                }
            }
            catch (Exception failure) when (isNew && failure is IOException or UnauthorizedAccessException)
            {
                files.RemoveFile(path);
                throw;
            }
            finally
            {
                handle?.Dispose();
            }
        }
    }

    /// <summary>Writes down what is about to be done, safely on the disk.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Record(PublicationRecord record)
    {
        Append(record.ToJson());
        files.Flush(handle, path, length, CancellationToken.None);
        files.FlushDirectory(System.IO.Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes the file and with it the lock.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public void Remove()
    {
        files.RemoveFile(path);
        Dispose();
    }

    /// <summary>Lets the lock go and leaves the file.</summary>
    public void Dispose() => handle.Dispose();

    /// <summary>Opens a lock that is there. On Windows that fails where another process holds it.</summary>
    private static SafeFileHandle Open(FileSystem files, string path, string target)
    {
        try
        {
            return files.OpenOrCreate(path);
        }
        catch (IOException failure) when (OperatingSystem.IsWindows() && Errno.Of(failure) == Errno.WouldBlock)
        {
            throw Held(path, target, null);
        }
    }

    private void Append(JsonObject line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(JsonWriter.Compact(line) + "\n");
        files.Write(handle, path, bytes, length);
        length += bytes.Length;
    }

    private static MergeException Held(string path, string target, Owner? owner) =>
        OutputFault.Because(
            DiagnosticKinds.OutputInUse.Says(
                $"another merge is writing to {Printable.Quote(target)}{owner?.Describe()}; wait for it or choose another output directory; if no such merge runs any more, remove {Printable.Quote(path)}"
            ) with
            {
                Place = new(target, 1, 1),
            }
        );

    /// <summary>The process that holds a lock.</summary>
    private sealed record Owner(string Host, long Process, long Started)
    {
        public static Owner OfThisProcess { get; } =
            new(Environment.MachineName, Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0);

        /// <summary>Indicates whether it is known that the process runs no more.</summary>
        public bool HasEnded => Host == Environment.MachineName && StartOf((int)Process) != Started;

        public string Describe() => FormattableString.Invariant($" (process {Process} on {Printable.Line(Host)})");

        public JsonObject ToJson() => JsonObject.Of(("host", Host), ("process", Process), ("started", Started));

        public static Owner? TryParse(string text)
        {
            foreach (string line in text.Split('\n').Reverse())
            {
                if (PublicationRecord.TryParseObject(line) is { } owner && owner["host"]?.AsString is { } host)
                    return new(host, owner["process"]?.AsInteger ?? 0, owner["started"]?.AsInteger ?? 0);
            }
            return null;
        }

        private static long? StartOf(int process)
        {
            try
            {
                using var running = System.Diagnostics.Process.GetProcessById(process);
                return new DateTimeOffset(running.StartTime.ToUniversalTime()).ToUnixTimeSeconds();
            }
            catch (Exception failure)
                when (failure is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                return null;
            }
        }
    }
}
