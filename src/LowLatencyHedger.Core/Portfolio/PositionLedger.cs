using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>
/// The account's position in every instrument, in exact units, and how it compares with what the venue says. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class PositionLedger
{
    /// <summary>Readings that must disagree before a position counts as broken.</summary>
    public const int BreakReadings = 3;

    /// <summary>... and the time that they must span.</summary>
    public const long BreakNanos = 2 * Nanos.PerSecond;

    private readonly Entry[] _entries;

    public PositionLedger(int capacity)
    {
        _entries = new Entry[capacity];
        foreach (ref var entry in _entries.AsSpan())
        {
            entry.LastFillNanos = long.MinValue / 2;
        }
    }

    public Quantity this[InstrumentId id] => _entries[id.Index].Position;

    /// <summary>Instruments whose position differed from the venue's at the last reading.</summary>
    public int MismatchCount { get; private set; }

    public void Fill(InstrumentId id, Quantity signedAmount, long nowNanos, bool fromQuery)
    {
        ref var entry = ref _entries[id.Index];
        entry.Position += signedAmount;
        if (!fromQuery)
        {
            entry.LastFillNanos = nowNanos;
        }
    }

    /// <summary>Takes the venue's word.</summary>
    public void Adopt(InstrumentId id, Quantity position)
    {
        ref var entry = ref _entries[id.Index];
        entry.Position = position;
        ClearMismatch(ref entry);
    }

    public bool IsQuiet(InstrumentId id, long nowNanos, long quietNanos) => nowNanos - _entries[id.Index].LastFillNanos >= quietNanos;

    public bool WasRead(InstrumentId id, int reading) => _entries[id.Index].Reading == reading;

    public void MarkRead(InstrumentId id, int reading) => _entries[id.Index].Reading = reading;

    /// <summary>Compares with the venue. True at the reading at which a difference becomes a break.</summary>
    public bool Compare(InstrumentId id, Quantity venuePosition, long nowNanos)
    {
        ref var entry = ref _entries[id.Index];
        if (entry.Position == venuePosition)
        {
            ClearMismatch(ref entry);
            return false;
        }

        if (entry.Mismatches == 0)
        {
            entry.FirstMismatchNanos = nowNanos;
            MismatchCount++;
        }

        entry.Mismatches++;
        var isBreak = !entry.IsBroken && entry.Mismatches >= BreakReadings && nowNanos - entry.FirstMismatchNanos >= BreakNanos;
        entry.IsBroken |= isBreak;
        return isBreak;
    }

    private void ClearMismatch(ref Entry entry)
    {
        MismatchCount -= entry.Mismatches > 0 ? 1 : 0;
        entry.Mismatches = 0;
        entry.IsBroken = false;
    }

    private struct Entry
    {
        public Quantity Position;
        public long LastFillNanos;
        public long FirstMismatchNanos;
        public int Mismatches;
        public int Reading;
        public bool IsBroken;
    }
}
