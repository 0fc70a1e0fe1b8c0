using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>
/// One policy through the whole market: a production core, a venue for its orders, a ledger, an attribution. Virtual time; a function of
/// the settings, the market and the policy. Thread: one at a time.
/// </summary>
internal sealed class PolicyRun
{
    private const double EightHoursYears = 8.0 / 8_760;
    private const int OpeningSeconds = 5;

    private readonly BacktestSettings _settings;
    private readonly ChainMarket _market;
    private readonly PolicySpec _policy;
    private readonly PerpetualVenue _venue;
    private readonly CoreDriver _core;
    private readonly CoinLedger _ledger;
    private readonly Attribution _attribution = new();
    private readonly List<BacktestTrade> _trades = [];
    private readonly List<BacktestSample> _samples = [];
    private readonly List<AccountRecord> _records = [];
    private readonly List<VenueFill> _taken = [];
    private readonly long _latencyNanos;
    private BookStep _book;
    private OutputEvent? _order;
    private long _arrivesUtcNanos;
    private long _answersUtcNanos;
    private bool _hasArrived;
    private double _decisionMid;
    private double _equity;
    private double _openingEquity;
    private double _hedgeProfit;
    private double _hedgeAtIndex;
    private double _entryAtIndex;
    private double _slippage;
    private double _mid;
    private double _index;
    private long _optionTrades;
    private long _expired;
    private long _nextSampleUtcNanos;

    /// <param name="settings">Valid ones.</param>
    /// <param name="market">Shared.</param>
    /// <param name="policy">What decides.</param>
    /// <param name="first">The options at the market's first step.</param>
    public PolicyRun(BacktestSettings settings, ChainMarket market, PolicySpec policy, BookStep first)
    {
        _settings = settings;
        _market = market;
        _policy = policy;
        _book = first;
        _venue = new PerpetualVenue(settings);
        _core = new CoreDriver(settings, policy, _venue);
        _ledger = new CoinLedger(settings.EquityCoins);
        _latencyNanos = (long)(settings.LatencyMillis * Nanos.PerMilli);
        Begin();
    }

    private double Equity => _ledger.Cash + _ledger.FundingOpen + _ledger.Unrealised(_mid) + _book.Value;

    public void Run(List<BookStep> steps)
    {
        foreach (var step in steps)
        {
            Advance(step);
        }
    }

