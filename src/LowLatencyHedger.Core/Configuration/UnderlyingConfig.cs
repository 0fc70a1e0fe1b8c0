using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.Core.Configuration;

/// <summary>How the book of one price index is hedged.</summary>
public sealed record UnderlyingConfig
{
    /// <summary>For example <c>btc_usd</c>.</summary>
    public string IndexName { get; init; } = "";

    /// <summary>For example <c>BTC-PERPETUAL</c>. It must also be among the allowed instruments of the risk limits.</summary>
    public string HedgeInstrument { get; init; } = "";

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

    internal double UsdFraction => EquityFraction ?? Numeraires.UsdFraction(Numeraire);

    internal void Validate(List<string> problems)
    {
        CoreConfig.Require(problems, IndexName.Length is > 0 and < 32, "indexName must have 1 to 31 characters");
        CoreConfig.Require(problems, HedgeInstrument.Length is > 0 and < 32, $"{IndexName}: hedgeInstrument must have 1 to 31 characters");
        CoreConfig.Require(problems, UsdFraction is >= 0 and <= 1, $"{IndexName}: equityFraction must be between 0 and 1");
        CoreConfig.Require(
            problems,
            UsdFraction == 0 || SettlementCurrency.Length is > 0 and < 32,
            $"{IndexName}: hedging equity needs settlementCurrency");
        CoreConfig.Require(problems, double.IsFinite(TargetDeltaCoins), $"{IndexName}: targetDeltaCoins must be a number");
        CoreConfig.Require(
            problems,
            double.IsFinite(BandLowerCoins + BandUpperCoins) && BandLowerCoins > 0 && BandUpperCoins > 0,
            $"{IndexName}: the band must be positive");
        CoreConfig.Require(problems, InnerFraction is >= 0 and <= 1, $"{IndexName}: innerFraction must be between 0 and 1");
        CoreConfig.Require(problems, MinHedgeIntervalMillis >= 0, $"{IndexName}: minHedgeIntervalMillis must not be negative");
        CoreConfig.Require(problems, MaxOrderAmount is > 0 and <= 1e9, $"{IndexName}: maxOrderAmount must be above 0 and at most 1000000000");
        CoreConfig.Require(problems, MaxNetDeltaCoins is > 0 and <= 1e7, $"{IndexName}: maxNetDeltaCoins must be above 0 and at most 10000000");
        CoreConfig.Require(
            problems,
            MaxNetDeltaCoins >= Math.Max(TargetDeltaCoins + BandUpperCoins, BandLowerCoins - TargetDeltaCoins),
            $"{IndexName}: maxNetDeltaCoins lies inside the band");
        CoreConfig.Require(problems, MaxCrossBps is >= 0 and <= 500, $"{IndexName}: maxCrossBps must be between 0 and 500");
        CoreConfig.Require(problems, MaxSlippageBps is > 0 and <= 1000, $"{IndexName}: maxSlippageBps must be between 0 and 1000");
    }
}
