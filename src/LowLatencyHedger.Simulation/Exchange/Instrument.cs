namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>Trading state of an instrument, as the venue names it since January 2026.</summary>
public enum InstrumentState
{
    Open,
    Settlement,
    Delivered,
    Locked,
    Halted,
    Archivized,
}

/// <summary>
/// A listed instrument with its live ticker and book. Owned by the model's thread; read it inside callbacks or between calls.
/// </summary>
public sealed class Instrument
{
    internal Instrument(InstrumentSpec spec, PriceIndex priceIndex)
    {
        Spec = spec;
        PriceIndex = priceIndex;
        Book = new OrderBook(this);
        Ticker = new Ticker();
    }

    public InstrumentSpec Spec { get; internal set; }

    public string Name => Spec.Name;

    public PriceIndex PriceIndex { get; }

    public InstrumentState State { get; internal set; } = InstrumentState.Open;

    public OrderBook Book { get; }

    public Ticker Ticker { get; }

    /// <summary>Number of the last trade here; consecutive.</summary>
    public long TradeSeq { get; internal set; }

    /// <summary>Set once delivered: the settlement index average in USD.</summary>
    public double? DeliveryPrice { get; internal set; }

    public bool IsOpen => State == InstrumentState.Open;

    public override string ToString() => Name;
}
