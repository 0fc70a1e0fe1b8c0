using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>What the gate remembers about one underlying. Thread: the core's only.</summary>
[HotPath]
internal sealed class UnderlyingRisk
{
    private const long SampleNanos = Nanos.PerSecond;

    /// <summary>Price times coins, and coins, of the own hedges of the last minute.</summary>
    private readonly SlidingSums _fills = new(60 * Nanos.PerSecond);

    /// <summary>Coins hedged, and coins that the delta moved otherwise, of the last ten minutes.</summary>
    private readonly SlidingSums _turnover = new(600 * Nanos.PerSecond);

    /// <summary>By how much the delta has changed in all, with its sign, in the last ten minutes.</summary>
    private readonly SlidingSums _changes = new(600 * Nanos.PerSecond);

    private DeltaStepGuard _deltaStep;
    private bool _isTraded;
    private double _sampledDelta;
    private double _hedgedSinceSample;
    private long _nextSampleNanos;

    public RecentBreaches OversizedOrders { get; } = new(3);

    public RecentBreaches PricesOutsideCollar { get; } = new(5);

    /// <summary>Why the underlying is closed until an operator resumes; None when it is not.</summary>
    public ReasonCode HaltReason { get; set; }

    /// <summary>Why own and the venue's Greeks do not agree; None when they do.</summary>
    public ReasonCode GreekGuard { get; set; }

    public long CollarPauseUntilNanos { get; set; }

    /// <summary>In the settlement currency; NaN until told.</summary>
    public double AvailableFunds { get; set; } = double.NaN;

    /// <summary>Of the equity; NaN until told.</summary>
    public double AvailableFundsPct { get; set; } = double.NaN;

    /// <summary>Maintenance margin over equity; NaN until told.</summary>
    public double MarginRatio { get; set; } = double.NaN;

    public bool IsDeltaStepOpen => _deltaStep.IsOpen;

    public double HedgedCoins => _turnover.First;

    /// <summary>What there was to hedge: the delta of ten minutes ago, and what it moved since by itself and by trades in options.</summary>
    public double MovedCoins => _turnover.Second + Math.Abs(_sampledDelta - _changes.First);

    /// <summary>The underlying was open for orders at least once: only then is an order held back something to tell.</summary>
    public bool WasOpen { get; set; }

    /// <summary>Average price of the own hedges of the last minute; 0 when there was none.</summary>
    public double FillPrice => _fills.Second == 0 ? 0 : _fills.First / _fills.Second;

    public void OnHedgeFill(double signedCoins, double price, long nowNanos)
    {
        var coins = Math.Abs(signedCoins);
        _fills.Add(price * coins, coins, nowNanos);
        _turnover.Add(coins, 0, nowNanos);
        _hedgedSinceSample += signedCoins;
    }

    /// <summary>A position has changed, and with it the delta may.</summary>
    public void OnPositionChange() => _isTraded = true;

    /// <summary>A trade counts by itself: two that cancel out within a second may both have been hedged.</summary>
    public void OnTrade() => _nextSampleNanos = 0;

    /// <summary>Takes the net delta of now; NaN while it is not known whole.</summary>
    public void Observe(double delta, double maxStep, bool isUpdate, long nowNanos)
    {
        _fills.MoveTo(nowNanos);
        _turnover.MoveTo(nowNanos);
        _changes.MoveTo(nowNanos);
        if (!double.IsFinite(delta))
        {
            return;
        }

        _deltaStep.Observe(delta, maxStep, _isTraded, isUpdate, nowNanos);
        _isTraded = false;
        if (nowNanos >= _nextSampleNanos)
        {
            var change = delta - _sampledDelta;
            _turnover.Add(0, Math.Abs(change - _hedgedSinceSample), nowNanos);
            _changes.Add(change, 0, nowNanos);
            _sampledDelta = delta;
            _hedgedSinceSample = 0;
            _nextSampleNanos = nowNanos + SampleNanos;
        }
    }

    public void Resume()
    {
        HaltReason = ReasonCode.None;
        OversizedOrders.Clear();
        PricesOutsideCollar.Clear();
    }
}
