using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Bench;

/// <summary>One burst of the venue, and what venue and engine say of it.</summary>
/// <param name="Ticks">Those that led to an order, as far as the engine's telemetry still had them.</param>
/// <param name="SlowTicks">Those beyond the engine's budget, likewise.</param>
/// <param name="Decisions">From received to decided, of all ticks.</param>
/// <param name="Wire">Nanoseconds from when a trigger was due to its order.</param>
/// <param name="Orders">That the venue received.</param>
/// <param name="Unanswered">Triggers without an order.</param>
internal sealed record TickToTradeSlice(
    IReadOnlyList<TickRecord> Ticks, IReadOnlyList<TickRecord> SlowTicks, LatencyHistogram Decisions, List<long> Wire, long Orders, int Unanswered)
{
    /// <summary>Until what the engine does behind an order has been done, too.</summary>
    private static readonly TimeSpan s_aftermath = TimeSpan.FromMilliseconds(20);

    public static TickToTradeSlice Measure(Schedule schedule, TickToTradeVenue venue, TickToTradeEngine engine)
    {
        var startNanos = HotClock.MonotonicNanos();
        var ordersBefore = venue.Orders;
        var before = engine.TickToDecision();
        List<long> wire = [];
        var unanswered = venue.Burst(schedule, wire);
        venue.Run(s_aftermath);
        var decisions = engine.TickToDecision();
        decisions.Subtract(before);
        return new TickToTradeSlice(
            engine.OrdersSince(startNanos), engine.SlowSince(startNanos), decisions, wire, venue.Orders - ordersBefore, unanswered);
    }
}
