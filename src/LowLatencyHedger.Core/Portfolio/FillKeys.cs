using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>What is known of a fill before it is booked.</summary>
public enum FillVerdict : byte
{
    New = 0,
    Duplicate = 1,

    /// <summary>The same trade was told with different content.</summary>
    Contradiction = 2,

    /// <summary>Older than everything that is remembered: it may have been booked and forgotten.</summary>
    TooOld = 3,
}

/// <summary>
/// Remembers the last fills by (trade id, order id), so that each is booked once however often and in whatever order it is told.
/// Thread: the core's only.
/// </summary>
/// <remarks>
/// A ring of entries with chained hash buckets. When the oldest is forgotten its time becomes the watermark, and nothing as old as that is
/// taken for new any more.
/// </remarks>
[HotPath]
public sealed class FillKeys
{
    private readonly FillKey[] _entries;
    private readonly int[] _heads;
    private long _added;
    private long _watermarkUtcNanos = long.MinValue;

    public FillKeys(int capacity)
    {
        _entries = new FillKey[capacity];
        _heads = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity) * 2];
        _heads.AsSpan().Fill(-1);
    }

    /// <summary>Nothing as old as this is taken for new any more.</summary>
    public long ForgottenUtcNanos => _watermarkUtcNanos;

    /// <summary>Fills as old as this have been forgotten before.</summary>
    public void Forgot(long utcNanos) => _watermarkUtcNanos = Math.Max(_watermarkUtcNanos, utcNanos);

    /// <summary>How many are remembered.</summary>
    public int Count => (int)Math.Min(_added, _entries.Length);

    /// <summary>The remembered fills in the order of their booking, the oldest first.</summary>
    internal ref readonly FillKey this[int index] => ref _entries[(int)((_added - Count + index) % _entries.Length)];

    /// <summary>Judges a fill and, if it is new, remembers it.</summary>
    public FillVerdict Add(in FillBody fill, InstrumentId instrument, long exchangeTimeUtcNanos)
    {
        var bucket = Bucket(fill);
        for (var slot = _heads[bucket]; slot >= 0; slot = _entries[slot].Next)
        {
            ref readonly var entry = ref _entries[slot];
            if (entry.TradeId == fill.TradeId && entry.ExchangeOrderId == fill.ExchangeOrderId)
            {
                return entry.Price == fill.Price && entry.Amount == fill.Amount && entry.Side == fill.Side && entry.Instrument == instrument
                    ? FillVerdict.Duplicate
                    : FillVerdict.Contradiction;
            }
        }

        if (exchangeTimeUtcNanos <= _watermarkUtcNanos)
        {
            return FillVerdict.TooOld;
        }

        Remember(fill, instrument, exchangeTimeUtcNanos, bucket);
        return FillVerdict.New;
    }

    private void Remember(in FillBody fill, InstrumentId instrument, long exchangeTimeUtcNanos, int bucket)
    {
        var slot = (int)(_added % _entries.Length);
        if (_added >= _entries.Length)
        {
            Forget(slot);
        }

        _added++;
        ref var entry = ref _entries[slot];
        entry.TradeId = fill.TradeId;
        entry.ExchangeOrderId = fill.ExchangeOrderId;
        entry.Price = fill.Price;
        entry.Amount = fill.Amount;
        entry.Side = fill.Side;
        entry.Instrument = instrument;
        entry.ExchangeTimeUtcNanos = exchangeTimeUtcNanos;
        entry.Bucket = bucket;
        entry.Next = _heads[bucket];
        _heads[bucket] = slot;
    }

    private void Forget(int slot)
    {
        ref readonly var entry = ref _entries[slot];
        _watermarkUtcNanos = Math.Max(_watermarkUtcNanos, entry.ExchangeTimeUtcNanos);
        if (_heads[entry.Bucket] == slot)
        {
            _heads[entry.Bucket] = entry.Next;
            return;
        }

        var previous = _heads[entry.Bucket];
        while (_entries[previous].Next != slot)
        {
            previous = _entries[previous].Next;
        }

        _entries[previous].Next = entry.Next;
    }

    private int Bucket(in FillBody fill)
    {
        var hash = Mix(Mix(14695981039346656037, fill.TradeId), fill.ExchangeOrderId);
        return (int)(hash >> 32) & (_heads.Length - 1);
    }

    private static ulong Mix(ulong hash, in InlineText32 text)
    {
        foreach (var word in MemoryMarshal.Cast<InlineText32, ulong>(MemoryMarshal.CreateReadOnlySpan(in text, 1)))
        {
            hash = (hash ^ word) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 29;
        }

        return hash;
    }

}

/// <summary>One remembered fill: what identifies it, and what a second telling must not contradict.</summary>
internal struct FillKey
{
    public InlineText32 TradeId;
    public InlineText32 ExchangeOrderId;
    public Price Price;
    public Quantity Amount;
    public long ExchangeTimeUtcNanos;
    public InstrumentId Instrument;
    public int Bucket;
    public int Next;
    public Side Side;
}
