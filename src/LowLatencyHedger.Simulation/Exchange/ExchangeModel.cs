using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// The simulated exchange: market, books, matching, accounts. It has no clock and no thread: <see cref="AdvanceTo"/> moves its
/// time and runs what is due, calls in between happen at that time. Equal options, start and calls give equal events.
/// Thread: one at a time. Errors of requests are results; a wrong use (time going back, foreign account) throws.
/// </summary>
public sealed class ExchangeModel
{
    private const long SecondNanos = 1_000_000_000;

    /// <summary>How old a trade is when the archive takes it in. The venue names no figure; it only says that recent ones are missing.</summary>
    private const long ArchiveDelayMs = 3_600_000;

    private readonly List<Instrument> _instruments = [];
    private readonly Dictionary<string, Instrument> _byName = [];
    private readonly Dictionary<string, Instrument> _archived = [];
    private readonly List<PriceIndex> _indices = [];
    private readonly List<Account> _accounts = [];
    private readonly Dictionary<Account, RequestQueue> _queues = [];
    private readonly StepEvents _events = new();
    private readonly TradeArchive _archive = new();
    private readonly Random _changeIdGaps;
    private readonly IMarketSource _market;
    private long _changeId = 136_725_000_000;

    /// <param name="options">What to simulate.</param>
    /// <param name="startUtcNanos">The first moment; expiries are listed relative to it.</param>
    public ExchangeModel(ExchangeOptions options, long startUtcNanos)
    {
        Options = options;
        NowUtcNanos = startUtcNanos;
        _changeIdGaps = new Random(options.Seed ^ 0x5EED);
        Ledger = new Ledger(new Account(1, "", ""));
        Engine = new MatchingEngine(this, Ledger, _events, _archive);
        Orders = new OrderEntry(this, Engine, _events);
        var account = new Account(10_580, options.ClientId, options.ClientSecret);
        Ledger.Money(account, "BTC").Balance = options.BtcBalance;
        if (!options.IsSmall)
        {
            Ledger.Money(account, "ETH").Balance = options.EthBalance;
            Ledger.Money(account, "USDC").Balance = options.UsdcBalance;
        }

        _accounts.Add(account);
        _market = options.Script is { } script ? new ScriptedMarket(this, script)
            : options.Market == MarketModel.Recorded ? new RecordedMarket(this)
            : new SyntheticMarket(this);
        _market.Start();
        var clients = new ClientFlow(this, _market);
        clients.OpenBook(account);
        clients.Start(account);
        new Settlement(this, _market).Start();
        _events.Publish(this);
        Schedule.At(startUtcNanos + SecondNanos, EverySecond);
    }

    public ExchangeOptions Options { get; }

    public long NowUtcNanos { get; private set; }

    /// <summary>Unix milliseconds, as on the wire.</summary>
    public long NowMs => NowUtcNanos / 1_000_000;

    /// <summary>When something next happens by itself.</summary>
    public long NextEventUtcNanos => Schedule.NextUtcNanos;

    /// <summary>All instruments that are listed, expired ones included until they are archived.</summary>
    public IReadOnlyList<Instrument> Instruments => _instruments;

    public IReadOnlyList<PriceIndex> Indices => _indices;

    /// <summary>The accounts that can log in.</summary>
    public IReadOnlyList<Account> Accounts => _accounts;

    internal Scheduler Schedule { get; } = new();

    internal Ledger Ledger { get; }

    internal MatchingEngine Engine { get; }

    internal StepEvents Events => _events;

    internal OrderEntry Orders { get; }

    public void AddListener(IExchangeListener listener) => _events.AddListener(listener);

    public void RemoveListener(IExchangeListener listener) => _events.RemoveListener(listener);

    /// <summary>
    /// Runs everything due up to and at <paramref name="utcNanos"/>; time stays there. A time in the past is not an error and
    /// does nothing.
    /// </summary>
    public void AdvanceTo(long utcNanos)
    {
        while (Schedule.NextUtcNanos <= utcNanos)
        {
            var (due, action) = Schedule.Take();
            NowUtcNanos = Math.Max(NowUtcNanos, due);
            action();
            _events.Publish(this);
        }

        NowUtcNanos = Math.Max(NowUtcNanos, utcNanos);
    }

