using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary>
/// Who listens to what: makes a feed for the first subscriber of a channel, routes the model's events to the feeds concerned,
/// flushes the aggregated ones on the 100 ms and 1 s grids of the model's clock. Thread: the server's.
/// </summary>
public sealed class FeedHub : IExchangeListener, IDisposable
{
    private const long FastNanos = 100_000_000;
    private const long SlowNanos = 1_000_000_000;

    private readonly ExchangeModel _model;
    private readonly FeedOutbox _outbox;
    private readonly Dictionary<FeedKey, Feed> _feeds = [];
    private readonly Dictionary<Instrument, List<Feed>> _byInstrument = [];
    private readonly List<Feed> _unbound = [];
    private readonly List<Feed> _private = [];
    private readonly List<Feed> _fast = [];
    private readonly List<Feed> _slow = [];
    private long _lastFast;
    private long _lastSlow;

    /// <param name="model">The venue behind the channels.</param>
    /// <param name="isDirect">Market data is handed over as events.</param>
    public FeedHub(ExchangeModel model, bool isDirect = false)
    {
        _outbox = new FeedOutbox(isDirect);
        _model = model;
        _lastFast = model.NowUtcNanos / FastNanos;
        _lastSlow = model.NowUtcNanos / SlowNanos;
        model.AddListener(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.RemoveListener(this);
        _outbox.Dispose();
    }

    /// <summary>Subscribes; null when the venue has no such channel. The snapshot waits for <see cref="SendSnapshots"/>.</summary>
    public Feed? Subscribe(ChannelName channel, RpcConnection subscriber, Account? account, string label)
    {
        var key = new FeedKey(channel.Name, channel.IsPrivate ? account : null, channel.IsPrivate ? label : "");
        if (!_feeds.TryGetValue(key, out var feed))
        {
            feed = Create(channel, key);
            if (feed is null)
            {
                return null;
            }

            _feeds.Add(key, feed);
            ListsOf(feed).ForEach(list => list.Add(feed));
        }

        feed.Subscribers.Add(subscriber);
        return feed;
    }

    /// <summary>Ends a subscription; the last one ends the feed.</summary>
    public void Unsubscribe(Feed feed, RpcConnection subscriber)
    {
        feed.Subscribers.Remove(subscriber);
        if (feed.Subscribers.Count == 0)
        {
            _feeds.Remove(new FeedKey(feed.Channel.Name, feed.Account, feed.Label));
            ListsOf(feed).ForEach(list => list.Remove(feed));
        }
    }

    /// <summary>Ends every subscription of a connection.</summary>
    public void UnsubscribeAll(RpcConnection subscriber)
    {
        foreach (var feed in subscriber.Subscriptions.Values)
        {
            Unsubscribe(feed, subscriber);
        }

        subscriber.Subscriptions.Clear();
    }

    /// <summary>Collects the first messages of new subscriptions in the recorded order: tickers first, books last.</summary>
    public void SendSnapshots(IEnumerable<Feed> feeds, RpcConnection subscriber)
    {
        foreach (var feed in feeds.OrderBy(feed => feed.Channel.Kind switch
        {
            ChannelKind.Ticker => 0,
            ChannelKind.Book => 2,
            _ => 1,
        }))
        {
            feed.SendSnapshot(subscriber);
        }
    }

    /// <summary>The next grid point.</summary>
    public long NextFlushUtcNanos => (_lastFast + 1) * FastNanos;

    /// <summary>Flushes the aggregated feeds if the model's time has reached a grid point.</summary>
    public bool TryFlush()
    {
        var fast = _model.NowUtcNanos / FastNanos;
        if (fast == _lastFast)
        {
            return false;
        }

        _lastFast = fast;
        _fast.ForEach(feed => feed.Flush());
        var slow = _model.NowUtcNanos / SlowNanos;
        if (slow != _lastSlow)
        {
            _lastSlow = slow;
            _slow.ForEach(feed => feed.Flush());
        }

        return true;
    }

    /// <summary>Sends what was collected since the last call.</summary>
    public void Send() => _outbox.Send();

    /// <inheritdoc/>
    public void OnBookChanged(BookChange change) => Bound(change.Instrument).ForEach(feed => feed.OnBook(change));

    /// <inheritdoc/>
    public void OnQuoteChanged(Instrument instrument) => Bound(instrument).ForEach(feed => feed.OnQuote(instrument));

    /// <inheritdoc/>
    public void OnTickerChanged(Instrument instrument) => Bound(instrument).ForEach(feed => feed.OnTicker(instrument));

    /// <inheritdoc/>
    public void OnTrades(Instrument instrument, IReadOnlyList<PublicTrade> trades)
    {
        Bound(instrument).ForEach(feed => feed.OnTrades(instrument, trades));
        _unbound.ForEach(feed => feed.OnTrades(instrument, trades));
    }

    /// <inheritdoc/>
    public void OnIndex(PriceIndex index) => _unbound.ForEach(feed => feed.OnIndex(index));

    /// <inheritdoc/>
    public void OnMarkPrices(PriceIndex index, IReadOnlyList<Instrument> options) =>
        _unbound.ForEach(feed => feed.OnMarkPrices(index, options));

    /// <inheritdoc/>
    public void OnAccountChanged(AccountChange change)
    {
        foreach (var feed in _private)
        {
            if (feed.Account == change.Account)
            {
                feed.OnAccount(change);
            }
        }
    }

    /// <inheritdoc/>
    public void OnPortfolioChanged(Account account, string currency)
    {
        foreach (var feed in _private)
        {
            if (feed.Account == account)
            {
                feed.OnPortfolio(currency);
            }
        }
    }

    /// <inheritdoc/>
    public void OnProtected(Account account, PriceIndex index, long frozenUntilMs)
    {
        foreach (var feed in _private)
        {
            if (feed.Account == account)
            {
                feed.OnProtected(index, frozenUntilMs);
            }
        }
    }

    /// <inheritdoc/>
    public void OnInstrumentState(Instrument instrument) => _unbound.ForEach(feed => feed.OnInstrumentState(instrument));

    /// <inheritdoc/>
    public void OnPlatformState(PriceIndex index) => _unbound.ForEach(feed => feed.OnPlatformState(index));

    private List<Feed> Bound(Instrument instrument)
    {
        if (!_byInstrument.TryGetValue(instrument, out var feeds))
        {
            _byInstrument.Add(instrument, feeds = []);
        }

        return feeds;
    }

    private List<List<Feed>> ListsOf(Feed feed)
    {
        var instrument = feed.Channel.Instrument is { } name ? _model.FindInstrument(name) : null;
        var lists = new List<List<Feed>> { feed.Account is not null ? _private : instrument is not null ? Bound(instrument) : _unbound };
        if (feed.Channel.Interval == ChannelInterval.Aggregated100Millis)
        {
            lists.Add(_fast);
        }
        else if (feed.Channel.Interval == ChannelInterval.Aggregated2 || feed.Channel.Kind is ChannelKind.IncrementalTicker
            or ChannelKind.PriceStatistics or ChannelKind.EstimatedExpirationPrice)
        {
            lists.Add(_slow);
        }

        return lists;
    }

    private Feed? Create(ChannelName channel, FeedKey key)
    {
        if (channel.IsPrivate)
        {
            return CreatePrivate(channel, key);
        }

        if (channel.Instrument is { } name)
        {
            return _model.FindInstrument(name) is { } instrument ? CreateBound(channel, instrument) : null;
        }

        if (channel.Index is { } indexName)
        {
            return _model.FindIndex(indexName) is { } index ? CreateOfIndex(channel, index) : null;
        }

        return channel.Kind switch
        {
            ChannelKind.Trades => new TradesFeed(channel, _outbox),
            ChannelKind.Announcements => new SilentFeed(channel, _outbox),
            _ => new StateFeed(channel, _outbox, _model.Indices),
        };
    }

    private Feed? CreatePrivate(ChannelName channel, FeedKey key)
    {
        if (channel.Instrument is { } name && _model.FindInstrument(name) is null)
        {
            return null;
        }

        if (channel.Kind == ChannelKind.UserPortfolio)
        {
            return channel.Currency is "any" || _model.Currencies(key.Account!).Contains(channel.Currency!)
                ? new PortfolioFeed(channel, _outbox, _model) { Account = key.Account, Label = key.Label }
                : null;
        }

        return channel.Kind switch
        {
            ChannelKind.UserOrders or ChannelKind.UserTrades or ChannelKind.UserChanges =>
                new UserFeed(channel, _outbox) { Account = key.Account, Label = key.Label },
            ChannelKind.UserMmpTrigger when channel.Index is not ("any" or "all") && _model.FindIndex(channel.Index!) is null => null,
            ChannelKind.UserMmpTrigger => new ProtectionFeed(channel, _outbox) { Account = key.Account, Label = key.Label },
            _ => new SilentFeed(channel, _outbox) { Account = key.Account, Label = key.Label },
        };
    }

    private Feed? CreateBound(ChannelName channel, Instrument instrument) => channel.Kind switch
    {
        ChannelKind.Book => new BookFeed(channel, _outbox, instrument),
        ChannelKind.GroupedBook => new GroupedBookFeed(channel, _outbox, instrument),
        ChannelKind.Ticker => new TickerFeed(channel, _outbox, instrument),
        ChannelKind.IncrementalTicker => new IncrementalTickerFeed(channel, _outbox, instrument),
        ChannelKind.Quote => new QuoteFeed(channel, _outbox, instrument),
        ChannelKind.Trades => new TradesFeed(channel, _outbox),
        ChannelKind.ChartTrades => new ChartFeed(channel, _outbox),
        ChannelKind.Perpetual when instrument.Spec.Kind == InstrumentKind.Perpetual => new PerpetualFeed(channel, _outbox, instrument),
        _ => null,
    };

    private Feed CreateOfIndex(ChannelName channel, PriceIndex index) => channel.Kind switch
    {
        ChannelKind.PriceStatistics => new PriceStatisticsFeed(channel, _outbox, index),
        ChannelKind.EstimatedExpirationPrice => new ExpirationPriceFeed(channel, _outbox, index, _model.Options.DeliveryOfDay),
        ChannelKind.MarkPriceOptions => new MarkPriceFeed(channel, _outbox),
        _ => new IndexFeed(channel, _outbox),
    };

    private readonly record struct FeedKey(string Name, Account? Account, string Label);
}
