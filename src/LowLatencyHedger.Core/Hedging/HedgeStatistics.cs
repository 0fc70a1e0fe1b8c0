using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>What hedging of one underlying has done so far. Thread: the core's only.</summary>
[HotPath]
internal sealed class HedgeStatistics
{
    private long _lastNanos;
    private long _firstOutsideBandNanos;
    private bool _wasInBand;
    private bool _wasFarOutIdle;

    public long HedgesSent { get; set; }

    public long HedgeFills { get; set; }

    public long OptionFills { get; set; }

    public long Refusals { get; set; }

    /// <summary>Since the first reconciliation.</summary>
    public long ObservedNanos { get; private set; }

    public long InBandNanos { get; private set; }

    /// <summary>Further from the target than twice the band although no order was under way.</summary>
    public long FarOutIdleNanos { get; private set; }

    public double MaxAbsDelta { get; private set; }

    public long MaxInputAgeNanos { get; private set; }

    /// <summary>Orders sent since the delta was last in its band, within a minute.</summary>
    public int HedgesOutsideBand { get; private set; }

    /// <summary>Orders that do not bring the delta back are a sign that something is wrong with the picture, not with the market.</summary>
    public void OnSent(long nowNanos)
    {
        HedgesSent++;
        _firstOutsideBandNanos = HedgesOutsideBand == 0 ? nowNanos : _firstOutsideBandNanos;
        HedgesOutsideBand++;
    }

    /// <summary>An order that never left.</summary>
    public void OnNotSent()
    {
        HedgesSent--;
        OnUntraded();
    }

    /// <summary>An order of which nothing could be expected cannot have failed to bring the delta back.</summary>
    public void OnUntraded() => HedgesOutsideBand = Math.Max(0, HedgesOutsideBand - 1);

    /// <summary>Starts the count afresh when its minute is over.</summary>
    public void OnTime(long nowNanos)
    {
        if (nowNanos - _firstOutsideBandNanos > 60 * Nanos.PerSecond)
        {
            HedgesOutsideBand = 0;
        }
    }

    public void WriteSnapshot(ref CoreSnapshot snapshot)
    {
        snapshot.HedgesSent = HedgesSent;
        snapshot.HedgeFills = HedgeFills;
        snapshot.OptionFills = OptionFills;
        snapshot.Refusals = Refusals;
        snapshot.ObservedNanos = ObservedNanos;
        snapshot.InBandNanos = InBandNanos;
        snapshot.FarOutIdleNanos = FarOutIdleNanos;
        snapshot.MaxAbsDelta = MaxAbsDelta;
        snapshot.MaxInputAgeNanos = MaxInputAgeNanos;
    }

    /// <summary>Counts the time since the last call for the state that it left, and notes the new state.</summary>
    public void Observe(double delta, in HedgeTarget target, int unresolvedOrders, long inputAgeNanos, long nowNanos)
    {
        if (_lastNanos != 0)
        {
            var elapsedNanos = nowNanos - _lastNanos;
            ObservedNanos += elapsedNanos;
            InBandNanos += _wasInBand ? elapsedNanos : 0;
            FarOutIdleNanos += _wasFarOutIdle ? elapsedNanos : 0;
        }

        _lastNanos = nowNanos;
        var center = 0.5 * (target.Lower + target.Upper);
        _wasInBand = delta >= target.Lower && delta <= target.Upper;
        _wasFarOutIdle = unresolvedOrders == 0 && !(Math.Abs(delta - center) <= target.Upper - target.Lower);
        if (Math.Abs(delta) > MaxAbsDelta)
        {
            MaxAbsDelta = Math.Abs(delta);
        }

        MaxInputAgeNanos = Math.Max(MaxInputAgeNanos, inputAgeNanos);
        HedgesOutsideBand = _wasInBand ? 0 : HedgesOutsideBand;
    }
}
