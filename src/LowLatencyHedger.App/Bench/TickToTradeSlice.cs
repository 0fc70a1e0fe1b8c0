using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Bench;

/// <summary>One burst of the venue, and what venue and engine say of it.</summary>
/// <param name="Ticks">Those that led to an order, as far as the engine's telemetry still had them.</param>
/// <param name="SlowTicks">Those beyond the engine's budget, likewise.</param>
/// <param name="Decisions">From received to decided, of all ticks.</param>
/// <param name="Fills">From received to decided, of own fills.</param>
/// <param name="Wire">The ways of the triggers to their orders.</param>
/// <param name="Orders">That the venue received.</param>
/// <param name="Unanswered">Triggers without an order.</param>
internal sealed record TickToTradeSlice(
    IReadOnlyList<TickRecord> Ticks, IReadOnlyList<TickRecord> SlowTicks, LatencyHistogram Decisions, LatencyHistogram Fills,
    IReadOnlyList<WireTrip> Wire, long Orders, int Unanswered)
{
    /// <summary>Until what the engine does behind an order has been done, too.</summary>
    private static readonly TimeSpan s_aftermath = TimeSpan.FromMilliseconds(20);

    public static TickToTradeSlice Measure(Schedule schedule, TickToTradeVenue venue, TickToTradeEngine engine)
    {
        var startNanos = HotClock.MonotonicNanos();
        var ordersBefore = venue.Orders;
        var ticksBefore = engine.TickToDecision();
        var fillsBefore = engine.FillToDecision();
        List<WireTrip> wire = [];
        var unanswered = venue.Burst(schedule, wire);
        venue.Run(s_aftermath);
        var decisions = engine.TickToDecision();
        decisions.Subtract(ticksBefore);
        var fills = engine.FillToDecision();
        fills.Subtract(fillsBefore);
        var ticks = engine.OrdersSince(startNanos);
        return new TickToTradeSlice(
            ticks, engine.SlowSince(startNanos), decisions, fills, [.. Traced(wire, ticks)], venue.Orders - ordersBefore, unanswered);
    }

    /// <summary>Venue and engine read the same clock: an order's tick is the one that was received between trigger and order.</summary>
    public static IEnumerable<WireTrip> Traced(IEnumerable<WireTrip> trips, IReadOnlyList<TickRecord> ticks)
    {
        foreach (var trip in trips)
        {
            TickRecord[] between = [.. ticks.Where(tick => tick.ReceivedNanos >= trip.LeftNanos && tick.ReceivedNanos + tick.TotalNanos <= trip.BackNanos)];
            yield return between is not [var tick]
                ? trip
                : trip with { TakenNanos = tick.ReceivedNanos, AnsweredNanos = tick.ReceivedNanos + tick.TotalNanos };
        }
    }
}
