using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Monitor;

/// <summary>Every metric that there is: those of the telemetry file's counters, and those of its snapshots.</summary>
internal static class Metrics
{
    public static IReadOnlyList<Metric> All { get; } = [.. OfEngine(), .. OfUnderlyings(), .. OfFigures(), .. OfExpiries(), .. OfLimits(), .. OfCounters()];

    /// <summary>Bounds of the histograms' buckets, nanoseconds: 1, 2, 5 a decade from 1 us to 1 s.</summary>
    public static IReadOnlyList<long> BucketNanos { get; } =
    [
        1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000, 50_000_000,
        100_000_000, 200_000_000, 500_000_000, 1_000_000_000,
    ];

    public static string HistogramName(TelemetryItem item) => $"hedger_{item.Name}_seconds";

    /// <summary><c>kind=book</c> as <c>kind="book"</c>.</summary>
    public static string LabelText(TelemetryItem item)
    {
        var split = item.Label.IndexOf('=');
        return split < 0 ? "" : $"{item.Label[..split]}=\"{item.Label[(split + 1)..]}\"";
    }

    private static IEnumerable<Metric> OfEngine() =>
    [
        One("start_time_seconds", "When the engine made its telemetry file, Unix time.", picture => picture.StartUtcNanos / 1e9),
        One("snapshot_age_seconds", "Since the core last told its state; grows when the core stands still.", picture => Seconds(picture.AgeNanos)),
        One("closed", "1 when the engine has ended in order.", picture => picture.IsClosed ? 1 : 0),
        One("halted", "1 when everything is halted until an operator resumes.", picture => picture.Core.Latch != ReasonCode.None ? 1 : 0),
        One("reconciled", "1 when positions agree with the venue's.", picture => picture.Core.IsReconciled),
        One("trading_ready", "1 when the trading connection is ready.", picture => picture.Core.IsTradingReady),
        One("market_data_ready", "1 when the market data connection is ready.", picture => picture.Core.IsMarketDataReady),
        One("rejects_total", "Orders that the venue refused.", picture => picture.Core.Rejects),
        One("duplicate_fills_total", "Fills that were told twice and booked once.", picture => picture.Core.DuplicateFills),
        One("unknown_orders_total", "Orders whose outcome was unknown for a while.", picture => picture.Core.UnknownOrdersTotal),
        One("position_breaks_total", "Positions that differed from the venue's for longer than a reading.", picture => picture.Core.PositionBreaks),
        One("position_mismatches", "Positions that differed at the last reading.", picture => picture.Core.PositionMismatches),
        One("alerts_total", "Alerts raised.", picture => picture.Core.Alerts),
        One("instruments", "Instruments that are known.", picture => picture.Core.Instruments),
    ];

    private static IEnumerable<Metric> OfUnderlyings() =>
    [
        Each("trading_state", "0 halt, 1 pause, 2 reduce, 3 active.", state => (int)state.TradingState),
        Each("hedge_mid_usd", "Mid price of the hedge instrument.", state => state.HedgeMid),
        Each("index_price_usd", "Price index of the venue.", state => state.IndexPrice),
        Each("net_delta_coins", "Net delta that is hedged.", state => state.NetDelta),
        Each("band_lower_coins", "Net delta below which is bought.", state => state.BandLower),
        Each("band_upper_coins", "Net delta above which is sold.", state => state.BandUpper),
        Each("delta_bound_coins", "Upper bound on the error of the options' delta.", state => state.DeltaBound),
        Each("options_delta_coins", "Delta of the held options.", state => state.OptionsDelta),
        Each("gamma_coins_per_usd", "Change of the delta for 1 USD.", state => state.Gamma),
        Each("vega_usd_per_point", "Change of the value for one volatility point.", state => state.Vega),
        Each("theta_usd_per_day", "Change of the value in a day.", state => state.Theta),
        Each("hedge_position", "Position in the hedge instrument, in its amount unit.", state => state.HedgePosition),
        Each("equity_coins", "Equity of the account in the settlement currency.", state => state.EquityCoins),
        Each("profit_usd", "Profit since the start, marked to market.", state => state.ProfitUsd),
        Each("fees_usd", "Fees paid since the start, less rebates.", state => state.FeesUsd),
        Each("slippage_usd", "Paid by hedges against the mid price of the decision.", state => state.SlippageUsd),
        Each("turnover_usd_total", "Turned over by hedges.", state => state.HedgeTurnoverUsd),
        Each("observed_seconds_total", "Time since the first reconciliation.", state => Seconds(state.ObservedNanos)),
        Each("in_band_seconds_total", "The part of it in which the net delta was in its band.", state => Seconds(state.InBandNanos)),
        Each("book_age_seconds", "Age of the hedge instrument's book.", state => Seconds(state.BookAgeNanos)),
        Each("index_age_seconds", "Age of the price index.", state => Seconds(state.IndexAgeNanos)),
        Each("oldest_input_age_seconds", "Age of the oldest forward or volatility of a held option.", state => Seconds(state.OldestInputAgeNanos)),
        Each("options_held", "Options with a position.", state => state.OptionsHeld),
        Each("options_unvalued", "Held options without a usable value.", state => state.OptionsUnvalued),
        Each("unresolved_orders", "Own orders that are not final.", state => state.UnresolvedOrders),
        Each("unknown_orders", "Own orders of unknown outcome.", state => state.UnknownOrders),
        Each("hedges_total", "Orders sent.", state => state.HedgesSent),
        Each("hedge_fills_total", "Fills of own orders.", state => state.HedgeFills),
        Each("option_fills_total", "Fills of options.", state => state.OptionFills),
        Each("refusals_total", "Wanted orders that were held back, once a second for each reason.", state => state.Refusals),
        Each("revaluations_total", "Options valued.", state => state.Revaluations),
        Each("smiles", "Smiles in use.", state => state.Smiles),
        Each("smiles_missing", "Expiries that are valued with the venue's volatilities.", state => state.SmilesMissing),
        Each("smile_fits_total", "Smiles fitted.", state => state.SmileFits),
    ];

