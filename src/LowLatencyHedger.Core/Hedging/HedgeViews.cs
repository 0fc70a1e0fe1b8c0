using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>Shows the policies an underlying and its settings.</summary>
[HotPath]
internal static class HedgeViews
{
    /// <summary>A model's band is not narrower than this part of the widest.</summary>
    private const double NarrowestPart = 0.05;

    public static void Of(HedgedUnderlying underlying, HedgeMarket market, in Instrument hedge, long nowNanos, out HedgeView view)
    {
        ref readonly var sums = ref underlying.Sums;
        var book = market.Book;
        var mid = book.IsValid ? book.Mid : double.NaN;
        var lot = hedge.AmountStep.ToDouble();
        view = default;
        view.Delta = underlying.Delta;

        // Nobody knows whether what rests in the book will fill: it does not count as done.
        view.PendingCoins = underlying.DeltaHigh + underlying.DeltaLow - (2 * underlying.Delta) - underlying.RestingCoins;
        view.ExposureDelta = sums.Delta;
        view.Gamma = sums.Gamma;
        view.Vanna = sums.Vanna;
        view.Volatility = sums.Volatility;
        view.YearsToExpiry = sums.YearsToExpiry;
        view.Price = mid;

        // At the lowest price that a lot may trade at, so that what is rounded down is still one.
        var lowest = book.BestBid.ToDouble();
        view.MinTradeCoins = !hedge.IsInverse ? lot : lowest > 0 ? lot / lowest * (1 + 1e-9) : 0;
        view.NowNanos = nowNanos;
    }

    public static void Parameters(SettingValues settings, int underlying, out PolicyParameters parameters)
    {
        var kind = (PolicyKind)(int)settings[SettingKey.PolicyKind, underlying];

        // What is known of the options' delta, and turnover, would not bear a much narrower one.
        var narrowest = kind == PolicyKind.Band ? 0 : NarrowestPart * 0.5 * settings.BandCoins(underlying);
        var aversion = settings[SettingKey.PolicyAversion, underlying];
        parameters = new PolicyParameters
        {
            Kind = kind,
            TargetCoins = settings[SettingKey.TargetDeltaCoins, underlying],
            Ratio = settings[SettingKey.HedgeRatio, underlying],
            MinWidthCoins = Math.Max(settings[SettingKey.MinWidthCoins, underlying], narrowest),
            Hours = settings[SettingKey.PolicyHours, underlying],
            MovePct = settings[SettingKey.PolicyMovePct, underlying],
            Aversion = aversion,
            SlackUsdPerDay = aversion > 0 ? 0 : settings[SettingKey.SlackUsdPerDay, underlying],
            LowerWidthCoins = settings[SettingKey.LowerWidthCoins, underlying],
            UpperWidthCoins = settings[SettingKey.UpperWidthCoins, underlying],

            // The pair of thresholds has its own.
            InnerFraction = kind == PolicyKind.TwoThreshold ? 1 : settings[SettingKey.InnerFraction, underlying],
        };
    }
}
