namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// The published figures of an instrument, rounded as the venue rounds them. Absent is null; an empty side is 0 and 0 as in
/// the recordings. Prices in the quote unit, volatilities in percent, Greeks per unit as published.
/// </summary>
public sealed class Ticker
{
    private QuoteVolatility? _quoteVolatility;
    private double _bidIv;
    private double _askIv;

    public long TimestampMs { get; internal set; }

    public double BestBidPrice { get; internal set; }

    public double BestBidAmount { get; internal set; }

    public double BestAskPrice { get; internal set; }

    public double BestAskAmount { get; internal set; }

    public double MarkPrice { get; internal set; }

    /// <summary>The mark before rounding (8 decimals in trades).</summary>
    public double ExactMarkPrice { get; internal set; }

    public double? LastPrice { get; internal set; }

    public double IndexPrice { get; internal set; }

    public double? SettlementPrice { get; internal set; }

    public double MinPrice { get; internal set; }

    public double MaxPrice { get; internal set; }

    public double OpenInterest { get; internal set; }

    /// <summary>Null once expired (the wire then says "expired").</summary>
    public double? EstimatedDeliveryPrice { get; internal set; }

    /// <summary>Volume in coin since the last settlement; null before the first trade.</summary>
    public double? StatsVolume { get; internal set; }

    public double? StatsVolumeUsd { get; internal set; }

    public double? StatsLow { get; internal set; }

    public double? StatsHigh { get; internal set; }

    /// <summary>Percent.</summary>
    public double? StatsPriceChange { get; internal set; }

    /// <summary>Perpetuals.</summary>
    public double CurrentFunding { get; internal set; }

    /// <summary>Perpetuals.</summary>
    public double Funding8h { get; internal set; }

    /// <summary>Perpetuals.</summary>
    public double InterestValue { get; internal set; }

    /// <summary>Options, percent.</summary>
    public double MarkIv { get; internal set; }

    /// <summary>Options, percent; 0 without a bid. Solved for when it is asked for.</summary>
    public double BidIv => Solve()._bidIv;

    /// <summary>Options, percent, at most 500; 0 without an ask.</summary>
    public double AskIv => Solve()._askIv;

    /// <summary>Options: the forward of the expiry.</summary>
    public double UnderlyingPrice { get; internal set; }

    /// <summary>Options: the name of that forward, <c>BTC-27FEB26</c>, <c>SYN.BTC-21JAN26</c> or <c>index_price</c>.</summary>
    public string UnderlyingIndex { get; internal set; } = "";

    public double InterestRate { get; internal set; }

    /// <summary>Options: Black-76, call N(d1), put N(d1) - 1.</summary>
    public double Delta { get; internal set; }

    /// <summary>Options: delta per USD.</summary>
    public double Gamma { get; internal set; }

    /// <summary>Options: USD per volatility point.</summary>
    public double Vega { get; internal set; }

    /// <summary>Options: USD per day.</summary>
    public double Theta { get; internal set; }

    /// <summary>Options: USD per percent of rate.</summary>
    public double Rho { get; internal set; }

    /// <summary>Figures that follow from others, the first time that they are read.</summary>
    internal void SetQuoteVolatility(QuoteVolatility solved) => _quoteVolatility = solved;

    internal void SetQuoteVolatility(double bidIv, double askIv) => (_bidIv, _askIv, _quoteVolatility) = (bidIv, askIv, null);

    /// <summary>A new day: volume from zero, no low, high and change.</summary>
    internal void ResetStats()
    {
        (StatsVolume, StatsVolumeUsd) = (0, 0);
        (StatsLow, StatsHigh, StatsPriceChange) = (null, null, null);
    }

    /// <summary>Delivered: no sensitivities and no quotes.</summary>
    internal void ResetGreeks()
    {
        (Delta, Gamma, Vega, Theta, Rho) = (0, 0, 0, 0, 0);
        SetQuoteVolatility(0, 0);
    }

    private Ticker Solve()
    {
        if (_quoteVolatility is { } known)
        {
            SetQuoteVolatility(known.OfPrice(known.Bid), known.OfPrice(known.Ask));
        }

        return this;
    }
}
