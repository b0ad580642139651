using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary>The generator mt19937, seeded by its standard initialisation.</summary>
internal sealed class MersenneTwister
{
    private const int Size = 624,
        Shift = 397;
    private const uint Upper = 0x80000000,
        Lower = 0x7FFFFFFF,
        Matrix = 0x9908B0DF;

    private readonly uint[] state;
    private int next;

    public MersenneTwister(uint seed)
    {
        state = new uint[Size];
        state[0] = seed;
        for (uint i = 1; i < Size; i++)
            state[i] = (1812433253u * (state[i - 1] ^ (state[i - 1] >> 30))) + i;
        next = Size;
    }

    private MersenneTwister(MersenneTwister other)
    {
        state = [.. other.state];
        next = other.next;
    }

    /// <summary>A generator that goes on from the same place.</summary>
    public MersenneTwister Clone() => new(this);

    /// <summary>The next number.</summary>
    public uint Next()
    {
        if (next == Size)
            Twist();
        return Temper(state[next++]);
    }

    /// <summary>Passes over numbers.</summary>
    public void Skip(long count)
    {
        while (count > Size - next)
        {
            count -= Size - next;
            Twist();
        }
        next += (int)count;
    }

    /// <summary>The next numbers as uniform float32 from 0 to below 1, of 24 bits each.</summary>
    public void Uniform(Span<float> values)
    {
        while (!values.IsEmpty)
        {
            if (next == Size)
                Twist();
            ReadOnlySpan<uint> ready = state.AsSpan(next, Math.Min(Size - next, values.Length));
            int vectors = ready.Length / 8 * 8;
            Span<Vector256<float>> to = MemoryMarshal.Cast<float, Vector256<float>>(values[..vectors]);
            ReadOnlySpan<Vector256<uint>> from = MemoryMarshal.Cast<uint, Vector256<uint>>(ready[..vectors]);
            for (int i = 0; i < from.Length; i++)
            {
                Vector256<uint> y = from[i];
                y ^= y >> 11;
                y ^= (y << 7) & Vector256.Create(0x9D2C5680u);
                y ^= (y << 15) & Vector256.Create(0xEFC60000u);
                y ^= y >> 18;
                to[i] = Vector256.ConvertToSingle((y & Vector256.Create(0xFFFFFFu)).AsInt32()) * Vector256.Create(1f / (1 << 24));
            }
            for (int i = vectors; i < ready.Length; i++)
                values[i] = (Temper(ready[i]) & 0xFFFFFF) * (1f / (1 << 24));
            next += ready.Length;
            values = values[ready.Length..];
        }
    }

    private static uint Temper(uint y)
    {
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680u;
        y ^= (y << 15) & 0xEFC60000u;
        return y ^ (y >> 18);
    }

    private void Twist()
    {
        int i = Twist(0, Size - Shift, Shift);
        i = Twist(i, Size - 1, Shift - Size);
        state[i] = state[Shift - 1] ^ Mix(state[i], state[0]);
        next = 0;
    }

    /// <summary>Renews the numbers from one place to another, each with the one at a distance.</summary>
    private int Twist(int from, int to, int distance)
    {
        int i = from;
        ref uint first = ref MemoryMarshal.GetArrayDataReference(state);
        for (; i + 8 <= to; i += 8)
        {
            Vector256<uint> current = Vector256.LoadUnsafe(ref first, (nuint)i),
                following = Vector256.LoadUnsafe(ref first, (nuint)(i + 1));
            Vector256<uint> y = (current & Vector256.Create(Upper)) | (following & Vector256.Create(Lower));
            Vector256<uint> mixed = (y >> 1) ^ ((Vector256<uint>.Zero - (y & Vector256.Create(1u))) & Vector256.Create(Matrix));
            (Vector256.LoadUnsafe(ref first, (nuint)(i + distance)) ^ mixed).StoreUnsafe(ref first, (nuint)i);
        }
        for (; i < to; i++)
            state[i] = state[i + distance] ^ Mix(state[i], state[i + 1]);
        return i;
    }

    private static uint Mix(uint current, uint following)
    {
        uint y = (current & Upper) | (following & Lower);
        return (y >> 1) ^ ((y & 1) == 0 ? 0 : Matrix);
    }
}
