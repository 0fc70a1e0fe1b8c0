using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>What happened to a price level.</summary>
public enum BookAction
{
    New,
    Change,
    Delete,
}

/// <summary>One price level: the total amount at a price.</summary>
public readonly record struct BookLevel(Price Price, Quantity Amount);

/// <summary>One changed level; <paramref name="Amount"/> is the new total, zero when deleted.</summary>
public readonly record struct BookLevelChange(BookAction Action, Price Price, Quantity Amount);

/// <summary>
/// All level changes of one engine step in one book. Applied to the book at <see cref="PrevChangeId"/> it gives the book at
/// <see cref="ChangeId"/>.
/// </summary>
public sealed record BookChange(
    Instrument Instrument,
    long ChangeId,
    long PrevChangeId,
    long TimestampMs,
    IReadOnlyList<BookLevelChange> Bids,
    IReadOnlyList<BookLevelChange> Asks);
