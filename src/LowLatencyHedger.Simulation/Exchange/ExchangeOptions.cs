namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>Which process moves the indices, the basis and the volatility surface.</summary>
public enum MarketModel
{
    /// <summary>Geometric Brownian motion.</summary>
    Gbm,

    /// <summary>Merton's jump diffusion (1976): the same with normally distributed log jumps at Poisson times.</summary>
    Jumps,

    /// <summary>A recorded venue session: its options are replayed, its index drives the perpetuals.</summary>
    Recorded,
}

/// <summary>Everything that decides what a simulated exchange does. Equal options and equal calls give equal events.</summary>
public sealed record ExchangeOptions
{
    /// <summary>Seeds every random draw of the model.</summary>
    public int Seed { get; init; } = 1;

    public MarketModel Market { get; init; } = MarketModel.Gbm;

    /// <summary>
    /// The synthetic market lists bitcoin alone: the perpetual, one dated future and some options of two expiries, which makes long
    /// simulations cheap.
    /// </summary>
    public bool IsSmall { get; init; }

    /// <summary>The file of <see cref="MarketModel.Recorded"/>: lines of <c>epoch_seconds: JSON</c>.</summary>
    public string? RecordedPath { get; init; }

    /// <summary>A market that is known beforehand; then <see cref="Market"/> is not looked at.</summary>
    public IMarketScript? Script { get; init; }

    /// <summary>Market-data messages a second over all instruments (books, tickers, trades).</summary>
    public double TicksPerSecond { get; init; } = 500;

    /// <summary>Option positions that the account holds at the start.</summary>
    public int OptionCount { get; init; } = 200;

    /// <summary>The largest of these positions, as a multiple of the least amount.</summary>
    public double LargestPosition { get; init; } = 100;

    /// <summary>The part of the opening book's delta that the account has hedged in the perpetuals before the start, 0 to 1.</summary>
    public double OpeningHedge { get; init; }

    /// <summary>Option trades a second of simulated clients with the account's resting quotes.</summary>
    public double ClientTradesPerSecond { get; init; } = 2;

    /// <summary>Trades a second between strangers on the perpetuals.</summary>
    public double PublicTradesPerSecond { get; init; } = 4;

    /// <summary>
    /// Published deltas of options, in tickers and in account figures, are too large by this fraction: a venue whose model is wrong, or ours.
    /// </summary>
    public double DeltaBias { get; init; }

    /// <summary>By how many basis points a million USD that the account takes from a perpetual's book moves the coin's price for good.</summary>
    public double ImpactBps { get; init; }

    /// <summary>An order that would trade with an own one is accepted and cancelled; otherwise it is refused.</summary>
    public bool CancelsSelfTrades { get; init; }

    /// <summary>
    /// An option in the money is delivered into the future of its expiry at its strike, and that is settled in cash a second later, as the
    /// venue does it since 2026; otherwise all options are settled in cash at once. The money is the same.
    /// </summary>
    public bool DeliversIntoFutures { get; init; }

    /// <summary>When in the UTC day the venue settles and delivers what expires.</summary>
    public TimeSpan DeliveryOfDay { get; init; } = TimeSpan.FromHours(8);

    public string ClientId { get; init; } = "demo";

    public string ClientSecret { get; init; } = "demo";

    public double BtcBalance { get; init; } = 400;

    public double EthBalance { get; init; } = 2_000;

    public double UsdcBalance { get; init; } = 1_000_000;

    /// <summary>USD per coin at the start.</summary>
    public double BtcSpot { get; init; } = 91_000;

    /// <summary>USD per coin at the start.</summary>
    public double EthSpot { get; init; } = 3_000;

    /// <summary>Annual volatility of the diffusive part, a fraction.</summary>
    public double Volatility { get; init; } = 0.45;

    /// <summary>Expected jumps a year of <see cref="MarketModel.Jumps"/>, shared by both coins.</summary>
    public double JumpsPerYear { get; init; } = 24;

    /// <summary>Mean of a log jump.</summary>
    public double JumpMean { get; init; } = -0.03;

    /// <summary>Standard deviation of a log jump.</summary>
    public double JumpDeviation { get; init; } = 0.05;

    /// <summary>Time from the arrival of an order request to its engine step; 0 runs it inside the call.</summary>
    public long EngineDelayNanos { get; init; }

    /// <summary>Requests of one account that may wait for the engine; one more is refused with 10047.</summary>
    public int QueuedRequestsMax { get; init; } = 8;
}
