using LowLatencyHedger.Core.Configuration;

namespace LowLatencyHedger.Testing;

/// <summary>Settings for runs on the simulated exchange: every band is left often, and no limit is reached.</summary>
public static class WideConfig
{
    /// <summary>BTC alone.</summary>
    public static CoreConfig Btc { get; } = new() { Underlyings = [Underlying("BTC", 0.5)], Risk = Risk("BTC-PERPETUAL") };

    /// <summary>BTC and ETH, with the order rates of a run in which things go wrong.</summary>
    public static CoreConfig BtcAndEth { get; } = new()
    {
        Underlyings = [Underlying("BTC", 0.5), Underlying("ETH", 5)],
        Risk = Risk("BTC-PERPETUAL", "ETH-PERPETUAL") with { MaxOrdersPerSecond = 5, OrderBurst = 20, MaxOrdersPerMinute = 600 },
    };

    private static UnderlyingConfig Underlying(string currency, double band) => new()
    {
        IndexName = currency.ToLowerInvariant() + "_usd",
        HedgeInstrument = currency + "-PERPETUAL",
        SettlementCurrency = currency,
        BandLowerCoins = band,
        BandUpperCoins = band,
        InnerFraction = 0,
        MaxOrderAmount = 2_000_000,
        MaxNetDeltaCoins = 10_000,
        MaxCrossBps = 20,
        MaxSlippageBps = 30,
    };

    private static RiskLimits Risk(params string[] instruments) => new()
    {
        AllowedInstruments = instruments,
        MaxOrderNotionalUsd = 2_000_000,
        MaxOpenNotionalUsd = 4_000_000,
        MaxPositionUsd = 100_000_000,
        MaxGrossNotionalUsd = 200_000_000,
        MaxHedgesOutsideBand = 60,
    };
}
