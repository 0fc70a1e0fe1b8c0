using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Hedging.Instruments;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk.Figures;

/// <summary>
/// Worst scenario, value at risk and expected shortfall of the book of one underlying. One bounded piece of work per clock event and none per
/// tick: one option is valued in all scenarios, so that a book of a thousand takes a second. Futures and equity count as they are
/// at each reading, ten a second; an option's trade counts within a round. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class RiskFigures
{
    private const long ReadNanos = 100 * Nanos.PerMilli;

    /// <summary>Places without a position that are passed over in one step.</summary>
    private const int SkipsPerStep = 64;

    private readonly FigureSettings _settings;
    private readonly double _usdFraction;
    private readonly ProfitAttribution _attribution;
    private ProfitLines _profit;
    private double _profitUsd;
    private HedgeEffectiveness _effectiveness;
    private OptimalCost _optimum;
    private long _readNanos;
    private int _place;
    private int _valued;
    private int _valuedInRound;
    private int _valuedAtReading;
    private double _inverseDelta;
    private double _nextInverseDelta;

    /// <summary>For 1.00 of a 30-day volatility, USD.</summary>
    private double _vega;
    private double _nextVega;

    public RiskFigures(UnderlyingConfig config, int places, int futures)
    {
        _settings = config.Figures;
        _usdFraction = config.UsdFraction;
        _attribution = new ProfitAttribution(places, futures);
        Grid = new ScenarioGrid(config.Figures);
    }

    public ScenarioGrid Grid { get; }

    /// <summary>Of the worst scenario; NaN while it is not known.</summary>
    public double ScenarioLossUsd { get; private set; } = double.NaN;

    /// <summary>Negative when even then there is a profit; NaN while it is not known.</summary>
    public double ValueAtRiskUsd { get; private set; } = double.NaN;

    /// <summary>The mean of the losses above <see cref="ValueAtRiskUsd"/>.</summary>
    public double ShortfallUsd { get; private set; } = double.NaN;

    /// <summary>Rounds over all options.</summary>
    public long RoundCount { get; private set; }

    /// <summary>Whether the figures are of a book with options, when there are some: they may have come since.</summary>
    public bool Cover(BookGreeks greeks) => greeks.HeldCount == 0 || _valuedAtReading > 0;

    /// <summary>One piece of work. After the decisions of a clock event.</summary>
    public void Step(HedgedUnderlying underlying, CoreContext context, InstrumentTable instruments, PositionLedger ledger)
    {
        var greeks = underlying.Greeks;
        var time = new ValuationTime(context.NowNanos, context.VenueUtcNanos);
        var references = underlying.References(context.NowNanos);
        while (greeks.TryTakeChanged(out var changed))
        {
            Value(greeks, changed, time, references, isRound: false);
        }

        for (var left = SkipsPerStep; left > 0 && _place < greeks.PlacesEnd; left--)
        {
            if (greeks.Slot(_place).Quantity != 0 || _attribution.Holds(_place))
            {
                Value(greeks, _place++, time, references, isRound: true);
                break;
            }

            _place++;
        }

        if (_place >= greeks.PlacesEnd)
        {
            EndRound();
        }

        if (context.NowNanos - _readNanos >= ReadNanos)
        {
            // Between two readings options may have been looked at whose cash has not been: the lines are told as of a reading. And since the last
            // look at them options have moved, as the profit has.
            _attribution.Read(underlying, context, instruments, ledger);
            _profit = _attribution.Lines;
            ref readonly var sums = ref underlying.Sums;
            var optionsUsd = sums.UsdValue + (sums.CoinValue == 0 ? 0 : sums.CoinValue * underlying.IndexPrice);
            _profitUsd = underlying.ProfitUsd - optionsUsd + _attribution.OptionsUsd;
            Compare(underlying, context.NowNanos);
            Read(underlying);
            _readNanos = context.NowNanos;
        }
    }

    /// <summary>The figures and what they are made of, for telemetry.</summary>
    public void Write(HedgedUnderlying underlying, out FigureSnapshot snapshot)
    {
        snapshot = default;
        var areCovering = Cover(underlying.Greeks);
        snapshot.ScenarioLossUsd = areCovering ? ScenarioLossUsd : double.NaN;
        snapshot.WorstMovePct = 100 * Grid.Move(Grid.WorstCell);
        snapshot.WorstVolStep = ScenarioGrid.VolStep(Grid.WorstCell);
        snapshot.ValueAtRiskUsd = areCovering ? ValueAtRiskUsd : double.NaN;
        snapshot.ShortfallUsd = areCovering ? ShortfallUsd : double.NaN;
        snapshot.Rounds = RoundCount;
        snapshot.Profit = _profit;
        snapshot.ProfitUsd = _profitUsd;
        snapshot.EffectivenessSamples = _effectiveness.Samples;
        snapshot.VarianceReduction = _effectiveness.VarianceReduction;
        snapshot.OffsetRatio = _effectiveness.OffsetRatio;
        snapshot.Determination = _effectiveness.Determination;
        snapshot.HedgeErrorUsdPerDay = _effectiveness.ErrorUsdPerDay;
        snapshot.HedgeCostUsd = underlying.Cash.FutureFeesUsd + underlying.Cash.SlippageUsd;
        snapshot.OptimalCostUsd = _optimum.Usd;
    }

    /// <summary>Once a reading: what was hedged, how well, and at what cost.</summary>
    private void Compare(HedgedUnderlying underlying, long nowNanos)
    {
        ref readonly var cash = ref underlying.Cash;
        ref readonly var sums = ref underlying.Sums;
        var price = underlying.IndexPrice;
        var book = new HedgedBook(
            price,
            cash.OptionCoins + sums.CoinValue,
            cash.OptionUsd + sums.UsdValue,
            cash.FutureCoins - underlying.InverseCoins,
            cash.FutureUsd + underlying.LinearUsd,
            HedgedEquity(underlying));
        _effectiveness.Observe(book, nowNanos);
        var target = underlying.Target;
        var slack = underlying.Delta - (0.5 * (target.Lower + target.Upper));
        var years = _readNanos == 0 ? 0 : Nanos.ToYears(nowNanos - _readNanos);
        _optimum.Add(sums.Gamma, price, sums.Volatility, underlying.CostFraction, slack, years);
    }

    /// <summary>One option: its part in the profit up to now and, in its turn of the round, in the table.</summary>
    private void Value(BookGreeks greeks, int place, in ValuationTime time, in ReferencePrices references, bool isRound)
    {
        ref readonly var slot = ref greeks.Slot(place);
        var style = greeks.Style(place);
        var moment = greeks.Moment(place, time, references);
        var isKnown = moment.Phase != ExpiryPhase.Unknown && (slot.IsUsable || moment.Phase == ExpiryPhase.Expired);
        var value = double.NaN;
        Greeks perCoin = default;
        if (isKnown)
        {
            value = OptionValue.Of(slot, style, moment, out perCoin);
        }

        var mark = OptionMark.Of(slot, style, moment, perCoin, value, references.Index);
        if (isKnown && mark.IsKnown)
        {
            _attribution.Roll(place, mark);
        }

        if (isRound && slot.Quantity != 0)
        {
            Grid.Add(slot, style, moment, value);
            var delta = isKnown ? perCoin.PremiumAdjustedDelta : double.NaN;
            _nextInverseDelta += style == SettlementStyle.Inverse ? slot.Quantity * delta : 0;
            var vega = slot.Quantity * perCoin.Vega * RiskFactors.TermScale(Nanos.ToYears(moment.RemainingNanos));
            _nextVega += vega == 0 ? 0 : vega * (style == SettlementStyle.Inverse ? references.Index / moment.Price : 1);
            _valued++;
        }
    }

    private double HedgedEquity(HedgedUnderlying underlying) => _usdFraction == 0 ? 0 : _usdFraction * underlying.EquityCoins;

    private void EndRound()
    {
        Grid.Complete();
        _inverseDelta = _nextInverseDelta;
        _nextInverseDelta = 0;
        _vega = _nextVega;
        _nextVega = 0;
        _valuedInRound = _valued;
        _valued = 0;
        _place = 0;
        RoundCount++;
    }

    private void Read(HedgedUnderlying underlying)
    {
        _valuedAtReading = _valuedInRound;
        var isCovered = RoundCount > 0 && Cover(underlying.Greeks);
        var futures = new FuturesExposure(underlying.IndexPrice, underlying.InverseCoins, underlying.LinearUsd, _usdFraction, HedgedEquity(underlying));
        ScenarioLossUsd = isCovered ? Grid.Read(futures) : double.NaN;

        // The profit of the numeraire bends with the plain gamma; in coins, inverse contracts bend besides.
        ref readonly var sums = ref underlying.Sums;
        var price = underlying.IndexPrice;
        var gamma = sums.PlainGamma - (2 * (1 - _usdFraction) * (_inverseDelta + underlying.InverseCoins) / price);
        var volatility = sums.Volatility > 0 ? sums.Volatility : 0.01 * _settings.MinVolForUpPct;
        var deviation = price * volatility * Math.Sqrt(_settings.VarHours / (24 * 365));
        var tail = 1 - (0.01 * _settings.VarConfidencePct);
        // Of the volatility's part what goes with the price is a delta, and the rest is noise.
        var vegaUsd = 0.01 * _vega * _settings.VolPointsPerDay * Math.Sqrt(_settings.VarHours / 24);
        var together = vegaUsd * _settings.VolCorrelation;
        var noise = Math.Sqrt(Math.Max((vegaUsd * vegaUsd) - (together * together), 0));
        var delta = isCovered ? underlying.Delta + (together == 0 ? 0 : together / deviation) : double.NaN;
        QuadraticRisk.Evaluate(delta, gamma, deviation, noise, tail, ValueAtRiskUsd, out var valueAtRisk, out var shortfall);
        ValueAtRiskUsd = valueAtRisk;
        ShortfallUsd = shortfall;
    }
}