    private static IEnumerable<Metric> OfFigures() =>
    [
        Figure("scenario_loss_usd", "Loss of the book in its worst scenario.", figures => figures.ScenarioLossUsd),
        Figure("value_at_risk_usd", "Value at risk of the book.", figures => figures.ValueAtRiskUsd),
        Figure("expected_shortfall_usd", "Mean of the losses above the value at risk.", figures => figures.ShortfallUsd),
        new Metric(
            "hedger_profit_line_usd",
            "A part of the profit since the start; they add up to it.",
            "underlying, line",
            picture => FigureReport.Lines.SelectMany(line => picture.Figures.Select(figures => (
                $"underlying=\"{picture.Underlying(figures.Place).Index}\",line=\"{ControlNames.Words(line.Name).Replace(' ', '_')}\"",
                line.Usd(figures))))),
        Figure("funding_estimate_usd", "Funding of the futures since the start, estimated; not in the profit.", figures => figures.Profit.FundingUsd),
        Figure("hedge_variance_reduction_ratio", "1 less the variance with the hedge over that without.", figures => figures.VarianceReduction),
        Figure("hedge_offset_ratio", "What part of the exposure's profit the hedge gave back.", figures => figures.OffsetRatio),
        Figure("hedge_error_usd_per_day", "Standard deviation over a day of what the hedge leaves.", figures => figures.HedgeErrorUsdPerDay),
        Figure("hedge_cost_usd", "Fees of hedges and slippage since the start.", figures => figures.HedgeCostUsd),
        Figure("hedge_optimal_cost_usd", "What the best band would have been expected to cost for the same slack.", figures => figures.OptimalCostUsd),
    ];

    private static IEnumerable<Metric> OfExpiries() =>
    [
        Expiry("expiry_delta_coins", "Delta of the options of one expiry.", expiry => expiry.Delta),
        Expiry("expiry_gamma_coins_per_usd", "Gamma of the options of one expiry.", expiry => expiry.Gamma),
        Expiry("expiry_vega_usd_per_point", "Vega of the options of one expiry.", expiry => expiry.Vega),
        Expiry("expiry_theta_usd_per_day", "Theta of the options of one expiry.", expiry => expiry.Theta),
    ];

    private static IEnumerable<Metric> OfLimits() =>
    [
        new Metric(
            "hedger_limit_use_ratio",
            "What part of a limit is used; above 1 it is broken.",
            "underlying, limit",
            picture => picture.Limits.Where(limit => limit.Limit > 0).Select(limit => (
                $"underlying=\"{picture.Underlying(limit.Place).Index}\",limit=\"{ControlNames.Of(limit).Replace(' ', '_').Replace("%", "pct")}\"",
                limit.Value / limit.Limit))),
    ];

    private static IEnumerable<Metric> OfCounters() => EngineTelemetry.Counters.GroupBy(item => item.Name).Select(group =>
    {
        var first = group.First();
        var isAge = first.Name == InputCounters.LastReceived;
        var scale = first.Unit switch { "ns" => 1e-9, "ms" => 1e-3, _ => 1 };
        var name = isAge ? "input_age_seconds"
            : scale != 1 ? first.Name.Replace("_millis", "").Replace("_nanos", "") + "_seconds"
            : first.Name;
        return new Metric(
            "hedger_" + name + (first.Kind == TelemetryKind.Counter ? "_total" : ""),
            isAge ? "Since the last event of each kind was received." : first.Help,
            first.Label.Split('=')[0],
            picture => picture.Counters
                .Where(counter => counter.Item.Name == first.Name && !(isAge && counter.Value == 0))
                .Select(counter => (LabelText(counter.Item), isAge ? Seconds(Math.Max(0, picture.ReadNanos - counter.Value)) : counter.Value * scale)));
    });

    private static Metric One(string name, string help, Func<EnginePicture, double> value) =>
        new("hedger_" + name, help, "", picture => [("", value(picture))]);

    private static Metric Each(string name, string help, Func<CoreSnapshot, double> value) => new(
        "hedger_" + name,
        help,
        "underlying",
        picture => picture.Underlyings.Select((state, place) => ($"underlying=\"{picture.Underlying(place).Index}\"", value(state))));

    private static Metric Figure(string name, string help, Func<FigureSnapshot, double> value) => new(
        "hedger_" + name,
        help,
        "underlying",
        picture => picture.Figures.Select(figures => ($"underlying=\"{picture.Underlying(figures.Place).Index}\"", value(figures))));

    private static Metric Expiry(string name, string help, Func<ExpirySnapshot, double> value) => new(
        "hedger_" + name,
        help,
        "underlying, expiry",
        picture => picture.Expiries.GroupBy(expiry => (expiry.Place, expiry.ExpiryUtcNanos)).Select(group => (
            $"underlying=\"{picture.Underlying(group.Key.Place).Index}\",expiry=\"{StatusDocument.Utc(group.Key.ExpiryUtcNanos)[..10]}\"",
            group.Sum(value))));

    private static double Seconds(long nanos) => nanos == long.MaxValue ? double.NaN : nanos / 1e9;
}
