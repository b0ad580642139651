using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Tests.Faults;

/// <summary>Counts the calls of the engine, and lets one of them go wrong.</summary>
/// <param name="inner">What the calls do.</param>
/// <param name="at">The number of the call that goes wrong, from 0; -1 for none.</param>
/// <param name="fault">How it goes wrong.</param>
internal sealed class FaultyCalls(FileCalls inner, int at, Fault fault) : FileCalls
{
    private const int Unlock = 8;
    private readonly List<SafeFileHandle> opened = [];
    private int count;
    private bool isKilled;

    /// <summary>A directory that is said to be a mount point.</summary>
    public string? MountPoint { get; init; }

    /// <summary>Directories of which the whole name cannot be changed, as in a layer of a container.</summary>
    public string? Fixed { get; init; }

    /// <summary>Indicates whether two names can be exchanged in one step.</summary>
    public bool HasExchange { get; init; } = true;

    /// <summary>Closes what the killed process had open, as a kernel does.</summary>
    public void Close()
    {
        foreach (SafeFileHandle handle in opened.Where(handle => !handle.IsClosed))
        {
            // A process that another test has just forked holds the lock, too, until it runs its program.
            if (OperatingSystem.IsLinux())
                _ = flock(handle, Unlock);
            handle.Dispose();
        }
    }

    /// <summary>The calls so far.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>The call that went wrong; null where none did.</summary>
    public string? Hit { get; private set; }

    /// <summary>The calls of this system that no fault has reached, by name.</summary>
    public Dictionary<string, int> Names { get; } = new(StringComparer.Ordinal);

    public override long OpenToRead(string path, out SafeFileHandle? handle)
    {
        SafeFileHandle? opened = null;
        long result = Call(nameof(OpenToRead), path, () => inner.OpenToRead(path, out opened));
        handle = Keep(opened);
        return result;
    }

    public override long Create(string path, out SafeFileHandle? handle)
    {
        SafeFileHandle? opened = null;
        long result = Call(nameof(Create), path, () => inner.Create(path, out opened));
        handle = Keep(opened);
        return result;
    }

    public override long OpenOrCreate(string path, out SafeFileHandle? handle)
    {
        SafeFileHandle? opened = null;
        long result = Call(nameof(OpenOrCreate), path, () => inner.OpenOrCreate(path, out opened));
        handle = Keep(opened);
        return result;
    }

    public override long Lock(SafeFileHandle handle) => Call(nameof(Lock), "", () => inner.Lock(handle));

    public override long Allocate(SafeFileHandle handle, long length) => Call(nameof(Allocate), "", () => inner.Allocate(handle, length));

    public override long SetLength(SafeFileHandle handle, long length) =>
        Call(nameof(SetLength), "", () => inner.SetLength(handle, length));

    public override long Read(SafeFileHandle handle, Span<byte> bytes, long offset, bool uncached)
    {
        if (Enter(nameof(Read), "") is { } result)
        {
            if (result != Fault.Short)
                return result;
            bytes = bytes[..Math.Min(bytes.Length, 1)];
        }
        return inner.Read(handle, bytes, offset, uncached);
    }

