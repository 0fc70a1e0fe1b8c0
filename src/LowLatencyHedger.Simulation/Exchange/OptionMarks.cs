using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// Option figures by the venue's conventions: Black-76 on the expiry's forward, 365-day years, inverse marks in coins of the
/// forward; iv in percent with 2 decimals, mark 4, Greeks 5.
/// </summary>
internal static class OptionMarks
{
    private const double YearMs = 365.0 * 86_400_000;
    private const double PercentMax = 500;

    public static double YearsTo(long expirationMs, long nowMs) => (expirationMs - nowMs) / YearMs;

    /// <summary>
    /// Publishes mark, Greeks and the volatilities of the best prices for a volatility (fraction) and forward; the delta too large by a
    /// fraction.
    /// </summary>
    public static void Update(Instrument instrument, double volatility, double forward, string forwardName, double deltaBias, long nowMs)
    {
        var ticker = instrument.Ticker;
        var input = Input(instrument.Spec, forward, volatility, nowMs);
        var greeks = Evaluate(instrument, in input);
        var venue = VenueUnits.From(input, greeks, StyleOf(instrument.Spec));
        ticker.UnderlyingPrice = forward;
        ticker.UnderlyingIndex = forwardName;
        ticker.IndexPrice = instrument.PriceIndex.Price;
        ticker.EstimatedDeliveryPrice = instrument.PriceIndex.EstimatedDeliveryPrice;
        ticker.MarkIv = Math.Round(100 * volatility, 2);
        ticker.ExactMarkPrice = venue.MarkPrice;
        ticker.MarkPrice = Math.Round(venue.MarkPrice, 4);
        ticker.Delta = Math.Round(venue.Delta * (1 + deltaBias), 5);
        ticker.Gamma = Math.Round(venue.Gamma, 5);
        ticker.Vega = Math.Round(venue.Vega, 5);
        ticker.Theta = Math.Round(venue.Theta, 5);
        ticker.Rho = Math.Round(venue.Rho, 5);
        UpdateQuoteVolatility(instrument, nowMs);
        TickerRules.UpdateBand(instrument);
    }

    /// <summary>bid_iv and ask_iv follow from the best prices and the forward of now.</summary>
    public static void UpdateQuoteVolatility(Instrument instrument, long nowMs)
    {
        var ticker = instrument.Ticker;
        ticker.SetQuoteVolatility(new QuoteVolatility(
            instrument.Spec, ticker.UnderlyingPrice, ticker.BestBidPrice, ticker.BestAskPrice, nowMs));
    }

    /// <summary>
    /// The volatility, percent with 2 decimals, at which Black-76 on the forward gives <paramref name="price"/>; 0 for no price or one not
    /// above intrinsic, 500 at most.
    /// </summary>
    public static double ImpliedPercent(InstrumentSpec spec, double forward, double price, long nowMs)
    {
        if (price <= 0)
        {
            return 0;
        }

        var value = spec.IsLinear ? price : price * forward;
        ImpliedVolatility.Solve(KindOf(spec), value, forward, spec.Strike, YearsTo(spec.ExpirationMs, nowMs), out var volatility);
        return double.IsNaN(volatility) ? 0 : Math.Round(Math.Min(100 * volatility, PercentMax), 2);
    }

    /// <summary>Black-76, or in the last half hour the value under the averaging of the index, whose delta runs down to zero.</summary>
    private static Greeks Evaluate(Instrument instrument, in OptionInput input)
    {
        Greeks greeks;
        var index = instrument.PriceIndex;
        if (index.IsAveraging && input.YearsToExpiry <= SettlementWindow.WindowYears)
        {
            var window = new SettlementInput(
                input.Kind, index.Price, index.RunningAverage, index.AveragedFraction, input.Strike, input.YearsToExpiry, input.Volatility);
            SettlementWindow.Evaluate(window, out greeks);
        }
        else
        {
            Black76.Evaluate(input, out greeks);
        }

        return greeks;
    }

    private static OptionInput Input(InstrumentSpec spec, double forward, double volatility, long nowMs) =>
        new(KindOf(spec), forward, spec.Strike, YearsTo(spec.ExpirationMs, nowMs), volatility);

    private static OptionKind KindOf(InstrumentSpec spec) => spec.IsCall ? OptionKind.Call : OptionKind.Put;

    private static SettlementStyle StyleOf(InstrumentSpec spec) =>
        spec.IsLinear ? SettlementStyle.Linear : SettlementStyle.Inverse;
}
