using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// The instruments of one coin and settlement style over a <see cref="CoinProcess"/>: what each is worth now. Marks refer to
/// futures where the expiry has one, to an interpolated synthetic forward otherwise, to the index for linear options.
/// </summary>
internal sealed class CoinMarket(string coin, bool isLinear, CoinProcess process, PriceIndex index)
{
    public string Coin { get; } = coin;

    public bool IsLinear { get; } = isLinear;

    public CoinProcess Process { get; } = process;

    public PriceIndex Index { get; } = index;

    public double DeltaBias { get; init; }

    public required Instrument Perpetual { get; init; }

    /// <summary>Dated futures, nearest first.</summary>
    public List<Instrument> Futures { get; } = [];

    public List<Instrument> Options { get; } = [];

    /// <summary>Recomputes the published figures of one instrument.</summary>
    public void UpdateMark(Instrument instrument, long nowMs)
    {
        if (instrument.Spec.IsOption)
        {
            var (forward, name) = OptionForward(instrument.Spec.ExpirationMs, nowMs);
            var years = OptionMarks.YearsTo(instrument.Spec.ExpirationMs, nowMs);
            var volatility = Process.Volatility(Math.Log(instrument.Spec.Strike / forward), years);
            OptionMarks.Update(instrument, volatility, forward, name, DeltaBias, nowMs);
            return;
        }

        TickerRules.UpdateFuture(instrument, instrument.Spec.Kind == InstrumentKind.Perpetual
            ? Process.PerpetualMark
            : Process.Forward(OptionMarks.YearsTo(instrument.Spec.ExpirationMs, nowMs)));
    }

    /// <summary>Half of the spread that liquidity quotes, in quote units, and the price it centres on.</summary>
    public static (double Fair, double HalfSpread) Quote(Instrument instrument)
    {
        var ticker = instrument.Ticker;
        var tick = instrument.Spec.TickAt(Price.FromDouble(ticker.ExactMarkPrice)).ToDouble();
        if (!instrument.Spec.IsOption)
        {
            return (ticker.ExactMarkPrice, tick * 0.5);
        }

        var volatilityPoint = ticker.Vega / (instrument.Spec.IsLinear ? 1 : ticker.UnderlyingPrice);
        return (ticker.ExactMarkPrice, Math.Max(0.8 * volatilityPoint, 0.5 * tick));
    }

    private (double Forward, string Name) OptionForward(long expirationMs, long nowMs)
    {
        if (IsLinear)
        {
            return (Index.Price, "index_price");
        }

        var (beforeMs, before) = (nowMs, Index.Price);
        foreach (var future in Futures)
        {
            var (afterMs, after) = (future.Spec.ExpirationMs, future.Ticker.MarkPrice);
            if (afterMs == expirationMs)
            {
                return (after, future.Name);
            }

            if (afterMs > expirationMs)
            {
                var share = (expirationMs - beforeMs) / (double)(afterMs - beforeMs);
                return (Math.Round(before + (share * (after - before)), 4), SyntheticName(expirationMs));
            }

            (beforeMs, before) = (afterMs, after);
        }

        return (Math.Round(before, 4), SyntheticName(expirationMs));
    }

    private string SyntheticName(long expirationMs) => $"SYN.{Coin}-{InstrumentCatalog.ExpiryName(expirationMs)}";
}
