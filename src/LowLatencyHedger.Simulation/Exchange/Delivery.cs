using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>An account's position in an instrument that expired, ended at its delivery value.</summary>
/// <param name="Position">Before it, signed.</param>
/// <param name="Price">Of one unit, in the unit of the instrument's price.</param>
/// <param name="IndexPrice">The delivery price of the underlying, USD.</param>
/// <param name="ProfitLoss">Realised by it, in settlement currency.</param>
public sealed record Delivery(Instrument Instrument, long TimestampMs, Quantity Position, double Price, double IndexPrice, double ProfitLoss);
