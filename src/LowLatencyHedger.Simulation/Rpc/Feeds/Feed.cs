using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary>
/// One channel with its subscribers: turns the model's events into the channel's messages. A feed with an interval collects in
/// the event methods and speaks in <see cref="Flush"/>; a raw one speaks at once. Lives from the first subscriber to the last.
/// </summary>
public abstract class Feed
{
    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    protected Feed(ChannelName channel, FeedOutbox outbox)
    {
        Channel = channel;
        Outbox = outbox;
    }

    /// <summary>The channel.</summary>
    public ChannelName Channel { get; }

    /// <summary>Repeated in each message as <c>params.label</c> when set.</summary>
    public string Label { get; init; } = "";

    /// <summary>The owner of a private channel, else null.</summary>
    public Account? Account { get; init; }

    /// <summary>Who hears it.</summary>
    public List<RpcConnection> Subscribers { get; } = [];

    /// <summary>Takes the messages.</summary>
    protected FeedOutbox Outbox { get; }

    /// <summary>Whether each event is a message.</summary>
    protected bool IsRaw => Channel.Interval is ChannelInterval.Raw or ChannelInterval.None;

    /// <summary>Sends a new subscriber the current state, if the channel begins with one.</summary>
    public virtual void SendSnapshot(RpcConnection subscriber)
    {
    }

    /// <summary>A book changed.</summary>
    public virtual void OnBook(BookChange change)
    {
    }

    /// <summary>A best quote changed.</summary>
    public virtual void OnQuote(Instrument instrument)
    {
    }

    /// <summary>A ticker changed.</summary>
    public virtual void OnTicker(Instrument instrument)
    {
    }

    /// <summary>Trades of one aggressive order.</summary>
    public virtual void OnTrades(Instrument instrument, IReadOnlyList<PublicTrade> trades)
    {
    }

    /// <summary>An index moved.</summary>
    public virtual void OnIndex(PriceIndex index)
    {
    }

    /// <summary>Option marks of an index were recomputed.</summary>
    public virtual void OnMarkPrices(PriceIndex index, IReadOnlyList<Instrument> options)
    {
    }

    /// <summary>Orders, trades or the position of the account changed in one instrument.</summary>
    public virtual void OnAccount(AccountChange change)
    {
    }

    /// <summary>The account's summary in a currency changed.</summary>
    public virtual void OnPortfolio(string currency)
    {
    }

    /// <summary>Market-maker protection has struck on an index.</summary>
    public virtual void OnProtected(PriceIndex index, long frozenUntilMs)
    {
    }

    /// <summary>An instrument changed state.</summary>
    public virtual void OnInstrumentState(Instrument instrument)
    {
    }

    /// <summary>An index was locked or unlocked.</summary>
    public virtual void OnPlatformState(PriceIndex index)
    {
    }

    /// <summary>The interval of the channel ended.</summary>
    public virtual void Flush()
    {
    }
}
