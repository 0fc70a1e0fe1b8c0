using LowLatencyHedger.App.Engine;

namespace LowLatencyHedger.App.Bench;

/// <summary>What one round of a tick to trade measured.</summary>
/// <param name="Ticks">Those that led to an order, as the engine saw them.</param>
/// <param name="Wire">The ways of triggers to their orders.</param>
/// <param name="Echo">Those of messages to their answers.</param>
/// <param name="EchoOfTwo">The same, answered over a second connection.</param>
/// <param name="Readings">Nanoseconds in which <c>Utf8JsonReader</c> read a ticker as it arrived, at the same schedule.</param>
/// <param name="ParseNanos">In which it read one of many in a loop.</param>
/// <param name="ClockNanos">Of one time stamp.</param>
internal sealed record TickToTradeRound(
    IReadOnlyList<TickRecord> Ticks, IReadOnlyList<WireTrip> Wire, IReadOnlyList<WireTrip> Echo, IReadOnlyList<WireTrip> EchoOfTwo,
    IReadOnlyList<long> Readings, double ParseNanos, double ClockNanos);
