using System.Text;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// The instruments whose books are followed: those that the engine hedges with, and others that it looks at. Cold but for
/// <see cref="Contains"/>.
/// </summary>
internal sealed class HedgeBooks
{
    private readonly Entry[] _entries;
    private readonly InstrumentTable _table;
    private readonly long _repairIntervalNanos;

    public HedgeBooks(MarketDataSettings settings, InstrumentTable table)
    {
        var hedgeNames = settings.Underlyings.SelectMany(u => u.HedgeInstruments).Distinct().ToList();
        var otherNames = settings.Underlyings.SelectMany(u => u.OtherInstruments).Distinct().Except(hedgeNames);
        _entries = [.. hedgeNames.Select(name => new Entry(name, true)), .. otherNames.Select(name => new Entry(name, false))];
        _table = table;
        _repairIntervalNanos = settings.ResyncIntervalNanos;
    }

    /// <summary>Times that a book was subscribed to again.</summary>
    public long Resyncs { get; private set; }

    /// <summary>One that the engine hedges with is not known.</summary>
    public bool IsOneMissing => _entries.Any(entry => entry.IsEssential && !entry.Instrument.HasValue);

    [HotPath]
    public bool Contains(InstrumentId instrument)
    {
        foreach (ref var entry in _entries.AsSpan())
        {
            if (entry.Instrument == instrument)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds the channels of those that are known by now.</summary>
    public void AddChannels(SubscriptionPlan plan)
    {
        foreach (ref var entry in _entries.AsSpan())
        {
            if (_table.TryFind(entry.Name, out entry.Instrument))
            {
                plan.Add(ChannelKind.Book, entry.Instrument.Index, entry.IsEssential);
                plan.Add(ChannelKind.Ticker, entry.Instrument.Index, entry.IsEssential);
                plan.Add(ChannelKind.Quote, entry.Instrument.Index, isEssential: false);
                plan.Add(ChannelKind.Trades, entry.Instrument.Index, isEssential: false);
            }
        }
    }

    /// <summary>They have been subscribed to: none needs a repair before an interval has passed.</summary>
    public void PostponeRepairs(in Timestamp now)
    {
        foreach (ref var entry in _entries.AsSpan())
        {
            entry.NextRepairNanos = now.MonotonicNanos + _repairIntervalNanos;
        }
    }

    /// <summary>Subscribes again to books that wait for a snapshot, each at most once an interval.</summary>
    public int Repair(BookContinuity continuity, RequestPipeline requests, in Timestamp now)
    {
        var work = 0;
        foreach (ref var entry in _entries.AsSpan())
        {
            if (!entry.Instrument.HasValue || continuity.IsLive(entry.Instrument) || now.MonotonicNanos < entry.NextRepairNanos)
            {
                continue;
            }

            entry.NextRepairNanos = now.MonotonicNanos + _repairIntervalNanos;
            requests.TryEnqueue(new Request { Kind = RequestKind.ResyncUnsubscribe, Instrument = entry.Instrument });
            requests.TryEnqueue(new Request { Kind = RequestKind.ResyncSubscribe, Instrument = entry.Instrument });
            Resyncs++;
            work++;
        }

        return work;
    }

    private struct Entry(string name, bool isEssential)
    {
        public readonly byte[] Name = Encoding.UTF8.GetBytes(name);
        public readonly bool IsEssential = isEssential;
        public InstrumentId Instrument = InstrumentId.None;
        public long NextRepairNanos;
    }
}