    /// <summary>After the last step.</summary>
    /// <param name="isComplete">It was the market's last one.</param>
    public PolicyResult Finish(bool isComplete)
    {
        if (_hasArrived && _order is { } order)
        {
            _core.Report(order, _taken, 1e-4 * _settings.TakerBps, _answersUtcNanos);
        }

        _attribution.EndDay();
        Sample();
        CoreSnapshot snapshot = default;
        _core.Snapshot(ref snapshot);
        var last = _book.Number;
        var account = new AccountView(_ledger, _records, _attribution, _openingEquity, Equity, _book.Value, _mid, _index, last);
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
            Reconciliations = [.. Reconciler.Check(account, _settings, _market, _core.HedgePosition, snapshot)],
            Alerts = _core.Alerts.ToDictionary(alert => alert.Key.ToString(), alert => alert.Value),
            InBandPct = snapshot.ObservedNanos > 0 ? 100.0 * snapshot.InBandNanos / snapshot.ObservedNanos : 0,
        };
    }

    private void Begin()
    {
        (_mid, _index) = (_market.Mid(0), _market.Index(0));
        var now = _market.UtcNanos[0];
        _core.Begin(now);
        foreach (var trade in _book.Opened)
        {
            Open(trade, now);
        }

        _equity = _openingEquity = Equity;
        _core.Step(now, _index, _mid, _book, _equity);
        _core.Positions(_book, 0);
        _core.TradingReady();

        // The gate opens when nothing has been wrong for a second.
        for (var second = 1; second <= OpeningSeconds && _order is null && second < _settings.FineStepSeconds; second++)
        {
            var then = now + (second * Nanos.PerSecond);
            _core.Clock(then);
            TakeOrders(then, MidAt(0, then));
        }

        _nextSampleUtcNanos = now + (_settings.SampleMinutes * 60 * Nanos.PerSecond);
    }

    private void Advance(BookStep book)
    {
        var step = book.Number;
        var now = _market.UtcNanos[step];
        Deliver(step - 1, now);
        _book = book;
        PayFunding(step);
        (_mid, _index) = (_market.Mid(step), _market.Index(step));
        var isSettlement = BookStep.IsSettlement(now);
        if (isSettlement)
        {
            Settle(now);
        }

        _attribution.Add(book.Lines);
        foreach (var trade in book.Opened)
        {
            Open(trade, now);
        }

        EndStep();
        _venue.Refill();
        _core.Step(now, _index, _mid, book, _equity);
        if (isSettlement)
        {
            _core.Positions(book, _ledger.HedgeUsd);
        }
        else
        {
            _core.AnswerPositions(book, _ledger.HedgeUsd);
        }

        TakeOrders(now, _mid);
        if (now % Nanos.PerDay == 0)
        {
            _attribution.EndDay();
        }

        if (now >= _nextSampleUtcNanos)
        {
            Sample();
        }
    }

    /// <summary>Of the time since the step before, at the rate and price of its beginning.</summary>
    private void PayFunding(int step)
    {
        var years = Nanos.ToYears(_market.UtcNanos[step] - _market.UtcNanos[step - 1]);
        var rate = Funding.EightHourRate(_market.Basis(step - 1), 1e-4 * _settings.FundingBps);
        var coins = -_ledger.HedgeUsd / _mid * rate * years / EightHoursYears;
        _ledger.AccrueFunding(coins);
        _attribution.Add(ProfitLine.Funding, coins);
    }

    private void Settle(long now)
    {
        foreach (var delivery in _book.Delivered)
        {
            var option = delivery.Option;
            _ledger.Book(EntryKind.Payoff, option.Coins * delivery.Payoff);
            _records.Add(AccountRecord.Delivery(now, option.Name.Name, option.Size, delivery.DeliveryPrice));
            _core.Delivered(option);
            _expired++;
        }

        _ledger.Settle(_mid);
        _records.Add(AccountRecord.Settlement(now, _mid));
    }

    private void Open(in OptionTrade trade, long now)
    {
        var option = trade.Option;
        _ledger.Book(EntryKind.Premium, -option.Coins * trade.Price.ToDouble());
        _records.Add(AccountRecord.OptionTrade(now, option.Name.Name, option.Size, trade.Price, trade.IsClient));
        _core.Define(option);
        if (trade.IsClient)
        {
            _ledger.BookRaw(EntryKind.OptionFee, -trade.FeeRaw);
            _core.OptionFill(trade);
            _optionTrades++;
        }
    }

    private void EndStep()
    {
        var hedge = (_ledger.Total(EntryKind.HedgeSettlement) * 1e-8) + _ledger.Unrealised(_mid);
        var atIndex = _entryAtIndex - (_ledger.HedgeUsd / _index);
        _attribution.Add(ProfitLine.Hedge, atIndex - _hedgeAtIndex);
        _attribution.Add(ProfitLine.Slippage, _slippage);
        _attribution.Add(ProfitLine.Basis, hedge - _hedgeProfit - _slippage - (atIndex - _hedgeAtIndex));
        (_hedgeProfit, _hedgeAtIndex, _slippage) = (hedge, atIndex, 0);
        var equity = Equity;
        _attribution.EndStep(equity - _equity, _index);
        _equity = equity;
    }

    private void TakeOrders(long now, double mid)
    {
        if (_order is null && _core.Orders.TryDequeue(out var order))
        {
            _order = order;
            _hasArrived = false;
            _arrivesUtcNanos = now + _latencyNanos;
            _decisionMid = mid;
        }
    }

    /// <summary>Whatever becomes of orders between a step and the next one.</summary>
    private void Deliver(int step, long untilUtcNanos)
    {
        while (_order is { } order)
        {
            if (!_hasArrived && _arrivesUtcNanos < untilUtcNanos)
            {
                Arrive(order, step);
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
                _decisionMid = MidAt(step, _answersUtcNanos);
                _arrivesUtcNanos = _answersUtcNanos + _latencyNanos;
            }
        }
    }

    private double MidAt(int step, long utcNanos) => _market.IndexAt(step, utcNanos) * (1 + _market.BasisAt(step, utcNanos));

    private void Arrive(in OutputEvent order, int step)
    {
        _hasArrived = true;
        _answersUtcNanos = _arrivesUtcNanos + _latencyNanos;
        _taken.Clear();
        var index = _market.IndexAt(step, _arrivesUtcNanos);
        var mid = MidAt(step, _arrivesUtcNanos);
        if (_arrivesUtcNanos <= order.ValidUntilUtcNanos)
        {
            _venue.Take(order.Side, (long)order.Amount.ToDouble(), order.Price, mid, _taken);
        }

        var sign = order.Side == Side.Buy ? 1 : -1;
        foreach (var fill in _taken)
        {
            var price = fill.Price.ToDouble();
            var usd = sign * fill.Usd;
            var fee = CoinLedger.Raw(1e-4 * _settings.TakerBps * fill.Usd / price);
            _ledger.Trade(usd, price);
            _ledger.BookRaw(EntryKind.HedgeFee, -fee);
            _records.Add(AccountRecord.HedgeTrade(_arrivesUtcNanos, usd, fill.Price));
            _attribution.Add(ProfitLine.HedgeFees, -fee * 1e-8);
            _slippage += usd * ((1 / price) - (1 / mid));
            _entryAtIndex += usd / index;
            _trades.Add(new BacktestTrade(
                _arrivesUtcNanos / Nanos.PerMilli, usd, price, 1e4 * sign * ((price / mid) - 1), 1e4 * sign * ((mid / _decisionMid) - 1)));
        }
    }

    private void Sample()
    {
        CoreSnapshot snapshot = default;
        _core.Snapshot(ref snapshot);
        var now = _market.UtcNanos[_book.Number];
        _samples.Add(new BacktestSample(
            now / Nanos.PerMilli, _mid, snapshot.NetDelta, snapshot.BandLower, snapshot.BandUpper, _ledger.HedgeUsd,
            [.. _attribution.Usd]));
        _nextSampleUtcNanos = now + (_settings.SampleMinutes * 60 * Nanos.PerSecond);
    }
}
