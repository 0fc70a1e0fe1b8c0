using LowLatencyHedger.Core.Configuration;

namespace LowLatencyHedger.App.Engine;

/// <summary>What a <see cref="ScratchCore"/> is configured with: a core that may trade, and whose time comes in leaps.</summary>
internal static class ScratchConfig
{
    /// <summary>Where orders are wanted.</summary>
    public const double BandCoins = 0.01;

    private const double OuterBands = 3;

    /// <param name="instruments">The hedge instrument and all options.</param>
    /// <param name="demand">Whether it wants orders.</param>
    public static CoreConfig Create(int instruments, ScratchOrders demand) => new()
    {
        Underlyings =
        [
            new UnderlyingConfig
            {
                IndexName = "btc_usd",
                HedgeInstrument = "BTC-PERPETUAL",
                SettlementCurrency = "BTC",
                BandLowerCoins = Band(demand),
                BandUpperCoins = Band(demand),
                EquityFraction = demand == ScratchOrders.NotSent ? 1 : 0,
                Execution = new ExecutionSettings { OuterBands = OuterBands },
                MaxOrderAmount = 100_000,
                MaxNetDeltaCoins = 1e7,
            },
        ],

        // Its time comes once a second.
        Risk = new RiskLimits
        {
            AllowedInstruments = demand == ScratchOrders.Refused ? [] : ["BTC-PERPETUAL"],
            MaxLoopLagMillis = 600_000,
            OptionMaxAgeMillis = 300_000,
            MaxDeltaStepBands = 1_000,
            MaxOrderNotionalUsd = 1e7,
            MaxOpenNotionalUsd = 1e7,
            MaxPositionUsd = 1e8,
            MaxGrossNotionalUsd = 1e8,
            MaxOrdersPerSecond = 30,
            OrderBurst = 100,
            MaxOrdersPerMinute = 1_800,
            MaxOrdersPerDay = 1_000_000,
            DuplicateWindowMillis = 0,
        },
        Orders = new OrderSettings { BackoffMillis = 10, BackoffMaxMillis = 10 },

        // It soon forgets fills, as a long run does.
        Capacities = new CapacitySettings { Instruments = instruments, FillKeys = 256 },
        ReconcileIntervalMillis = 0,
    };

    private static double Band(ScratchOrders demand) => demand switch
    {
        ScratchOrders.None => 1e6,
        ScratchOrders.Refused => 1e-3,
        _ => BandCoins,
    };
}
