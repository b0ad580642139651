using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Tests.Faults;

/// <summary>Keeps book of what a loss of power could leave of a directory: data of a file up to its last flush, and of the names those that a flush of every directory concerned has followed; any other change of a name may or may not have reached the disk.</summary>
internal sealed class PowerLossModel : ForwardingCalls
{
    private readonly string root;
    private readonly Dictionary<int, byte[]> current = [];
    private readonly Dictionary<int, byte[]> durable = [];
    private readonly Dictionary<(int Directory, string Name), int> names = [];
    private readonly HashSet<int> directories = [];
    private readonly Dictionary<SafeFileHandle, int> open = [];
    private readonly List<Change> changes = [];
    private readonly Dictionary<(int Directory, string Name), int> atStart;
    private int nextNode;

    /// <param name="inner">The calls below.</param>
    /// <param name="root">The directory; all that is in it is on the disk.</param>
    public PowerLossModel(FileCalls inner, string root)
        : base(inner)
    {
        this.root = root;
        Scan(root, NewNode(isDirectory: true));
        atStart = new(names);
    }

    /// <summary>Called after every call that changes something.</summary>
    public Action<PowerLossModel>? Changed { get; set; }

    /// <summary>The changes of names that may be lost.</summary>
    public int Pending => changes.Count(change => !change.IsDurable);

    /// <summary>The files of a directory after a loss of power; null where there is no such directory.</summary>
    /// <param name="directory">The name of the directory below the root.</param>
    /// <param name="survives">Whether a change of a name that may be lost is not.</param>
    /// <param name="keepsData">Whether data that was not flushed is there all the same.</param>
    public Dictionary<string, string>? After(string directory, Func<int, bool> survives, bool keepsData)
    {
        var found = new Dictionary<(int Directory, string Name), int>(atStart);
        int pending = 0;
        foreach (Change change in changes)
        {
            if (!change.IsDurable && !survives(pending++))
                continue;
            foreach ((int parent, string name, int? node) in change.Sets)
            {
                if (node is { } present)
                    found[(parent, name)] = present;
                else
                    found.Remove((parent, name));
            }
        }
        if (!found.TryGetValue((0, directory), out int target))
            return null;
        return found
            .Where(entry => entry.Key.Directory == target && !directories.Contains(entry.Value))
            .ToDictionary(
                entry => entry.Key.Name,
                entry => Convert.ToHexString(keepsData ? current[entry.Value] : durable.GetValueOrDefault(entry.Value, []))
            );
    }

    public override long Create(string path, out SafeFileHandle? handle) => Opened(path, base.Create(path, out handle), handle);

    public override long OpenOrCreate(string path, out SafeFileHandle? handle) => Opened(path, base.OpenOrCreate(path, out handle), handle);

    public override long SetLength(SafeFileHandle handle, long length)
    {
        long result = base.SetLength(handle, length);
        if (result >= 0 && open.TryGetValue(handle, out int node))
        {
            byte[] bytes = current[node];
            Array.Resize(ref bytes, (int)length);
            current[node] = bytes;
        }
        return Done(result);
    }

    public override long Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes, long offset, bool uncached)
    {
        long result = base.Write(handle, bytes, offset, uncached);
        if (result > 0 && open.TryGetValue(handle, out int node))
        {
            byte[] content = current[node];
            if (content.Length < offset + result)
                Array.Resize(ref content, (int)(offset + result));
            // Another array: an older one may be what the disk has.
            content = [.. content];
            bytes[..(int)result].CopyTo(content.AsSpan((int)offset));
            current[node] = content;
        }
        return Done(result);
    }

    public override long Flush(SafeFileHandle handle)
    {
        long result = base.Flush(handle);
        if (result >= 0 && open.TryGetValue(handle, out int node))
            durable[node] = current[node];
        return Done(result);
    }

    public override long FlushDirectory(string path)
    {
        long result = base.FlushDirectory(path);
        if (result >= 0 && Find(path) is { } directory)
        {
            foreach (Change change in changes)
                change.Unflushed.Remove(directory);
        }
        return Done(result);
    }

    public override long Rename(string from, string to, RenameKind kind)
    {
        long result = base.Rename(from, to, kind);
        if (result >= 0 && Place(from) is { } source && Place(to) is { } target)
        {
            int moved = names[source];
            int? other = kind == RenameKind.Exchange ? names[target] : null;
            Apply((source.Directory, source.Name, other), (target.Directory, target.Name, moved));
        }
        return Done(result);
    }

    public override long MakeDirectory(string path) => Made(path, base.MakeDirectory(path));

    public override long RemoveFile(string path) => Removed(path, base.RemoveFile(path));

    public override long RemoveDirectory(string path) => Removed(path, base.RemoveDirectory(path));

    private long Opened(string path, long result, SafeFileHandle? handle)
    {
        if (handle is null || Place(path) is not { } place)
            return result;
        if (!names.TryGetValue(place, out int node))
        {
            node = NewNode(isDirectory: false);
            Apply((place.Directory, place.Name, node));
        }
        open[handle] = node;
        return Done(result);
    }

    private long Made(string path, long result)
    {
        if (result >= 0 && Place(path) is { } place)
            Apply((place.Directory, place.Name, NewNode(isDirectory: true)));
        return Done(result);
    }

    private long Removed(string path, long result)
    {
        if (result >= 0 && Place(path) is { } place)
            Apply((place.Directory, place.Name, null));
        return Done(result);
    }

    private long Done(long result)
    {
        Changed?.Invoke(this);
        return result;
    }

    private void Apply(params (int Directory, string Name, int? Node)[] sets)
    {
        foreach ((int directory, string name, int? node) in sets)
        {
            if (node is { } present)
                names[(directory, name)] = present;
            else
                names.Remove((directory, name));
        }
        changes.Add(new(sets, [.. sets.Select(set => set.Directory)]));
    }

    private int NewNode(bool isDirectory)
    {
        int node = nextNode++;
        if (isDirectory)
            directories.Add(node);
        else
            current[node] = [];
        return node;
    }

    private void Scan(string path, int node)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(path))
        {
            int child = NewNode(Directory.Exists(entry));
            names[(node, Path.GetFileName(entry))] = child;
            if (Directory.Exists(entry))
                Scan(entry, child);
            else
                durable[child] = current[child] = File.ReadAllBytes(entry);
        }
    }

    private int? Find(string path)
    {
        if (path == root)
            return 0;
        return Place(path) is { } place && names.TryGetValue(place, out int node) ? node : null;
    }

    private (int Directory, string Name)? Place(string path) =>
        Path.GetDirectoryName(path) is { } parent && Find(parent) is { } directory ? (directory, Path.GetFileName(path)) : null;

    /// <summary>A change of names.</summary>
    /// <param name="Sets">The names with what they are of; nothing for a name that goes.</param>
    /// <param name="Unflushed">The directories that have not been flushed since.</param>
    private sealed record Change(IReadOnlyList<(int Directory, string Name, int? Node)> Sets, HashSet<int> Unflushed)
    {
        public bool IsDurable => Unflushed.Count == 0;
    }
}
