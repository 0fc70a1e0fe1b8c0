using System.Diagnostics;
using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>
/// One policy through the whole market: a production core, a venue for its orders, a ledger, an attribution. Virtual time; a function of the
/// settings, the market and the policy. Thread: one.
/// </summary>
internal sealed class PolicyRun
{
    private const long WindowNanos = 1_800 * Nanos.PerSecond;
    private const long ExpiryOfDayNanos = 8 * 3_600 * Nanos.PerSecond;
    private const double OptionFeeOfPriceMax = 0.125;
    private const double EightHoursYears = 8.0 / 8_760;

    private readonly BacktestSettings _settings;
    private readonly ChainMarket _market;
    private readonly PolicySpec _policy;
    private readonly PerpetualVenue _venue;
    private readonly CoreDriver _core;
    private readonly CoinLedger _ledger;
    private readonly OptionBook _book;
    private readonly Attribution _attribution = new();
    private readonly List<BacktestTrade> _trades = [];
    private readonly List<BacktestSample> _samples = [];
    private readonly List<(long Usd, Price Price, long FeeRaw)> _fills = [];
    private readonly List<VenueFill> _taken = [];
    private readonly long _latencyNanos;
    private DeliveryAverage _average;
    private OutputEvent? _order;
    private long _arrivesUtcNanos;
    private long _answersUtcNanos;
    private bool _hasArrived;
    private double _decisionMid;
    private double _equity;
    private double _openingEquity;
    private double _hedgeProfit;
    private double _slippage;
    private double _mid;
    private long _optionTrades;
    private long _expired;
    private long _nextSampleUtcNanos;

    public PolicyRun(BacktestSettings settings, ChainMarket market, PolicySpec policy)
    {
        _settings = settings;
        _market = market;
        _policy = policy;
        _venue = new PerpetualVenue(settings);
        _core = new CoreDriver(settings, policy, _venue);
        _ledger = new CoinLedger(settings.EquityCoins);
        _book = new OptionBook(settings);
        _latencyNanos = (long)(settings.LatencyMillis * Nanos.PerMilli);
    }

    private double Equity => _ledger.Cash + _ledger.FundingOpen + _ledger.Unrealised(_mid) + _book.Held.Sum(option => option.Coins * option.Price);

    public PolicyResult Run(Action<int>? progress, CancellationToken cancelled)
    {
        var watch = Stopwatch.StartNew();
        Begin();
        var step = 0;
        while (++step < _market.UtcNanos.Length && !cancelled.IsCancellationRequested)
        {
            Advance(step);
            if (step % 1_000 == 0)
            {
                progress?.Invoke(1_000);
            }
        }

        var last = step - 1;
        _attribution.EndDay();
        Sample(last);
        return Result(last, step == _market.UtcNanos.Length, watch.Elapsed);
    }

    private void Begin()
    {
        _mid = _market.Index(0);
        _core.Begin(_market.UtcNanos[0]);
        foreach (var option in _book.Refill(_market, _market.Segment[0]))
        {
            Open(option, 0, isClient: false);
        }

        _equity = _openingEquity = Equity;
        _core.Step(_market.UtcNanos[0], _mid, _book.Held, _equity);
        _core.Positions(_book.Held, 0);
        _core.TradingReady();
        TakeOrders(0);
        _nextSampleUtcNanos = _market.UtcNanos[0] + (_settings.SampleMinutes * 60 * Nanos.PerSecond);
    }

    private void Advance(int step)
    {
        var now = _market.UtcNanos[step];
        var years = Nanos.ToYears(now - _market.UtcNanos[step - 1]);
        Deliver(step - 1, now);
        var funding = -_ledger.HedgeUsd / _mid * 1e-4 * _settings.FundingBps * years / EightHoursYears;
        _ledger.AccrueFunding(funding);
        _attribution.Add(ProfitLine.Funding, funding);
        _mid = _market.Index(step);
        Average(now);
        var isSettlement = now % Nanos.PerDay == ExpiryOfDayNanos;
        if (isSettlement)
        {
            Settle(now);
        }

        MarkOptions(step, years);
        if (_market.Segment[step] != _market.Segment[step - 1])
        {
            EnterSegment(step);
        }

        EndStep();
        _venue.Refill();
        _core.Step(now, _mid, _book.Held, _equity);
        if (isSettlement)
        {
            _core.Positions(_book.Held, _ledger.HedgeUsd);
        }
        else
        {
            _core.AnswerPositions(_book.Held, _ledger.HedgeUsd);
        }

        TakeOrders(step);
        if (now % Nanos.PerDay == 0)
        {
            _attribution.EndDay();
        }

        if (now >= _nextSampleUtcNanos)
        {
            Sample(step);
        }
    }

