using System.Runtime.InteropServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Reference;

/// <summary>Append-only map from short UTF-8 names to dense indices: open addressing, linear probing, never more than half full.</summary>
/// <remarks>
/// One thread adds, any thread finds. The adder writes the name first, then the slot that leads to it, then the count, each of the last two
/// with release semantics; a finder reads the slot with acquire semantics, so a slot that it sees leads to a whole name. Names never move
/// or change.
/// </remarks>
internal sealed class NameTable
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private const int TouchedNames = 16;

    // The upper half is the upper half of the name's hash, the lower half is index + 1; 0 is a free slot.
    private readonly long[] _slots;
    private readonly InlineText32[] _names;
    private int _count;

    public NameTable(int capacity)
    {
        if (capacity is < 1 or > 1 << 24)
        {
            Throw.ArgumentOutOfRange(nameof(capacity), capacity, "1 to 2^24");
        }

        _names = new InlineText32[capacity];
        _slots = new long[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity * 2)];
    }

    [HotPath]
    public int Count => Volatile.Read(ref _count);

    [HotPath]
    public int Capacity => _names.Length;

    /// <summary>The index of the name, or -1.</summary>
    [HotPath]
    public int Find(ReadOnlySpan<byte> name)
    {
        var hash = Hash(name);
        var mask = _slots.Length - 1;
        for (var at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            var slot = Volatile.Read(ref _slots[at]);
            if (slot == 0)
            {
                return -1;
            }

            if ((int)(slot >> 32) != (int)(hash >> 32))
            {
                continue;
            }

            var index = (int)slot - 1;
            if (_names[index].AsSpan().SequenceEqual(name))
            {
                return index;
            }
        }
    }

    /// <summary>Finds some names, others in each turn, so that what leads to them is near when they are asked for. Any thread.</summary>
    [HotPath]
    public void Touch(long turn)
    {
        var count = Count;
        for (var i = 0; i < Math.Min(TouchedNames, count); i++)
        {
            var index = (int)(((turn * TouchedNames) + i) % count);
            Find(_names[index].AsSpan());
        }
    }

    /// <summary>Adds a name that <see cref="Find"/> does not know; -1 when full. Adding thread only.</summary>
    [HotPath]
    public int Add(in InlineText32 name)
    {
        if (_count == _names.Length)
        {
            return -1;
        }

        var index = _count;
        _names[index] = name;
        var hash = Hash(name.AsSpan());
        var mask = _slots.Length - 1;
        var at = (int)hash & mask;
        while (_slots[at] != 0)
        {
            at = (at + 1) & mask;
        }

        Volatile.Write(ref _slots[at], (long)(hash & 0xFFFFFFFF00000000) | (uint)(index + 1));
        Volatile.Write(ref _count, index + 1);
        return index;
    }

    /// <summary>Valid for ever: names do not move.</summary>
    [HotPath]
    public ReadOnlySpan<byte> NameOf(int index)
    {
        Invariant.That((uint)index < (uint)Count, "a name is asked for an index that the table has not given out");
        return _names[index].AsSpan();
    }

    [HotPath]
    private static ulong Hash(ReadOnlySpan<byte> name)
    {
        var hash = (ulong)name.Length * Multiplier;
        if (name.Length >= sizeof(ulong))
        {
            var last = name[^sizeof(ulong)..];
            for (; name.Length > sizeof(ulong); name = name[sizeof(ulong)..])
            {
                hash = Mix(hash ^ MemoryMarshal.Read<ulong>(name));
            }

            return Mix(hash ^ MemoryMarshal.Read<ulong>(last));
        }

        ulong only = 0;
        foreach (var letter in name)
        {
            only = (only << 8) | letter;
        }

        return Mix(hash ^ only);
    }

    [HotPath]
    private static ulong Mix(ulong value)
    {
        value *= Multiplier;
        return value ^ (value >> 29);
    }
}
