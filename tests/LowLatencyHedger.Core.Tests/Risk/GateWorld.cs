using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Core.Risk;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Tests.Risk;

/// <summary>A gate and inputs in which everything is well inside: a sell of half a coin from one coin long.</summary>
internal sealed class GateWorld
{
    public const long NowNanos = 1_000 * Nanos.PerSecond;
    public const long VenueUtcNanos = 1_780_000_000L * Nanos.PerSecond;

    public RiskConditions Conditions = new()
    {
        IsTradingReady = true,
        IsReconciled = true,
        IsMarketDataReady = true,
        IsEngineHealthKnown = true,
        IsClockKnown = true,
        InstrumentStatus = TradingStatus.Open,
        IsBookValid = true,
        SpreadBps = 1,
        WorstCaseDelta = 1,
        AvailableFundsPct = 80,
        MarginRatio = 0.1,
        MovedCoins = 10,
    };

    public OrderExposure Exposure = new()
    {
        IsInstrumentAllowed = true,
        AllowedTypes = OrderTypes.ImmediateOrCancel,
        HasRoomForOrder = true,
        VenueUtcNanos = VenueUtcNanos,
        Delta = 1,
        DeltaLow = 1,
        DeltaHigh = 1,
        BandLower = -0.5,
        BandUpper = 0.5,
        AvailableFundsUsd = 100_000,
        IndexPrice = 60_000,
        MarkPrice = 60_000,
        MinPrice = Price.FromDouble(59_000),
        MaxPrice = Price.FromDouble(61_000),
        Tick = Price.FromDouble(0.5),
        AmountStep = Quantity.FromDouble(10),
        LastSentNanos = NowNanos - Nanos.PerSecond,
    };

    public OrderIntent Intent = new()
    {
        Type = OrderTypes.ImmediateOrCancel,
        Side = Side.Sell,
        Price = Price.FromDouble(60_000),
        Touch = Price.FromDouble(60_000),
        Amount = Quantity.FromDouble(30_000),
        NotionalUsd = 30_000,
        Coins = -0.5,
        ValidUntilUtcNanos = VenueUtcNanos + (1_500 * Nanos.PerMilli),
    };

    public GateWorld()
        : this(new RiskLimits(), new UnderlyingConfig { MaxOrderAmount = 40_000, MaxNetDeltaCoins = 5, MaxCrossBps = 10 })
    {
    }

    public GateWorld(RiskLimits limits, UnderlyingConfig underlying)
    {
        Gate = new RiskGate(new SettingValues(new CoreConfig { Risk = limits, Underlyings = [underlying] }));
        Gate.OnTime(0, VenueUtcNanos);
        Gate.OnTime(NowNanos, VenueUtcNanos);
    }

    public RiskGate Gate { get; private set; }

    /// <summary>Of the last check.</summary>
    public Assessment State { get; private set; }

    public ReasonCode Check(out GateVerdict verdict, long nowNanos = NowNanos)
    {
        Gate.Assess(Conditions, 0, nowNanos, out var assessment);
        State = assessment;
        return Gate.Check(Intent, Exposure, Conditions, assessment, 0, nowNanos, out verdict);
    }

    /// <summary>The same limits, but for those that a test names.</summary>
    public void Use(RiskLimits limits)
    {
        var world = new GateWorld(limits, new UnderlyingConfig
        {
            MaxOrderAmount = 40_000,
            MaxNetDeltaCoins = 5,
            MaxCrossBps = 10,
            MaxDollarGammaUsd = 1_000,
            MaxVegaUsd = 1_000,
            MaxThetaUsd = 1_000,
            MaxExpiryDeltaCoins = 10,
            MaxExpiryDollarGammaUsd = 1_000,
            MaxExpiryVegaUsd = 1_000,
            MaxExpiryThetaUsd = 1_000,
        });
        Gate = world.Gate;
    }

    /// <summary>The mirror image: a buy from one coin short.</summary>
    public void TurnToBuy()
    {
        Intent.Side = Side.Buy;
        Intent.Coins = 0.5;
        Exposure.Delta = Exposure.DeltaLow = Exposure.DeltaHigh = -1;
    }
}

/// <summary>One control: what is just inside it, what is just outside, and what follows.</summary>
internal sealed record ControlCase(
    RiskControl Control, string What, TradingState State, ReasonCode Reason, Action<GateWorld> Inside, Action<GateWorld> Outside)
{
    public string Name => What.Length == 0 ? $"{Control}" : $"{Control}: {What}";
}
