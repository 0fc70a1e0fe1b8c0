using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.Core.Configuration;

/// <summary>How the book of one price index is hedged.</summary>
public sealed record UnderlyingConfig
{
    /// <summary>Futures of one underlying at most.</summary>
    public const int MaxInstruments = 4;

    /// <summary>For example <c>btc_usd</c>.</summary>
    public string IndexName { get; init; } = "";

    /// <summary>For example <c>BTC-PERPETUAL</c>. It must also be among the allowed instruments of the risk limits.</summary>
    public string HedgeInstrument { get; init; } = "";

    /// <summary>
    /// Other futures of the same index that delta may be hedged with when they are cheaper, for example a dated one. Also among the allowed
    /// instruments. One that the venue does not list any more is passed over.
    /// </summary>
    public string[] OtherInstruments { get; init; } = [];

    /// <summary>A dated future is opened no more, and its position reduced, so long before its expiry.</summary>
    public double RollHours { get; init; } = 24;

    /// <summary>
    /// Deltas of underlyings with the same coin here are set off against each other before anything is hedged; empty: with none.
    /// </summary>
    public string NettingCoin { get; init; } = "";

    /// <summary>Whose equity the numeraire hedges, for example <c>BTC</c>. Needed when the equity fraction is not zero.</summary>
    public string SettlementCurrency { get; init; } = "";

    /// <summary>The currency in which profit is kept flat. Linear contracts: Coin, which then means the plain delta.</summary>
    public Numeraire Numeraire { get; init; } = Numeraire.Coin;

    /// <summary>The fraction of equity hedged into USD, 0 to 1; null follows the numeraire.</summary>
    public double? EquityFraction { get; init; }

    /// <summary>The net delta that hedging returns to.</summary>
    public double TargetDeltaCoins { get; init; }

    /// <summary>No order while the net delta is less than this below the target.</summary>
    public double BandLowerCoins { get; init; } = 0.5;

    /// <summary>No order while the net delta is less than this above the target.</summary>
    public double BandUpperCoins { get; init; } = 0.5;

    /// <summary>Where an order aims: 0 is the target, 1 the edge of the band.</summary>
    public double InnerFraction { get; init; } = 0.5;

    public PolicySettings Policy { get; init; } = new();

    public ExecutionSettings Execution { get; init; } = new();

    public HedgeProgramSettings HedgeProgram { get; init; } = new();

    /// <summary>
    /// How well the delta of the options must be known, as a fraction of half the band's width. While the bound on its error is larger,
    /// nothing is hedged.
    /// </summary>
    public double DeltaToleranceFraction { get; init; } = 0.1;

    /// <summary>The least time between two orders.</summary>
    public int MinHedgeIntervalMillis { get; init; }

    /// <summary>Largest order, in the hedge instrument's amount unit: USD for inverse futures, coins for linear ones. Must be set.</summary>
    public double MaxOrderAmount { get; init; }

    /// <summary>Largest net delta, worst case, that an order may lead to unless it reduces. Must be set.</summary>
    public double MaxNetDeltaCoins { get; init; }

    /// <summary>How far through the best price an order may reach.</summary>
    public double MaxCrossBps { get; init; } = 10;

    /// <summary>How far from the mid price an order may trade; what the book does not offer inside is left for later.</summary>
    public double MaxSlippageBps { get; init; } = 15;

    /// <summary>
    /// Initial margin of a position in the hedge instrument, of its value: what an order may lock is estimated with it ...
    /// </summary>
    public double InitialMarginPct { get; init; } = 2;

    /// <summary>... and what each coin of the position adds to that.</summary>
    public double InitialMarginPctPerCoin { get; init; } = 0.005;

    /// <summary>
    /// Initial margin of a sold option besides its mark price, of the index: this less what it is out of the money ...
    /// </summary>
    /// <remarks>The venue's standard margin as it was until August 2026; what it asks for since is not published with numbers.</remarks>
    public double OptionMarginPct { get; init; } = 15;

    /// <summary>... and no less than this.</summary>
    public double OptionMarginMinPct { get; init; } = 10;

    /// <summary>Of the option book: change of its delta, in USD, when the forward moves by 1 %.</summary>
    public double MaxDollarGammaUsd { get; init; } = 1e10;

    /// <summary>Of the option book, a volatility point.</summary>
    public double MaxVegaUsd { get; init; } = 1e9;

    /// <summary>Of the option book, a day.</summary>
    public double MaxThetaUsd { get; init; } = 1e9;

    /// <summary>Delta of the options of any one expiry.</summary>
    public double MaxExpiryDeltaCoins { get; init; } = 1e7;

    /// <summary>As <see cref="MaxDollarGammaUsd"/>, of any one expiry.</summary>
    public double MaxExpiryDollarGammaUsd { get; init; } = 1e10;

    /// <summary>As <see cref="MaxVegaUsd"/>, of any one expiry.</summary>
    public double MaxExpiryVegaUsd { get; init; } = 1e9;

    /// <summary>As <see cref="MaxThetaUsd"/>, of any one expiry.</summary>
    public double MaxExpiryThetaUsd { get; init; } = 1e9;

    public VolatilitySettings Volatility { get; init; } = new();

    public FigureSettings Figures { get; init; } = new();

    internal double UsdFraction => EquityFraction ?? Numeraires.UsdFraction(Numeraire);

    internal void Validate(List<string> problems)
    {
        CoreConfig.Require(problems, IndexName.Length is > 0 and < 32, "indexName must have 1 to 31 characters");
        CoreConfig.Require(problems, HedgeInstrument.Length is > 0 and < 32, $"{IndexName}: hedgeInstrument must have 1 to 31 characters");
        CoreConfig.Require(
            problems,
            OtherInstruments.Length < MaxInstruments && Array.TrueForAll(OtherInstruments, name => name.Length is > 0 and < 32 && name != HedgeInstrument),
            $"{IndexName}: otherInstruments must be at most {MaxInstruments - 1} others of 1 to 31 characters");
        CoreConfig.Require(problems, UsdFraction is >= 0 and <= 1, $"{IndexName}: equityFraction must be between 0 and 1");
        CoreConfig.Require(
            problems,
            UsdFraction == 0 || SettlementCurrency.Length is > 0 and < 32,
            $"{IndexName}: hedging equity needs settlementCurrency");
        CoreConfig.Require(
            problems, DeltaToleranceFraction is > 0 and <= 1, $"{IndexName}: deltaToleranceFraction must be above 0 and at most 1");
        Policy.Validate(problems, IndexName);
        HedgeProgram.Validate(problems, IndexName);
        Volatility.Validate(problems, IndexName);
        Figures.Validate(problems, IndexName);
    }
}
