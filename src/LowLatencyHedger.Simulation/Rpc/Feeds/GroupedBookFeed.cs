using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary><c>book.{instrument}.{group}.{depth}.{interval}</c>: the best levels whole, whenever they changed in the interval.</summary>
public sealed class GroupedBookFeed : Feed
{
    private readonly Instrument _instrument;
    private BookLevel[] _bids = [];
    private BookLevel[] _asks = [];
    private bool _changed;

    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    /// <param name="instrument">Whose book it is.</param>
    public GroupedBookFeed(ChannelName channel, FeedOutbox outbox, Instrument instrument)
        : base(channel, outbox)
    {
        _instrument = instrument;
        Read();
    }

    /// <inheritdoc/>
    public override void SendSnapshot(RpcConnection subscriber)
    {
        WriteMessage();
        Outbox.End(this, subscriber);
    }

    /// <inheritdoc/>
    public override void OnBook(BookChange change) => _changed = true;

    /// <inheritdoc/>
    public override void Flush()
    {
        if (!_changed)
        {
            return;
        }

        _changed = false;
        if (Read())
        {
            WriteMessage();
            Outbox.End(this);
        }
    }

    private bool Read()
    {
        var bids = Group(_instrument.Book.Levels(Side.Buy), roundUp: false);
        var asks = Group(_instrument.Book.Levels(Side.Sell), roundUp: true);
        if (bids.AsSpan().SequenceEqual(_bids) && asks.AsSpan().SequenceEqual(_asks))
        {
            return false;
        }

        _bids = bids;
        _asks = asks;
        return true;
    }

    private BookLevel[] Group(IEnumerable<BookLevel> levels, bool roundUp)
    {
        if (Channel.Group == 0)
        {
            return levels.Take(Channel.Depth).ToArray();
        }

        var step = Price.FromDouble(Channel.Group).Raw;
        return levels
            .GroupBy(level => Price.FromRaw((level.Price.Raw + (roundUp ? step - 1 : 0)) / step * step))
            .Take(Channel.Depth)
            .Select(group => new BookLevel(group.Key, Quantity.FromRaw(group.Sum(level => level.Amount.Raw))))
            .ToArray();
    }

    private void WriteMessage()
    {
        var writer = Outbox.Begin(this);
        writer.WriteStartObject();
        writer.WriteNumber("timestamp", _instrument.Book.TimestampMs);
        writer.WriteString("instrument_name", _instrument.Name);
        writer.WriteNumber("change_id", _instrument.Book.ChangeId);
        MarketJson.WriteLevels(writer, "bids", _bids);
        MarketJson.WriteLevels(writer, "asks", _asks);
        writer.WriteEndObject();
    }
}
