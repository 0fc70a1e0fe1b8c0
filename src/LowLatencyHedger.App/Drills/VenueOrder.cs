using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Drills;

/// <summary>An order of the engine as the exchange has it.</summary>
internal sealed record VenueOrder(OrderRef Ref, string OrderId, string Instrument, Side Side, Price Price, Quantity Amount, Quantity Filled, bool IsOpen);
