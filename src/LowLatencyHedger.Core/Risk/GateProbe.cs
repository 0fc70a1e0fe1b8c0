using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>
/// The gate alone, with one order that passes every control, so that what a full evaluation costs can be measured. Thread: the caller's.
/// </summary>
[HotPath]
public sealed class GateProbe
{
    private const long NowNanos = 1_000 * Nanos.PerSecond;
    private const long VenueUtcNanos = 1_780_000_000L * Nanos.PerSecond;

    private readonly SettingValues _settings = new(new CoreConfig
    {
        Underlyings = [new UnderlyingConfig { MaxOrderAmount = 40_000, MaxNetDeltaCoins = 5 }],
    });

    private readonly RiskGate _gate;
    private readonly RiskConditions _conditions;
    private readonly OrderExposure _exposure;
    private readonly OrderIntent _intent;

    public GateProbe()
    {
        _gate = new RiskGate(_settings);
        _gate.OnTime(0, VenueUtcNanos);
        _gate.OnTime(NowNanos, VenueUtcNanos);
        _conditions.IsTradingReady = true;
        _conditions.IsReconciled = true;
        _conditions.IsMarketDataReady = true;
        _conditions.IsEngineHealthKnown = true;
        _conditions.IsClockKnown = true;
        _conditions.InstrumentStatus = TradingStatus.Open;
        _conditions.IsBookValid = true;
        _conditions.SpreadBps = 1;
        _conditions.WorstCaseDelta = 1;
        _conditions.AvailableFundsPct = 80;
        _conditions.MarginRatio = 0.1;
        _conditions.MovedCoins = 10;
        _exposure.IsInstrumentAllowed = true;
        _exposure.AllowedTypes = OrderTypes.ImmediateOrCancel;
        _exposure.HasRoomForOrder = true;
        _exposure.VenueUtcNanos = VenueUtcNanos;
        _exposure.Delta = _exposure.DeltaLow = _exposure.DeltaHigh = 1;
        _exposure.BandLower = -0.5;
        _exposure.BandUpper = 0.5;
        _exposure.AvailableFundsUsd = 100_000;
        _exposure.IndexPrice = _exposure.MarkPrice = 60_000;
        _exposure.MinPrice = Price.FromDouble(59_000);
        _exposure.MaxPrice = Price.FromDouble(61_000);
        _exposure.Tick = Price.FromDouble(0.5);
        _exposure.AmountStep = Quantity.FromDouble(10);
        _intent.Type = OrderTypes.ImmediateOrCancel;
        _intent.Side = Side.Sell;
        _intent.Price = _intent.Touch = Price.FromDouble(60_000);
        _intent.Amount = Quantity.FromDouble(30_000);
        _intent.NotionalUsd = 30_000;
        _intent.Coins = -0.5;
        _intent.ValidUntilUtcNanos = VenueUtcNanos + Nanos.PerSecond;
    }

    /// <summary>The conditions alone, as after every event.</summary>
    public TradingState Assess()
    {
        _gate.Assess(_conditions, 0, NowNanos, out var assessment);
        return assessment.State;
    }

    /// <summary>Conditions and order. None: it may be sent.</summary>
    public ReasonCode Check()
    {
        _gate.Assess(_conditions, 0, NowNanos, out var assessment);
        return _gate.Check(_intent, _exposure, _conditions, assessment, 0, NowNanos, out _);
    }

    /// <summary>The least that a gate could do: one limit and the latch.</summary>
    public bool CheckOneLimit() =>
        _intent.NotionalUsd <= _settings[SettingKey.MaxOrderNotionalUsd] && _gate.Latch == ReasonCode.None;
}