    /// <summary>Null when there is no instrument of that name.</summary>
    public Instrument? FindInstrument(string name) => _byName.GetValueOrDefault(name);

    /// <summary>One that is listed no more.</summary>
    public Instrument? FindArchived(string name) => _archived.GetValueOrDefault(name);

    /// <summary>What was delivered to the account, the latest first.</summary>
    public IEnumerable<Delivery> Deliveries(Account account) => Enumerable.Reverse(account.Deliveries);

    /// <summary>Null when there is no index of that name.</summary>
    public PriceIndex? FindIndex(string name) => _indices.Find(index => index.Name == name);

    /// <summary>Null when no account has the id.</summary>
    public Account? FindAccount(string clientId) => _accounts.Find(account => account.ClientId == clientId);

    /// <summary>
    /// Hands a request to the account's matching-engine queue. It runs inside this call or, with a delay configured, from a later
    /// <see cref="AdvanceTo"/>; the step gets an error in place of running when the queue is full (10047) or a mass cancel
    /// overtook it (13666).
    /// </summary>
    public void Submit(Account account, Action<ExchangeError?> step)
    {
        if (!_queues.TryGetValue(account, out var queue))
        {
            queue = new RequestQueue(Options, Schedule);
            _queues.Add(account, queue);
        }

        queue.Add(NowUtcNanos, step);
    }

    /// <summary>Removes every request that still waits in the account's queue; each step gets 13666.</summary>
    public void CancelQueued(Account account)
    {
        if (_queues.TryGetValue(account, out var queue))
        {
            queue.CancelAll();
        }
    }

    public OrderResult Place(Account account, OrderRequest request) => Step(() => Orders.Place(account, request));

    public OrderResult Edit(Account account, EditRequest request) => Step(() => Orders.Edit(account, request));

    /// <summary>Edits the one open order that has the label; 13032 when there are several. The request's order id is not read.</summary>
    public OrderResult EditByLabel(Account account, string instrumentName, string label, EditRequest request)
    {
        var open = OpenOrders(account, new OrderFilter { InstrumentName = instrumentName, Label = label });
        return open.Count switch
        {
            0 => OrderResult.Refused(ExchangeError.OrderNotFound),
            1 => Edit(account, request with { OrderId = open[0].OrderId }),
            _ => OrderResult.Refused(ExchangeError.NonUniqueLabel),
        };
    }

    public OrderResult Cancel(Account account, string orderId) => Step(() => Orders.Cancel(account, orderId, "user_request"));

    /// <summary>Cancels the open orders that match; returns them as cancelled.</summary>
    public IReadOnlyList<Order> CancelAll(Account account, OrderFilter filter) =>
        Step(() => Orders.CancelAll(account, filter, "user_request"));

    /// <summary>Cancels what a lost connection had placed.</summary>
    public IReadOnlyList<Order> CancelForConnection(Account account, long connectionId) =>
        Step(() => Orders.CancelAll(account, new OrderFilter { ConnectionId = connectionId }, "cancel_on_disconnect"));

    /// <summary>A reduce-only order over the whole position.</summary>
    public OrderResult ClosePosition(Account account, string instrumentName, OrderType type, Price price, long connectionId)
    {
        var sizeRaw = FindInstrument(instrumentName) is { } instrument
            ? account.Positions.GetValueOrDefault(instrument)?.SizeRaw ?? 0
            : 0;
        return Place(account, new OrderRequest
        {
            InstrumentName = instrumentName,
            Direction = sizeRaw < 0 ? Side.Buy : Side.Sell,
            Amount = Quantity.FromRaw(Math.Abs(sizeRaw)),
            Type = type,
            Price = price,
            ReduceOnly = true,
            ConnectionId = connectionId,
        });
    }

    /// <summary>Open orders, oldest first.</summary>
    public IReadOnlyList<Order> OpenOrders(Account account, OrderFilter filter) =>
        [.. account.Orders.Open.Select(static entry => entry.Order!).Where(filter.Matches)];

