using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>A fixed band around a target: outside of it, trade back to a fraction of the band.</summary>
[HotPath]
internal readonly struct DeltaBandPolicy(UnderlyingConfig config) : IHedgePolicy
{
    private readonly double _target = config.TargetDeltaCoins;
    private readonly double _below = config.BandLowerCoins;
    private readonly double _above = config.BandUpperCoins;
    private readonly double _inner = config.InnerFraction;

    public HedgeTarget Decide(in HedgeView view)
    {
        var slack = view.Delta - _target;
        var lower = _target - _below;
        var upper = _target + _above;
        if (slack > _above)
        {
            return new HedgeTarget(lower, upper, (_inner * _above) - slack, ReasonCode.DeltaAboveBand);
        }

        return slack < -_below
            ? new HedgeTarget(lower, upper, (-_inner * _below) - slack, ReasonCode.DeltaBelowBand)
            : new HedgeTarget(lower, upper, 0, ReasonCode.None);
    }
}
