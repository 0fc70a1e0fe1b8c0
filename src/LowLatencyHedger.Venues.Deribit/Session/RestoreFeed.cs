using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// Tells the core what the run before knew of the account, once, under this run's instrument ids and before the venue is asked. Cold.
/// </summary>
internal sealed class RestoreFeed(AccountState state, InstrumentTable table, SessionCore core, IInputPublisher publisher)
{
    /// <summary>At once; a connection may always publish that many.</summary>
    private const int Batch = 1024;

    private readonly List<InputEvent> _events = [];
    private int _next;

    public bool IsDone { get; private set; }

    /// <summary>Publishes the next part.</summary>
    public void Step(in Timestamp now)
    {
        if (_events.Count == 0)
        {
            var venueUtcNanos = now.UtcNanos + core.Requests.ExchangeOffsetNanos(in now);
            RestoreEvents.AddTo(_events, state, Ids(), now.MonotonicNanos, venueUtcNanos, lastOrderNumber: 0);
        }

        for (var end = Math.Min(_next + Batch, _events.Count); _next < end; _next++)
        {
            ref var claimed = ref publisher.Claim(_events[_next].Kind);
            claimed = _events[_next];
            claimed.ConnectionId = core.ConnectionId;
            claimed.ReceivedNanos = now.MonotonicNanos;
            publisher.Publish();
        }

        IsDone = _next == _events.Count;
    }

    private Dictionary<InlineText32, InstrumentId> Ids()
    {
        var ids = new Dictionary<InlineText32, InstrumentId>();
        foreach (var name in state.Positions.Select(position => position.Instrument)
            .Concat(state.Fills.Select(fill => fill.Instrument))
            .Concat(state.Orders.Select(order => order.Instrument)))
        {
            if (table.TryFind(name.AsSpan(), out var id))
            {
                ids[name] = id;
            }
        }

        return ids;
    }
}