    /// <summary>An open order, or one closed within 30 minutes; null otherwise.</summary>
    public Order? FindOrder(Account account, string orderId)
    {
        Orders.Expire(account);
        return account.Orders.Find(orderId);
    }

    /// <summary>Orders with a label, open or closed within 30 minutes, oldest first.</summary>
    public IReadOnlyList<Order> OrdersByLabel(Account account, string currency, string label)
    {
        Orders.Expire(account);
        var filter = new OrderFilter { Currency = currency, Label = label };
        return [.. account.Orders.Closed.Concat(account.Orders.Open.Select(static entry => entry.Order!))
            .Where(filter.Matches).OrderBy(static order => order.CreationMs)];
    }

    /// <summary>Closed orders of the last 30 minutes, newest first; untouched cancelled ones only on request.</summary>
    public IReadOnlyList<Order> OrderHistory(Account account, OrderFilter filter, int count, int offset, bool includeUnfilled)
    {
        Orders.Expire(account);
        return [.. account.Orders.Closed.Reverse()
            .Where(order => filter.Matches(order) && (includeUnfilled || order.FilledAmount.IsPositive))
            .Skip(offset).Take(count)];
    }

    /// <summary>The account's trades of the last 24 hours, or those of the archive.</summary>
    public TradePage<UserTrade> UserTrades(Account account, TradeQuery query)
    {
        Orders.Expire(account);
        var kept = query.Historical
            ? account.Orders.Archived(NowMs - ArchiveDelayMs)
            : account.Orders.TradesFrom(query.StartTimestampMs ?? 0);
        var trades = kept.Where(trade => query.OrderId is null || trade.Order.OrderId == query.OrderId);
        return query.Page(trades, static trade => trade.Trade);
    }

    /// <summary>Public trades, the last 2,000 of each instrument.</summary>
    public TradePage<PublicTrade> PublicTrades(TradeQuery query)
    {
        var instrument = query.InstrumentName is { } name ? FindInstrument(name) : null;
        return query.Page(instrument is null ? _archive.All : _archive.Of(instrument), static trade => trade);
    }

    /// <summary>Positions that are not flat, by settlement currency (null for all) and kind (future, option; null for all).</summary>
    public IReadOnlyList<Position> Positions(Account account, string? currency = null, string? kindName = null) =>
        [.. account.Positions.Values
            .Where(p => p.SizeRaw != 0
                && (currency is null || p.Instrument.Spec.SettlementCurrency == currency)
                && (kindName is null || p.Instrument.Spec.KindName == kindName))
            .Select(p => GetPosition(account, p.Instrument))];

    /// <summary>The position, flat if there is none.</summary>
    public Position GetPosition(Account account, Instrument instrument) => AccountReports.Position(account, instrument);

    /// <summary>The currencies in which the account has money.</summary>
    public IReadOnlyList<string> Currencies(Account account) => [.. account.Ledgers.Keys];

    public AccountSummary Summary(Account account, string currency) => AccountReports.Summary(account, currency);

    /// <summary>Locks or unlocks trading of every instrument on an index.</summary>
    public void SetLocked(PriceIndex index, bool isLocked)
    {
        index.IsLocked = isLocked;
        _events.Tell(listener => listener.OnPlatformState(index));
    }

    /// <summary>Opens an instrument or closes it, whatever the calendar says.</summary>
    public void SetState(Instrument instrument, InstrumentState state)
    {
        instrument.State = state;
        _events.Tell(listener => listener.OnInstrumentState(instrument));
    }

    /// <summary>Tick or amounts of a listed instrument change; its orders by the old rules leave the book.</summary>
    public void ChangeSpec(Instrument instrument, InstrumentSpec spec)
    {
        instrument.Spec = spec;
        _market.Liquidity.For(instrument).Withdraw();
        _events.Touch(instrument);
        _events.Tell(listener => listener.OnInstrumentState(instrument));
        _events.Publish(this);
    }

    /// <summary>A position changes without a trade, at the mark, as when the venue takes a trade back.</summary>
    public void Correct(Account account, Instrument instrument, Side side, Quantity amount)
    {
        Ledger.Deliver(account, instrument, side, instrument.Ticker.MarkPrice, amount.Raw);
        _events.AddPosition(account, instrument);
        _events.Publish(this);
    }

