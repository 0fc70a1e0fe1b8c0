using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// A public trade. <see cref="Direction"/> is the taker's side; <see cref="TickDirection"/> 0 up, 1 zero-up, 2 down, 3 zero-down.
/// </summary>
public sealed record PublicTrade
{
    public required Instrument Instrument { get; init; }

    public required string TradeId { get; init; }

    /// <summary>The numeric part of <see cref="TradeId"/>; grows within a currency.</summary>
    public required long TradeNumber { get; init; }

    public required long TradeSeq { get; init; }

    public required long TimestampMs { get; init; }

    public required Price Price { get; init; }

    public required Quantity Amount { get; init; }

    public required Side Direction { get; init; }

    public required int TickDirection { get; init; }

    public required double IndexPrice { get; init; }

    public required double MarkPrice { get; init; }

    /// <summary>Options: percent, of the trade's price; 0 when there is none.</summary>
    public double Iv { get; init; }

    public double Contracts => (double)Amount.Raw / Instrument.Spec.ContractSize.Raw;
}
