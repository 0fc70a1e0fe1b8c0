namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// One account's position in one instrument. <see cref="Cost"/> is what was paid to enter, in settlement currency: for an
/// inverse future the coins sum(amount / price), for everything else sum(amount * price); both signed like the position. It
/// gives the average price, and profit sums to zero over both sides of every trade.
/// </summary>
internal sealed class PositionLedger(Instrument instrument)
{
    public Instrument Instrument { get; } = instrument;

    /// <summary>Signed, units of 1e-8 of the amount unit.</summary>
    public long SizeRaw { get; private set; }

    public double Cost { get; private set; }

    /// <summary>Realised since the last settlement.</summary>
    public double SessionRealised { get; set; }

    /// <summary>Cost in USD at the index of each fill: options only.</summary>
    public double CostUsd { get; private set; }

    public double RealisedFunding { get; set; }

    private bool IsInverseFuture => !Instrument.Spec.IsLinear && !Instrument.Spec.IsOption;

    public double Size => SizeRaw / 1e8;

    /// <summary>Harmonic average for inverse futures, arithmetic otherwise; 0 when flat.</summary>
    public double AveragePrice => SizeRaw == 0 ? 0 : IsInverseFuture ? Size / Cost : Cost / Size;

    public double AveragePriceUsd => SizeRaw == 0 ? 0 : CostUsd / Size;

    /// <summary>Unrealised profit at <paramref name="mark"/>, settlement currency.</summary>
    public double FloatingProfit(double mark) =>
        SizeRaw == 0 ? 0 : IsInverseFuture ? Cost - (Size / mark) : (Size * mark) - Cost;

    /// <summary>Books a signed fill; returns the profit it realised.</summary>
    public double Apply(long signedAmountRaw, double price, double indexPrice)
    {
        var amount = signedAmountRaw / 1e8;
        var realised = 0.0;
        if (SizeRaw != 0 && Math.Sign(SizeRaw) != Math.Sign(signedAmountRaw))
        {
            var closedRaw = Math.Sign(signedAmountRaw) * Math.Min(Math.Abs(signedAmountRaw), Math.Abs(SizeRaw));
            var fraction = -closedRaw / (double)SizeRaw;
            var closedCost = Cost * fraction;
            var closed = closedRaw / 1e8;
            realised = IsInverseFuture ? closedCost + (closed / price) : -(closed * price) - closedCost;
            Cost -= closedCost;
            CostUsd -= CostUsd * fraction;
            SizeRaw += closedRaw;
            amount -= closed;
            signedAmountRaw -= closedRaw;
        }

        if (SizeRaw + signedAmountRaw == 0)
        {
            Cost = 0;
            CostUsd = 0;
        }

        SizeRaw += signedAmountRaw;
        Cost += IsInverseFuture ? amount / price : amount * price;
        CostUsd += amount * price * indexPrice;
        SessionRealised += realised;
        return realised;
    }

    /// <summary>Restates the entry at the settlement price: the session's profit has been paid out.</summary>
    public void Settle(double price)
    {
        Cost = SizeRaw == 0 ? 0 : IsInverseFuture ? Size / price : Size * price;
        SessionRealised = 0;
    }
}
