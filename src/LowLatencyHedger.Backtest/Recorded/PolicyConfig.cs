using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Hedging.Policies;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>The core's configuration for one policy of a backtest.</summary>
internal static class PolicyConfig
{
    public const int CapacityInstruments = 16_384;

    public static CoreConfig For(BacktestSettings settings, PolicySpec spec)
    {
        var currency = settings.Currency;
        var parameters = spec.Parameters;
        var isBand = spec.Kind == PolicyKind.Band;
        var hedge = $"{currency}-PERPETUAL";
        var underlying = new UnderlyingConfig
        {
            IndexName = currency.ToLowerInvariant() + "_usd",
            HedgeInstrument = hedge,
            SettlementCurrency = currency,
            TargetDeltaCoins = parameters.TargetCoins,
            BandLowerCoins = isBand ? parameters.LowerWidthCoins : Math.Min(parameters.LowerWidthCoins, settings.MaxBandCoins),
            BandUpperCoins = isBand ? parameters.UpperWidthCoins : Math.Min(parameters.UpperWidthCoins, settings.MaxBandCoins),
            InnerFraction = parameters.InnerFraction,
            Policy = Policy(settings, parameters),
            MaxOrderAmount = settings.MaxOrderUsd,
            MaxNetDeltaCoins = 1e6,
        };
        return new CoreConfig
        {
            Underlyings = [underlying],
            Risk = Limits(settings, hedge),
            Orders = new OrderSettings { ValidMillis = 5_000, ReplyTimeoutMillis = 10_000 },
            Capacities = new CapacitySettings { Instruments = CapacityInstruments, Expiries = 256, Orders = 65_536, FillKeys = 262_144 },

            // As many events as there are options; at each settlement all positions are told besides.
            ReconcileIntervalMillis = 3_600_000,
        };
    }

    private static PolicySettings Policy(BacktestSettings settings, in PolicyParameters parameters)
    {
        var usual = new PolicySettings();
        return new PolicySettings
        {
            Kind = parameters.Kind,
            HedgeRatio = parameters.Ratio,
            MinWidthCoins = parameters.MinWidthCoins,
            Hours = parameters.Hours > 0 ? parameters.Hours : usual.Hours,
            MovePct = parameters.MovePct > 0 ? parameters.MovePct : usual.MovePct,
            Aversion = parameters.Aversion,
            SlackUsdPerDay = parameters.SlackUsdPerDay > 0 ? parameters.SlackUsdPerDay : usual.SlackUsdPerDay,
            FixedOrderCostUsd = settings.FixedOrderCostUsd,
        };
    }

    /// <summary>The limits must not be what decides: steps are a minute apart, and the book is as large as was asked for.</summary>
    private static RiskLimits Limits(BacktestSettings settings, string hedge) => new()
    {
        AllowedInstruments = [hedge],
        MaxOrderNotionalUsd = settings.MaxOrderUsd,
        MaxOpenNotionalUsd = 1e9,
        MaxPositionUsd = 1e10,
        MaxGrossNotionalUsd = 1e11,
        PriceCollarBps = 1_000,
        FillCollarBps = 2_000,
        MaxSpreadBps = 1_000,
        BookMaxAgeMillis = 60_000,
        IndexMaxAgeMillis = 60_000,
        OptionMaxAgeMillis = 300_000,
        MaxOrdersPerSecond = 30,
        OrderBurst = 100,
        MaxOrdersPerMinute = 1_800,
        MaxOrdersPerDay = 1_000_000,
        MaxHedgesOutsideBand = 1_000,
        MaxTurnoverRatio = 1_000,
        DuplicateWindowMillis = 0,
        MaxUnfilledRun = 1_000,
        MaxRejectRun = 100,
        MaxDeltaStepBands = 1_000,
        MaxLoopLagMillis = 600_000,
    };
}
