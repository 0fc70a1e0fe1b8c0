using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>
/// Compares what the core believes with what the venue publishes: the delta of every held option with that of its tickers, and the net delta
/// with the account's <c>delta_total</c>, both as a share of the gross delta. A difference beyond the alert limit for long is reported,
/// one beyond the tolerance closes the underlying but for orders that reduce. Constant work an event; after the decision, so that no order
/// waits for it. Thread: the core's only.
/// </summary>
/// <remarks>
/// <para>Options: own delta is Black-76 at the ticker's forward and time and the volatility that the book uses. Of an option's last two
/// differences the smaller one counts, so that a single odd ticker moves nothing. Numbers that the venue leaves out, as its mark price
/// channel leaves out all Greeks, neither trip nor clear.</para>
/// <para>Account: delta_total is the sum of option delta less mark price and of the futures in coins, which is this core's delta in coins
/// without its equity term and without what the smile's movement adds. It is read only between two messages without a fill in between, with
/// no order unresolved, and when everything held is valued. Both comparisons leave out the last half hour of an expiry, where the venue lets
/// deltas decay by the clock and this core prices the average.</para>
/// </remarks>
[HotPath]
internal sealed class GreekGuard
{
    /// <summary>The least time between two readings of one option, with the venue's delta and without.</summary>
    private const long ReadingIntervalNanos = 100 * Nanos.PerMilli;

    /// <summary>What rounding of published numbers may make of one option's delta, and of its delta less its price.</summary>
    private const double DeltaRounding = 1e-4;

    private const double NetDeltaRounding = 3e-4;

    private const int ForgottenPerMessage = 64;

    private readonly CoreContext _context;
    private readonly InstrumentTable _instruments;
    private readonly PositionLedger _ledger;
    private readonly Reading[] _readings;
    private readonly Comparison[] _comparisons;
    private readonly SettingValues _settings;
    private int _cursor;

    public GreekGuard(
        CoreContext context, CoreConfig config, SettingValues settings, InstrumentTable instruments, HedgedUnderlyings underlyings,
        PositionLedger ledger)
    {
        _context = context;
        _instruments = instruments;
        _ledger = ledger;
        _settings = settings;
        _readings = new Reading[config.Capacities.Instruments];
        _comparisons = new Comparison[config.Underlyings.Length];
        foreach (var underlying in underlyings.All)
        {
            _comparisons[underlying.Index].UsdFraction = config.Underlyings[underlying.Index].UsdFraction;
            foreach (var other in underlyings.All)
            {
                _comparisons[underlying.Index].IsCurrencyShared |= other != underlying && other.Currency == underlying.Currency;
            }
        }
    }

    /// <summary>Takes a ticker, a mark volatility or the account's figures, if the event brought one of these to the underlying.</summary>
    public void OnEvent(in InputEvent e, HedgedUnderlying underlying)
    {
        if (e.Kind == InputKind.Ticker && _instruments[e.Instrument].IsOption)
        {
            OnOption(e, e.Ticker.UnderlyingPrice, e.Ticker.Delta, underlying);
        }
        else if (e.Kind == InputKind.MarkVol && _instruments[e.Instrument].ExpiryIndex >= 0)
        {
            var references = underlying.References(_context.NowNanos);
            OnOption(e, underlying.Curve.Forward(_instruments[e.Instrument].ExpiryIndex, references), double.NaN, underlying);
        }
        else if (e.Kind == InputKind.Portfolio)
        {
            OnPortfolio(e.Portfolio.DeltaTotal, underlying);
        }
    }

    private void OnOption(in InputEvent e, double forward, double publishedDelta, HedgedUnderlying underlying)
    {
        ref var reading = ref _readings[e.Instrument.Index];
        ref var comparison = ref _comparisons[underlying.Index];
        ref readonly var instrument = ref _instruments[e.Instrument];
        var quantity = _ledger[e.Instrument].ToDouble();
        var remainingNanos = instrument.Definition.ExpiryUtcNanos - e.ExchangeTimeUtcNanos;
        if (quantity == 0 || remainingNanos <= ForwardCurve.SettlementWindowNanos)
        {
            comparison.Add(reading, -1);
            reading = default;
            return;
        }

        var isPublished = double.IsFinite(publishedDelta);
        var lastNanos = isPublished ? reading.PublishedNanos : reading.ReadNanos;
        if (lastNanos != 0 && _context.NowNanos - lastNanos < ReadingIntervalNanos)
        {
            return;
        }

        var input = new OptionInput(
            (OptionKind)instrument.Definition.OptionType,
            forward,
            instrument.Definition.Strike,
            Nanos.ToYears(remainingNanos),
            instrument.MarkVol);
        if (Black76.Evaluate(input, out var greeks) != PricingStatus.Ok)
        {
            return;
        }

        comparison.Add(reading, -1);
        reading.Size = Math.Abs(quantity);
        reading.SmileCoins = quantity * greeks.Vega * instrument.VolPerLogForward / forward;
        reading.ReadNanos = _context.NowNanos;
        reading.PublishedNanos = isPublished ? _context.NowNanos : reading.PublishedNanos;
        reading.Take(greeks.Delta, publishedDelta);
        comparison.Add(reading, 1);
        if (isPublished && comparison.GrossCoins > 0)
        {
            var pct = 100 * comparison.CountedCoins / comparison.GrossCoins;
            Observe(underlying, ReasonCode.OptionGreeksDiffer, pct, ref comparison.OptionsAlert, ref comparison.Options);
        }
    }

