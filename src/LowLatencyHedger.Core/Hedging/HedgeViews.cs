using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>Shows the policies an underlying and its settings.</summary>
[HotPath]
internal static class HedgeViews
{
    public static void Of(HedgedUnderlying underlying, in Instrument hedge, long nowNanos, out HedgeView view)
    {
        ref readonly var sums = ref underlying.Sums;
        var book = underlying.Book;
        var mid = book.IsValid ? book.Mid : double.NaN;
        var halfSpread = 0.5 * (book.BestAsk.ToDouble() - book.BestBid.ToDouble()) / mid;
        view = default;
        view.Delta = underlying.Delta;
        view.ExposureDelta = sums.Delta;
        view.Gamma = sums.Gamma;
        view.Price = mid;
        view.CostFraction = halfSpread + hedge.Definition.TakerCommission;
        view.NowNanos = nowNanos;
    }

    public static void Parameters(SettingValues settings, int underlying, out PolicyParameters parameters)
    {
        parameters = new PolicyParameters
        {
            Kind = PolicyKind.Band,
            TargetCoins = settings[SettingKey.TargetDeltaCoins, underlying],
            LowerWidthCoins = settings[SettingKey.LowerWidthCoins, underlying],
            UpperWidthCoins = settings[SettingKey.UpperWidthCoins, underlying],
            InnerFraction = settings[SettingKey.InnerFraction, underlying],
        };
    }
}
