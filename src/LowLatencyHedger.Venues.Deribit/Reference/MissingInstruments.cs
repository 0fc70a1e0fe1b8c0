using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Reference;

/// <summary>
/// Names in messages of the account that the table does not know although they look like those of a watched underlying: how the trading session
/// has the market-data session ask for them. One that finds no room comes again with the next message or reading.
/// </summary>
/// <remarks>Threads: one adds, one takes.</remarks>
[HotPath]
public sealed class MissingInstruments
{
    private const int Capacity = 64;

    private readonly Entry[] _entries = new Entry[Capacity];
    private byte[][] _prefixes = [];
    private long _added;
    private long _taken;

    /// <summary>How often one was met. Adding thread.</summary>
    public long SeenCount { get; private set; }

    /// <summary>Whether what is met now is news for an operator, not a part of the account's history. Adding thread.</summary>
    public bool IsNews { get; set; }

    /// <summary>The beginnings of the names that matter, with their hyphen; before anything is added.</summary>
    public void Watch(byte[][] prefixes) => Volatile.Write(ref _prefixes, prefixes);

    /// <summary>Notes a name if it is one of a dated future or an option: combinations have legs that are known by themselves.</summary>
    public void Add(ReadOnlySpan<byte> name)
    {
        if (!IsWatched(name) || !InlineText32.TryCreate(name, out var text))
        {
            return;
        }

        SeenCount++;
        var taken = Volatile.Read(ref _taken);
        for (var at = taken; at < _added; at++)
        {
            if (_entries[at % Capacity].Name == text)
            {
                return;
            }
        }

        if (_added - taken < Capacity)
        {
            _entries[_added % Capacity] = new Entry(text, IsNews);
            Volatile.Write(ref _added, _added + 1);
        }
    }

    /// <summary>The oldest that was not taken.</summary>
    public bool TryTake(out InlineText32 name, out bool isNews)
    {
        if (_taken == Volatile.Read(ref _added))
        {
            name = default;
            isNews = false;
            return false;
        }

        (name, isNews) = (_entries[_taken % Capacity].Name, _entries[_taken % Capacity].IsNews);
        Volatile.Write(ref _taken, _taken + 1);
        return true;
    }

    private bool IsWatched(ReadOnlySpan<byte> name)
    {
        foreach (var prefix in Volatile.Read(ref _prefixes))
        {
            if (name.Length > prefix.Length && name.StartsWith(prefix) && name[prefix.Length] is >= (byte)'0' and <= (byte)'9')
            {
                return true;
            }
        }

        return false;
    }

    private readonly struct Entry(InlineText32 name, bool isNews)
    {
        public readonly InlineText32 Name = name;
        public readonly bool IsNews = isNews;
    }
}