    /// <summary>The index of the half hour before the delivery.</summary>
    private void Average(long now)
    {
        var left = ExpiryOfDayNanos - (now % Nanos.PerDay);
        _average = left is >= 0 and < WindowNanos
            ? new DeliveryAverage(_average.Sum + _mid, _average.Count + 1, 1 - ((double)left / WindowNanos))
            : default;
    }

    private void MarkOptions(int step, double years)
    {
        foreach (var option in _book.Held)
        {
            var (price, forward, volatility) = (option.Price, option.Forward, option.Volatility);
            var greeks = option.Greeks;
            var wasInWindow = option.IsInWindow;
            option.Mark(_market, step, _average);
            if (wasInWindow || option.IsInWindow)
            {
                _attribution.Add(ProfitLine.Settlement, option.Coins * (option.Price - price));
            }
            else
            {
                _attribution.AddOption(option.Coins, greeks, forward, option.Forward - forward, option.Volatility - volatility, years);
            }
        }
    }

    private void Settle(long now)
    {
        var delivery = _average.Mean(_mid);
        foreach (var option in _book.Expire(now))
        {
            var payoff = option.Payoff(delivery);
            _attribution.Add(ProfitLine.Settlement, option.Coins * (payoff - option.Price));
            _ledger.Book(EntryKind.Payoff, option.Coins * payoff);
            _core.Delivered(option);
            _expired++;
        }

        _ledger.Settle(_mid);
    }

    private void EnterSegment(int step)
    {
        var segment = _market.Segment[step];
        foreach (var option in _book.Held)
        {
            option.Enter(_market.Snapshots[segment], _market.Snapshots[segment + 1]);
        }

        foreach (var option in _book.Refill(_market, segment))
        {
            Open(option, step, isClient: true);
        }
    }

    /// <summary>A new option, at its mark on the grid of prices.</summary>
    private void Open(HeldOption option, int step, bool isClient)
    {
        var segment = _market.Segment[step];
        option.Enter(_market.Snapshots[segment], _market.Snapshots[segment + 1]);
        option.Mark(_market, step, _average);
        var price = Price.FromDouble(Math.Max(Math.Round(option.Price, 4), 0.0001));
        _ledger.Book(EntryKind.Premium, -option.Coins * price.ToDouble());
        _core.Define(option);
        if (!isClient)
        {
            return;
        }

        var fee = CoinLedger.Raw(Math.Abs(option.Coins) * Math.Min(1e-4 * _settings.OptionFeeBps, OptionFeeOfPriceMax * price.ToDouble())) * 1e-8;
        _ledger.Book(EntryKind.OptionFee, -fee);
        _attribution.Add(ProfitLine.OptionFees, -fee);
        _attribution.Add(ProfitLine.OptionEdge, option.Coins * (option.Price - price.ToDouble()));
        _core.OptionFill(option, price, fee);
        _optionTrades++;
    }

    private void EndStep()
    {
        var hedge = (_ledger.Total(EntryKind.HedgeSettlement) * 1e-8) + _ledger.Unrealised(_mid);
        _attribution.Add(ProfitLine.Hedge, hedge - _hedgeProfit - _slippage);
        _attribution.Add(ProfitLine.Slippage, _slippage);
        (_hedgeProfit, _slippage) = (hedge, 0);
        var equity = Equity;
        _attribution.EndStep(equity - _equity, _mid);
        _equity = equity;
    }