    /// <summary>Market-maker protection strikes: the account's orders under it on the index are cancelled, and the account is told.</summary>
    public void Protect(Account account, PriceIndex index, long frozenUntilMs)
    {
        Orders.CancelAll(account, new OrderFilter { ProtectedIndex = index }, "mmp_trigger");
        _events.Tell(listener => listener.OnProtected(account, index, frozenUntilMs));
        _events.Publish(this);
    }

    /// <summary>Money comes, or with a negative amount goes.</summary>
    public void Deposit(Account account, string currency, double amount)
    {
        Ledger.Money(account, currency).Balance += amount;
        PublishPortfolio(account, currency);
    }

    /// <summary>Takes the liquidity out of a book, or lets it come back with the next tick.</summary>
    public void SetLiquidity(Instrument instrument, bool isPresent)
    {
        var provider = _market.Liquidity.For(instrument);
        provider.IsAway = !isPresent;
        if (!isPresent)
        {
            provider.Withdraw();
            _events.Touch(instrument);
            _events.Publish(this);
        }
    }

    /// <summary>Puts one order on each side a tick apart, away from the mark by a fraction of it.</summary>
    /// <returns>Takes them out again.</returns>
    public Action AddStubs(Instrument instrument, double distance)
    {
        var bid = instrument.Spec.FloorToTick(Price.FromDouble(instrument.Ticker.MarkPrice * (1 + distance)));
        var amountRaw = Quantity.FromDouble(1_000_000).Raw;
        BookOrder[] stubs =
        [
            new(Engine.TakeSequence(), Ledger.Market, Side.Buy, bid.Raw, amountRaw),
            new(Engine.TakeSequence(), Ledger.Market, Side.Sell, instrument.Spec.TickUp(bid).Raw, amountRaw),
        ];
        foreach (var stub in stubs)
        {
            Engine.Match(instrument, stub);
            if (stub.RemainingRaw > 0)
            {
                instrument.Book.Add(stub);
            }
        }

        _events.Publish(this);
        return () =>
        {
            foreach (var stub in stubs.Where(static stub => stub.RemainingRaw > 0))
            {
                instrument.Book.Remove(stub);
            }

            _events.Touch(instrument);
            _events.Publish(this);
        };
    }

    internal void List(Instrument instrument)
    {
        _instruments.Add(instrument);
        _byName.Add(instrument.Name, instrument);
        _events.Tell(listener => listener.OnInstrumentState(instrument));
    }

    internal void Archive(Instrument instrument)
    {
        _instruments.Remove(instrument);
        _byName.Remove(instrument.Name);
        _archived[instrument.Name] = instrument;
    }

    internal void Add(PriceIndex index) => _indices.Add(index);

    /// <summary>What the account has taken from a book moves its price.</summary>
    internal void Push(Instrument instrument, Side side, IReadOnlyList<UserTrade> trades)
    {
        if (Options.ImpactBps != 0 && trades.Count > 0)
        {
            var usd = trades.Sum(static trade =>
                trade.Trade.Amount.ToDouble() * (trade.Trade.Instrument.Spec.IsLinear ? trade.Trade.Price.ToDouble() : 1));
            _market.Push(instrument, (side == Side.Buy ? 1 : -1) * Options.ImpactBps * 1e-4 * usd / 1e6);
        }
    }

    internal long TakeChangeId() => _changeId += _changeIdGaps.Next(1, 40);

    internal void PublishPortfolio(Account account, string currency) =>
        _events.Tell(listener => listener.OnPortfolioChanged(account, currency));

    private void EverySecond()
    {
        foreach (var account in _accounts)
        {
            foreach (var currency in account.Ledgers.Keys)
            {
                PublishPortfolio(account, currency);
            }
        }

        Schedule.At(NowUtcNanos + SecondNanos, EverySecond);
    }

    private T Step<T>(Func<T> action)
    {
        var result = action();
        _events.Publish(this);
        return result;
    }
}
