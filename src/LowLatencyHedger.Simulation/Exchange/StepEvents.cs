namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// Gathers what one engine step changed and tells the listeners at its end, once per book, ticker, account and instrument.
/// </summary>
internal sealed class StepEvents
{
    private readonly List<IExchangeListener> _listeners = [];
    private readonly List<Instrument> _touched = [];
    private readonly HashSet<Instrument> _tickers = [];
    private readonly List<(Instrument Instrument, List<PublicTrade> Trades)> _trades = [];
    private readonly List<AccountStep> _accounts = [];

    public void AddListener(IExchangeListener listener) => _listeners.Add(listener);

    public void RemoveListener(IExchangeListener listener) => _listeners.Remove(listener);

    /// <summary>Marks the ticker and the book of an instrument as changed by this step.</summary>
    public void Touch(Instrument instrument)
    {
        TouchBook(instrument);
        _tickers.Add(instrument);
    }

    /// <summary>Marks the book alone: its ticker follows in a step of its own.</summary>
    public void TouchBook(Instrument instrument)
    {
        if (!_touched.Contains(instrument))
        {
            _touched.Add(instrument);
        }
    }

    public void Add(PublicTrade trade)
    {
        if (_trades.Count == 0 || _trades[^1].Instrument != trade.Instrument)
        {
            _trades.Add((trade.Instrument, []));
        }

        _trades[^1].Trades.Add(trade);
    }

    /// <summary>The newest state of an order; replaces an older one of this step.</summary>
    public void Add(Order order)
    {
        var orders = Step(order.Account, order.Instrument).Orders;
        orders.RemoveAll(other => other.OrderId == order.OrderId);
        orders.Add(order);
    }

    public void Add(UserTrade trade) => Step(trade.Order.Account, trade.Trade.Instrument).Trades.Add(trade);

    /// <summary>A position changed without an order or trade.</summary>
    public void AddPosition(Account account, Instrument instrument) => Step(account, instrument);

    /// <summary>Ends the step: books, quotes, tickers, trades, then accounts.</summary>
    public void Publish(ExchangeModel model)
    {
        foreach (var instrument in _touched)
        {
            PublishInstrument(model, instrument);
        }

        _touched.Clear();
        _tickers.Clear();
        foreach (var (instrument, trades) in _trades)
        {
            Tell(listener => listener.OnTrades(instrument, trades));
        }

        _trades.Clear();
        foreach (var step in _accounts)
        {
            var position = model.GetPosition(step.Account, step.Instrument);
            var change = new AccountChange(step.Account, step.Instrument, model.NowMs, step.Orders, step.Trades, position);
            Tell(listener => listener.OnAccountChanged(change));
            if (step.Trades.Count > 0)
            {
                model.PublishPortfolio(step.Account, step.Instrument.Spec.SettlementCurrency);
            }
        }

        _accounts.Clear();
    }

    public void Tell(Action<IExchangeListener> tell)
    {
        foreach (var listener in _listeners)
        {
            tell(listener);
        }
    }

    private void PublishInstrument(ExchangeModel model, Instrument instrument)
    {
        if (instrument.Book.HasUnpublishedChange
            && instrument.Book.TakeChange(model.TakeChangeId(), model.NowMs) is { } change)
        {
            Tell(listener => listener.OnBookChanged(change));
            if (TickerRules.UpdateQuote(instrument, model.NowMs))
            {
                Tell(listener => listener.OnQuoteChanged(instrument));
            }
        }

        if (_tickers.Contains(instrument))
        {
            instrument.Ticker.TimestampMs = model.NowMs;
            Tell(listener => listener.OnTickerChanged(instrument));
        }
    }

    private AccountStep Step(Account account, Instrument instrument)
    {
        var step = _accounts.Find(entry => entry.Account == account && entry.Instrument == instrument);
        if (step is null)
        {
            step = new AccountStep(account, instrument);
            _accounts.Add(step);
        }

        return step;
    }

    private sealed record AccountStep(Account Account, Instrument Instrument)
    {
        public List<Order> Orders { get; } = [];

        public List<UserTrade> Trades { get; } = [];
    }
}