    private void TakeOrders(int step)
    {
        if (_order is null && _core.Orders.TryDequeue(out var order))
        {
            _order = order;
            _hasArrived = false;
            _arrivesUtcNanos = _market.UtcNanos[step] + _latencyNanos;
            _decisionMid = _mid;
        }
    }

    /// <summary>Whatever becomes of orders between a step and the next one.</summary>
    private void Deliver(int step, long untilUtcNanos)
    {
        while (_order is { } order)
        {
            if (!_hasArrived && _arrivesUtcNanos < untilUtcNanos)
            {
                Arrive(order, _market.IndexAt(step, _arrivesUtcNanos));
            }

            if (!_hasArrived || _answersUtcNanos >= untilUtcNanos)
            {
                return;
            }

            _order = null;
            _core.Report(order, _taken, 1e-4 * _settings.TakerBps, _answersUtcNanos);
            if (_core.Orders.TryDequeue(out var next))
            {
                _order = next;
                _hasArrived = false;
                _decisionMid = _market.IndexAt(step, _answersUtcNanos);
                _arrivesUtcNanos = _answersUtcNanos + _latencyNanos;
            }
        }
    }

    private void Arrive(in OutputEvent order, double mid)
    {
        _hasArrived = true;
        _answersUtcNanos = _arrivesUtcNanos + _latencyNanos;
        _taken.Clear();
        if (_arrivesUtcNanos <= order.ValidUntilUtcNanos)
        {
            _venue.Take(order.Side, (long)order.Amount.ToDouble(), order.Price, mid, _taken);
        }

        var sign = order.Side == Side.Buy ? 1 : -1;
        foreach (var fill in _taken)
        {
            var price = fill.Price.ToDouble();
            var fee = CoinLedger.Raw(1e-4 * _settings.TakerBps * fill.Usd / price);
            _ledger.Trade(sign * fill.Usd, price);
            _ledger.Book(EntryKind.HedgeFee, -fee * 1e-8);
            _fills.Add((sign * fill.Usd, fill.Price, fee));
            _attribution.Add(ProfitLine.HedgeFees, -fee * 1e-8);
            _slippage += sign * fill.Usd * ((1 / price) - (1 / mid));
            _trades.Add(new BacktestTrade(
                _arrivesUtcNanos / Nanos.PerMilli, sign * fill.Usd, price, 1e4 * sign * ((price / mid) - 1), 1e4 * sign * ((mid / _decisionMid) - 1)));
        }
    }

    private void Sample(int step)
    {
        CoreSnapshot snapshot = default;
        _core.Snapshot(ref snapshot);
        _samples.Add(new BacktestSample(
            _market.UtcNanos[step] / Nanos.PerMilli, _mid, snapshot.NetDelta, snapshot.BandLower, snapshot.BandUpper, _ledger.HedgeUsd, [.. _attribution.Usd]));
        _nextSampleUtcNanos = _market.UtcNanos[step] + (_settings.SampleMinutes * 60 * Nanos.PerSecond);
    }

    private PolicyResult Result(int last, bool isComplete, TimeSpan elapsed)
    {
        CoreSnapshot snapshot = default;
        _core.Snapshot(ref snapshot);
        return new PolicyResult
        {
            Policy = _policy.ToString(),
            IsComplete = isComplete,
            UntilUtcMillis = _market.UtcNanos[last] / Nanos.PerMilli,
            Steps = last + 1,
            OptionTrades = _optionTrades,
            Expired = _expired,
            ProfitCoins = _attribution.ProfitCoins,
            ProfitUsd = _attribution.ProfitUsd,
            Lines = [.. _attribution.Usd],
            Days = _attribution.Days,
            Trades = _trades,
            Samples = _samples,
            Reconciliations = [.. Reconciler.Check(_ledger, _fills, _attribution, _openingEquity, Equity, _mid, _core, snapshot)],
            Alerts = _core.Alerts.ToDictionary(alert => alert.Key.ToString(), alert => alert.Value),
            InBandPct = snapshot.ObservedNanos > 0 ? 100.0 * snapshot.InBandNanos / snapshot.ObservedNanos : 0,
            RunSeconds = elapsed.TotalSeconds,
        };
    }
}