    public override long Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes, long offset, bool uncached)
    {
        if (Enter(nameof(Write), "") is { } result)
        {
            if (result != Fault.Short)
                return result;
            bytes = bytes[..Math.Min(bytes.Length, 1)];
        }
        return inner.Write(handle, bytes, offset, uncached);
    }

    public override long WriteBack(SafeFileHandle handle, long offset, long length, bool wait) =>
        Call(nameof(WriteBack), "", () => inner.WriteBack(handle, offset, length, wait));

    public override long Flush(SafeFileHandle handle) => Call(nameof(Flush), "", () => inner.Flush(handle));

    public override long FlushDirectory(string path) => Call(nameof(FlushDirectory), path, () => inner.FlushDirectory(path));

    public override long Stat(SafeFileHandle handle, out FileFacts facts)
    {
        FileFacts found = default;
        long result = Call(nameof(Stat), "", () => inner.Stat(handle, out found));
        facts = found;
        return result;
    }

    public override long Stat(string path, bool followLink, out FileFacts facts)
    {
        FileFacts found = default;
        long result = Call(nameof(Stat), path, () => inner.Stat(path, followLink, out found));
        facts = found with { IsMountPoint = found.IsMountPoint || (result >= 0 && path == MountPoint) };
        return result;
    }

    public override long ReadLink(string path, out string target)
    {
        string found = "";
        long result = Call(nameof(ReadLink), path, () => inner.ReadLink(path, out found));
        target = found;
        return result;
    }

    public override long List(string path, out IReadOnlyList<string> names)
    {
        IReadOnlyList<string> found = [];
        long result = Call(nameof(List), path, () => inner.List(path, out found));
        names = found;
        return result;
    }

    public override long Rename(string from, string to, RenameKind kind) =>
        Call(
            $"{nameof(Rename)} {kind}",
            from,
            () =>
                !HasExchange && kind == RenameKind.Exchange ? -Errno.NotSupported
                : (from == Fixed || to == Fixed) ? -Errno.CrossDevice
                : inner.Rename(from, to, kind)
        );

    public override long MakeDirectory(string path) => Call(nameof(MakeDirectory), path, () => inner.MakeDirectory(path));

    public override long SetAccess(string path, FileFacts like) => Call(nameof(SetAccess), path, () => inner.SetAccess(path, like));

    public override long RemoveFile(string path) => Call(nameof(RemoveFile), path, () => inner.RemoveFile(path));

    public override long RemoveDirectory(string path) => Call(nameof(RemoveDirectory), path, () => inner.RemoveDirectory(path));

    public override long FreeSpace(string directory) => Call(nameof(FreeSpace), directory, () => inner.FreeSpace(directory));

    private long Call(string name, string path, Func<long> call) =>
        Enter(name, path) is { } result && result != Fault.Short ? result : call();

    [System.Runtime.InteropServices.DllImport("libc")]
    private static extern int flock(SafeFileHandle file, int operation);

    private SafeFileHandle? Keep(SafeFileHandle? handle)
    {
        if (handle is not null)
            lock (opened)
                opened.Add(handle);
        return handle;
    }

    /// <summary>Counts a call.</summary>
    /// <returns>Its result where it goes wrong.</returns>
    private long? Enter(string name, string path)
    {
        int number = Interlocked.Increment(ref count) - 1;
        lock (Names)
            Names[name] = Names.GetValueOrDefault(name) + 1;
        if (isKilled)
            throw new KilledException();
        bool isHit = number == at || (number > at && at >= 0 && fault.IsLasting);
        if (!isHit)
            return null;
        Hit ??= $"{name} {path}";
        if (fault.IsKill)
        {
            isKilled = true;
            throw new KilledException();
        }
        if (fault.Delay > TimeSpan.Zero)
        {
            Thread.Sleep(fault.Delay);
            return null;
        }
        return fault.Result;
    }
}

/// <summary>The kinds of failures of a call.</summary>
/// <param name="Name">The name of the fault.</param>
/// <param name="Result">What the call returns.</param>
internal sealed record Fault(string Name, long Result)
{
    /// <summary>A call that does one byte of its work.</summary>
    public const long Short = long.MinValue;

    /// <summary>Indicates whether all later calls go wrong, too.</summary>
    public bool IsLasting { get; init; }

    /// <summary>Indicates whether the process ends at the call.</summary>
    public bool IsKill { get; init; }

    public TimeSpan Delay { get; init; }

    public static Fault Kill { get; } = new("kill", 0) { IsKill = true };

    public static IReadOnlyList<Fault> Errors { get; } =
    [
        new("EIO", -Errno.Io),
        new("ENOSPC", -Errno.NoSpace),
        new("EDQUOT", -Errno.Quota),
        new("EINTR", -Errno.Interrupted),
        new("EAGAIN", -Errno.WouldBlock),
        new("EACCES", -Errno.NoAccess),
        new("ENOSYS", -Errno.NotSupported),
        new("EXDEV", -Errno.CrossDevice),
        new("short", Short),
        new("delay", 0) { Delay = TimeSpan.FromMilliseconds(1) },
        new("EIO from then on", -Errno.Io) { IsLasting = true },
        new("ENOSPC from then on", -Errno.NoSpace) { IsLasting = true },
    ];

    public override string ToString() => Name;
}

/// <summary>Ends a merge as a kill would: nothing that it does afterwards reaches the disk.</summary>
internal sealed class KilledException : Exception;
