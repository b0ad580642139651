using System.Runtime.CompilerServices;

namespace MergeDsl.Json;

/// <summary>Where the values of a JSON text stand. Told by <see cref="JsonReader"/>; kept apart from the values, for most readers do not ask.</summary>
internal sealed class JsonPlaces
{
    private readonly Dictionary<JsonValue, int> offsets = new(new ByReference());

    /// <summary>Notes where a value begins; null is one value wherever it stands, so that it has no place.</summary>
    public void Add(JsonValue value, int offset)
    {
        if (value is not JsonNull)
            offsets[value] = offset;
    }

    /// <summary>The offset of the first character of a value, from 0, or null.</summary>
    public int? Find(JsonValue value) => offsets.TryGetValue(value, out int offset) ? offset : null;

    private sealed class ByReference : IEqualityComparer<JsonValue>
    {
        public bool Equals(JsonValue? left, JsonValue? right) => ReferenceEquals(left, right);

        public int GetHashCode(JsonValue value) => RuntimeHelpers.GetHashCode(value);
    }
}
