using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>Shows the policies an underlying and its settings.</summary>
[HotPath]
internal static class HedgeViews
{
    public static void Of(HedgedUnderlying underlying, in Instrument hedge, double fixedCostUsd, long nowNanos, out HedgeView view)
    {
        ref readonly var sums = ref underlying.Sums;
        var book = underlying.Book;
        var mid = book.IsValid ? book.Mid : double.NaN;
        var halfSpread = 0.5 * (book.BestAsk.ToDouble() - book.BestBid.ToDouble()) / mid;
        var lot = hedge.AmountStep.ToDouble();
        view = default;
        view.Delta = underlying.Delta;
        view.PendingCoins = underlying.DeltaHigh + underlying.DeltaLow - (2 * underlying.Delta);
        view.ExposureDelta = sums.Delta;
        view.Gamma = sums.Gamma;
        view.Vanna = sums.Vanna;
        view.Volatility = sums.Volatility;
        view.YearsToExpiry = sums.YearsToExpiry;
        view.Price = mid;
        view.CostFraction = halfSpread + hedge.Definition.TakerCommission;
        view.FixedCostUsd = fixedCostUsd;

        // At the lowest price that a lot may trade at, so that what is rounded down is still one.
        view.MinTradeCoins = hedge.IsInverse ? lot / book.BestBid.ToDouble() * (1 + 1e-9) : lot;
        view.NowNanos = nowNanos;
    }

    public static void Parameters(SettingValues settings, int underlying, out PolicyParameters parameters)
    {
        var kind = (PolicyKind)(int)settings[SettingKey.PolicyKind, underlying];
        var aversion = settings[SettingKey.PolicyAversion, underlying];
        parameters = new PolicyParameters
        {
            Kind = kind,
            TargetCoins = settings[SettingKey.TargetDeltaCoins, underlying],
            Ratio = settings[SettingKey.HedgeRatio, underlying],
            MinWidthCoins = settings[SettingKey.MinWidthCoins, underlying],
            Hours = settings[SettingKey.PolicyHours, underlying],
            MovePct = settings[SettingKey.PolicyMovePct, underlying],
            SlackCoins = settings[SettingKey.PolicySlackCoins, underlying],
            Aversion = aversion,
            SlackUsdPerDay = aversion > 0 ? 0 : settings[SettingKey.SlackUsdPerDay, underlying],
            LowerWidthCoins = settings[SettingKey.LowerWidthCoins, underlying],
            UpperWidthCoins = settings[SettingKey.UpperWidthCoins, underlying],

            // The pair of thresholds has its own.
            InnerFraction = kind == PolicyKind.TwoThreshold ? 1 : settings[SettingKey.InnerFraction, underlying],
        };
    }
}
