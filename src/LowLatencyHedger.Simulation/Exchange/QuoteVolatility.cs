namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>What the volatilities of an option's best prices follow from: few of them are ever read.</summary>
internal readonly record struct QuoteVolatility(InstrumentSpec Spec, double Forward, double Bid, double Ask, long NowMs)
{
    public double OfPrice(double price) => OptionMarks.ImpliedPercent(Spec, Forward, price, NowMs);
}
