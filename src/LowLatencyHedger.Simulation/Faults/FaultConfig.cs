using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>The engine and the venue of the fault simulation, before anything goes wrong.</summary>
internal static class FaultConfig
{
    public const string HedgeInstrument = "BTC-PERPETUAL";

    /// <summary>A secret that must never leave the process.</summary>
    public const string Secret = "canary-7f1d2c";

    public const int BackoffMillis = 100;
    public const int BackoffMaxMillis = 5_000;
    public const int BookMaxAgeMillis = 1_000;
    public const double CollarBps = 100;
    public const double MaxOrderUsd = 200_000;

    public static CoreConfig Core { get; } = new()
    {
        Underlyings =
        [
            new UnderlyingConfig
            {
                IndexName = "btc_usd",
                HedgeInstrument = HedgeInstrument,
                SettlementCurrency = "BTC",
                BandLowerCoins = 0.3,
                BandUpperCoins = 0.3,
                InnerFraction = 0,
                MaxOrderAmount = MaxOrderUsd,
                MaxNetDeltaCoins = 1_000,
                MaxCrossBps = 20,
                MaxSlippageBps = 30,

                // The volatility's part in the value at risk is a sum of dozens of distributions at each reading, a third of a run's time. No limit
                // here and no law looks at it.
                Figures = new FigureSettings { VolPointsPerDay = 0 },
            },
        ],
        Risk = new RiskLimits
        {
            AllowedInstruments = [HedgeInstrument],
            MaxOrderNotionalUsd = MaxOrderUsd,
            MaxOpenNotionalUsd = 400_000,
            MaxPositionUsd = 100_000_000,
            MaxGrossNotionalUsd = 200_000_000,
            MaxTurnoverRatio = 50,
            MaxOrdersPerSecond = 5,
            OrderBurst = 20,
            MaxOrdersPerMinute = 300,
            MaxHedgesOutsideBand = 200,
            PriceCollarBps = CollarBps,
            BookMaxAgeMillis = BookMaxAgeMillis,
        },
        Orders = new OrderSettings { BackoffMillis = BackoffMillis, BackoffMaxMillis = BackoffMaxMillis },
        Capacities = new CapacitySettings
        {
            Instruments = 256, Underlyings = 1, Expiries = 8, Orders = 1_024, FillKeys = 4_096, BookLevels = 256,
        },
    };

    /// <summary>The same engine, which tries post-only orders first.</summary>
    public static CoreConfig Passive { get; } = Core with
    {
        Underlyings =
        [
            Core.Underlyings[0] with { Execution = new ExecutionSettings { Mode = ExecutionMode.PassiveFirst, PassiveMillis = 2_000, OuterBands = 4 } },
        ],
        Risk = Core.Risk with { AllowedOrderTypes = OrderTypes.Any },
    };

    /// <summary>One seed in four hedges with post-only orders first.</summary>
    public static bool IsPassive(FaultRunOptions run) => run.Seed % 4 == 3;

    public static CoreConfig CoreOf(FaultRunOptions run) => IsPassive(run) ? Passive : Core;

    public static VirtualEngineOptions For(FaultRunOptions run, long startUtcNanos) => new()
    {
        Exchange = new ExchangeOptions
        {
            Seed = run.Seed,
            IsSmall = true,
            TicksPerSecond = 4,
            OptionCount = 6,
            OpeningHedge = 0.95,
            ClientTradesPerSecond = 0.2,
            PublicTradesPerSecond = 0.1,
            ClientSecret = Secret,
        },
        Rpc = new RpcServerOptions { CancelOnDisconnectArmed = true, IsDirect = !run.IsBytes },
        Core = CoreOf(run),
        StartUtcNanos = startUtcNanos,
        LatencyNanos = (long)(Nanos.PerMilli * 0.2 * Math.Exp(new Random(run.Seed).NextDouble() * Math.Log(200))),
        ClockIntervalNanos = 100 * Nanos.PerMilli,
    };
}
