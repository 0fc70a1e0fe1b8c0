using LowLatencyHedger.Core.Events;
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
            entry.AgreedNanos = long.MinValue / 2;
        }
    }

    /// <summary>What the venue says next is taken whole; until then positions are not known.</summary>
    public bool IsAdopting { get; set; } = true;

    /// <summary>Restored positions that no reading has confirmed, and so have no price yet at which they are carried.</summary>
    public int UncarriedCount { get; private set; }

    /// <summary>Instruments with a change that <see cref="NoteUntold"/> has noted and <see cref="TakeUntold"/> has not taken.</summary>
    public int UntoldCount { get; private set; }

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

    /// <summary>A position as the journal has it.</summary>
    public void Restore(InstrumentId id, Quantity position)
    {
        ref var entry = ref _entries[id.Index];
        UncarriedCount += (position == Quantity.Zero ? 0 : 1) - (entry.Uncarried == Quantity.Zero ? 0 : 1);
        entry.Position = position;
        entry.Uncarried = position;
    }

    /// <summary>The restored part of a position, once: from now on it is carried at a price.</summary>
    public Quantity TakeUncarried(InstrumentId id)
    {
        ref var entry = ref _entries[id.Index];
        var uncarried = entry.Uncarried;
        UncarriedCount -= uncarried == Quantity.Zero ? 0 : 1;
        entry.Uncarried = Quantity.Zero;
        return uncarried;
    }

    /// <summary>A change without a trade is about to be made, and has to be put on record.</summary>
    public void NoteUntold(InstrumentId id, Quantity change, ReasonCode reason)
    {
        ref var entry = ref _entries[id.Index];
        if (entry.UntoldReason == ReasonCode.None)
        {
            UntoldCount++;
            entry.UntoldBefore = entry.Position;
            entry.Untold = Quantity.Zero;
        }

        entry.UntoldReason = reason;
        entry.Untold += change;
    }

    /// <summary>False when there is nothing to be told.</summary>
    public bool TakeUntold(InstrumentId id, out Quantity before, out Quantity change, out ReasonCode reason)
    {
        ref var entry = ref _entries[id.Index];
        (before, change, reason) = (entry.UntoldBefore, entry.Untold, entry.UntoldReason);
        UntoldCount -= reason == ReasonCode.None ? 0 : 1;
        entry.UntoldReason = ReasonCode.None;
        return reason != ReasonCode.None;
    }

    /// <summary>A reading of the venue has found the same.</summary>
    public void Agree(InstrumentId id, long nowNanos) => _entries[id.Index].AgreedNanos = nowNanos;

    /// <summary>When the venue was last found to have the same position.</summary>
    public long AgreedNanos(InstrumentId id) => _entries[id.Index].AgreedNanos;

    public bool HasMismatch(InstrumentId id) => _entries[id.Index].Mismatches > 0;

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
        public Quantity Uncarried;
        public Quantity Untold;
        public Quantity UntoldBefore;
        public ReasonCode UntoldReason;
        public long LastFillNanos;
        public long AgreedNanos;
        public long FirstMismatchNanos;
        public int Mismatches;
        public int Reading;
        public bool IsBroken;
    }
}
