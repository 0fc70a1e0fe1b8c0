using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// Option figures by the venue's conventions: Black-76 on the expiry's forward, 365-day years, inverse marks in coins of the
/// forward; iv in percent with 2 decimals, mark 4, Greeks 5.
/// </summary>
internal static class OptionMarks
{
    private const double YearMs = 365.0 * 86_400_000;
    private const double VolatilityMax = 5;

    public static double YearsTo(long expirationMs, long nowMs) => (expirationMs - nowMs) / YearMs;

    /// <summary>Publishes mark, Greeks and the volatilities of the best prices for a volatility (fraction) and forward.</summary>
    public static void Update(Instrument instrument, double volatility, double forward, string forwardName, long nowMs)
    {
        var ticker = instrument.Ticker;
        var input = Input(instrument.Spec, forward, volatility, nowMs);
        Black76.Evaluate(input, out var greeks);
        var venue = VenueUnits.From(input, greeks, StyleOf(instrument.Spec));
        ticker.UnderlyingPrice = forward;
        ticker.UnderlyingIndex = forwardName;
        ticker.IndexPrice = instrument.PriceIndex.Price;
        ticker.EstimatedDeliveryPrice = instrument.PriceIndex.EstimatedDeliveryPrice;
        ticker.MarkIv = Math.Round(100 * volatility, 2);
        ticker.ExactMarkPrice = venue.MarkPrice;
        ticker.MarkPrice = Math.Round(venue.MarkPrice, 4);
        ticker.Delta = Math.Round(venue.Delta, 5);
        ticker.Gamma = Math.Round(venue.Gamma, 5);
        ticker.Vega = Math.Round(venue.Vega, 5);
        ticker.Theta = Math.Round(venue.Theta, 5);
        ticker.Rho = Math.Round(venue.Rho, 5);
        UpdateQuoteVolatility(instrument, nowMs);
        TickerRules.UpdateBand(instrument);
    }

    /// <summary>Recomputes bid_iv and ask_iv from the best prices.</summary>
    public static void UpdateQuoteVolatility(Instrument instrument, long nowMs)
    {
        var ticker = instrument.Ticker;
        ticker.BidIv = ImpliedVolatility(instrument, ticker.BestBidPrice, nowMs);
        ticker.AskIv = ImpliedVolatility(instrument, ticker.BestAskPrice, nowMs);
    }

    /// <summary>
    /// The volatility, percent with 2 decimals, at which Black-76 on the ticker's forward gives <paramref name="price"/>; 0 for no
    /// price or one below intrinsic, 500 at most. Bisection: 40 halvings leave 5e-12.
    /// </summary>
    public static double ImpliedVolatility(Instrument instrument, double price, long nowMs)
    {
        var spec = instrument.Spec;
        var forward = instrument.Ticker.UnderlyingPrice;
        if (price <= 0 || forward <= 0 || nowMs >= spec.ExpirationMs)
        {
            return 0;
        }

        var target = spec.IsLinear ? price : price * forward;
        var (low, high) = (0.0, VolatilityMax);
        if (Value(spec, forward, low, nowMs) >= target)
        {
            return 0;
        }

        for (var step = 0; step < 40; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Value(spec, forward, middle, nowMs) < target ? (middle, high) : (low, middle);
        }

        return Math.Round(100 * high, 2);
    }

    private static double Value(InstrumentSpec spec, double forward, double volatility, long nowMs)
    {
        Black76.Evaluate(Input(spec, forward, volatility, nowMs), out var greeks);
        return greeks.Price;
    }

    private static OptionInput Input(InstrumentSpec spec, double forward, double volatility, long nowMs) =>
        new(spec.IsCall ? OptionKind.Call : OptionKind.Put, forward, spec.Strike, YearsTo(spec.ExpirationMs, nowMs), volatility);

    private static SettlementStyle StyleOf(InstrumentSpec spec) =>
        spec.IsLinear ? SettlementStyle.Linear : SettlementStyle.Inverse;
}
