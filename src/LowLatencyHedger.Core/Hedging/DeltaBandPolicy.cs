using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>A fixed band around a target: outside of it, trade back to a fraction of the band.</summary>
[HotPath]
internal readonly struct DeltaBandPolicy(SettingValues settings, int underlying) : IHedgePolicy
{
    public HedgeTarget Decide(in HedgeView view)
    {
        var target = settings[SettingKey.TargetDeltaCoins, underlying];
        var below = settings[SettingKey.LowerWidthCoins, underlying];
        var above = settings[SettingKey.UpperWidthCoins, underlying];
        var inner = settings[SettingKey.InnerFraction, underlying];
        var slack = view.Delta - target;
        var lower = target - below;
        var upper = target + above;
        if (slack > above)
        {
            return new HedgeTarget(lower, upper, (inner * above) - slack, ReasonCode.DeltaAboveBand);
        }

        return slack < -below
            ? new HedgeTarget(lower, upper, (-inner * below) - slack, ReasonCode.DeltaBelowBand)
            : new HedgeTarget(lower, upper, 0, ReasonCode.None);
    }
}