    private void OnPortfolio(double deltaTotal, HedgedUnderlying underlying)
    {
        ref var comparison = ref _comparisons[underlying.Index];
        Forget(underlying, ref comparison);
        var fills = underlying.Statistics.OptionFills + underlying.Statistics.HedgeFills;
        var isQuiet = fills == comparison.Fills && underlying.Desk.UnresolvedCount == 0;
        comparison.Fills = fills;
        if (!isQuiet || !double.IsFinite(deltaTotal) || !IsComparable(underlying, comparison))
        {
            return;
        }

        var equity = comparison.UsdFraction > 0 ? comparison.UsdFraction * underlying.EquityCoins : 0;
        var withoutEquity = underlying.Delta - equity;
        var futures = withoutEquity - underlying.Sums.Delta;
        var own = withoutEquity - comparison.SmileCoins;
        var gross = comparison.GrossCoins + Math.Abs(futures);
        var difference = Math.Max(Math.Abs(own - deltaTotal) - (NetDeltaRounding * comparison.Size), 0);
        var pct = gross > 0 ? 100 * difference / gross : 0;
        Observe(underlying, ReasonCode.NetDeltaDiffersFromVenue, pct, ref comparison.NetDeltaAlert, ref comparison.NetDelta);
    }

    /// <summary>Looks at some of the readings: an option that is no longer held has no ticker any more that would take its reading away.</summary>
    private void Forget(HedgedUnderlying underlying, ref Comparison comparison)
    {
        for (var i = 0; i < ForgottenPerMessage; i++)
        {
            _cursor = _cursor + 1 < _readings.Length ? _cursor + 1 : 0;
            ref var reading = ref _readings[_cursor];
            var id = new InstrumentId(_cursor);
            if (reading.Size != 0 && _ledger[id] == Quantity.Zero && _instruments[id].Definition.Underlying == underlying.Id)
            {
                comparison.Add(reading, -1);
                reading = default;
            }
        }
    }

    /// <summary>Whether the account's figure is about the same things as the core's.</summary>
    private bool IsComparable(HedgedUnderlying underlying, in Comparison comparison)
    {
        var isWhole = underlying.Hedge.HasValue
            && _instruments[underlying.Hedge].IsInverse
            && !comparison.IsCurrencyShared
            && underlying.UnmodelledCount == 0
            && underlying.Greeks.UnvaluedCount == 0
            && !underlying.Sums.IsForwardMissing
            && !underlying.Sums.IsFarMove
            && comparison.Count == underlying.Greeks.HeldCount;
        for (var i = 0; i < underlying.Curve.Count; i++)
        {
            var remainingNanos = underlying.Curve.ExpiryUtcNanos(i) - _context.VenueUtcNanos;
            isWhole &= remainingNanos > ForwardCurve.SettlementWindowNanos || remainingNanos < -ForwardCurve.SettlementWindowNanos;
        }

        return isWhole;
    }

    private void Observe(HedgedUnderlying underlying, ReasonCode reason, double pct, ref ToleranceLatch alert, ref ToleranceLatch tolerance)
    {
        var now = _context.NowNanos;
        if (alert.Observe(pct, _settings[SettingKey.GreeksAlertPct], now) && alert.IsOpen)
        {
            Report(underlying, reason, AlertSeverity.Warning, pct);
        }

        if (tolerance.Observe(pct, _settings[SettingKey.GreeksTolerancePct], now))
        {
            Report(underlying, reason, tolerance.IsOpen ? AlertSeverity.Critical : AlertSeverity.Info, pct);
            ref readonly var comparison = ref _comparisons[underlying.Index];
            underlying.Risk.GreekGuard = comparison.Options.IsOpen ? ReasonCode.OptionGreeksDiffer
                : comparison.NetDelta.IsOpen ? ReasonCode.NetDeltaDiffersFromVenue
                : ReasonCode.None;
        }
    }

    /// <summary>The detail is the difference in thousandths of the gross delta.</summary>
    private void Report(HedgedUnderlying underlying, ReasonCode reason, AlertSeverity severity, double pct) =>
        _context.Alert(reason, severity, underlying.Hedge, underlying.Id, OrderRef.None, (long)Math.Min(10 * pct, int.MaxValue));

    /// <summary>What was last learned of a held option, coins.</summary>
    [HotPath]
    private struct Reading
    {
        public double CountedCoins;
        public double LastCoins;
        public double GrossCoins;
        public double SmileCoins;
        public double Size;
        public long ReadNanos;
        public long PublishedNanos;

        public void Take(double own, double published)
        {
            GrossCoins = Size * Math.Abs(own);
            if (double.IsFinite(published))
            {
                var difference = Size * Math.Max(Math.Abs(own - published) - DeltaRounding, 0);
                CountedCoins = Math.Min(difference, LastCoins);
                LastCoins = difference;
                GrossCoins = Math.Max(GrossCoins, Size * Math.Abs(published));
            }
        }
    }

    /// <summary>One underlying's readings added up, and what has become of them.</summary>
    [HotPath]
    private struct Comparison
    {
        public int Count;
        public double CountedCoins;
        public double GrossCoins;
        public double SmileCoins;
        public double Size;
        public long Fills;
        public bool IsCurrencyShared;
        public double UsdFraction;
        public ToleranceLatch OptionsAlert;
        public ToleranceLatch Options;
        public ToleranceLatch NetDeltaAlert;
        public ToleranceLatch NetDelta;

        public void Add(in Reading reading, int sign)
        {
            if (reading.Size == 0)
            {
                return;
            }

            Count += sign;
            if (Count == 0)
            {
                // Nothing is left: neither are the sums' rounding errors.
                CountedCoins = 0;
                GrossCoins = 0;
                SmileCoins = 0;
                Size = 0;
                return;
            }

            CountedCoins += sign * reading.CountedCoins;
            GrossCoins += sign * reading.GrossCoins;
            SmileCoins += sign * reading.SmileCoins;
            Size += sign * reading.Size;
        }
    }
}
