using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary>
/// <c>book.{instrument}.{interval}</c>. With an interval the feed keeps the book as last published and sends the difference, so
/// a snapshot for a later subscriber is that book and every chain of <c>prev_change_id</c> holds for each subscriber.
/// </summary>
public sealed class BookFeed : Feed
{
    private readonly Instrument _instrument;
    private readonly SortedDictionary<Price, Quantity> _bids = new(Comparer<Price>.Create((left, right) => right.CompareTo(left)));
    private readonly SortedDictionary<Price, Quantity> _asks = [];
    private readonly Dictionary<Price, Quantity> _changedBids = [];
    private readonly Dictionary<Price, Quantity> _changedAsks = [];
    private long _publishedChangeId;
    private long _publishedTimestampMs;
    private long _changeId;
    private long _timestampMs;

    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    /// <param name="instrument">Whose book it is.</param>
    public BookFeed(ChannelName channel, FeedOutbox outbox, Instrument instrument)
        : base(channel, outbox)
    {
        _instrument = instrument;
        TakeBook();
    }

    /// <inheritdoc/>
    public override void SendSnapshot(RpcConnection subscriber)
    {
        if (IsRaw && Outbox.IsDirect)
        {
            TakeBook();
        }

        WriteMessage("snapshot", null, AsNew(_bids), AsNew(_asks));
        Outbox.End(this, subscriber);
    }

    /// <inheritdoc/>
    public override void OnBook(BookChange change)
    {
        if (IsRaw && Outbox.IsDirect)
        {
            Outbox.Tell(this, DirectEvents.OfBook(change), [_instrument], () =>
            {
                (_publishedChangeId, _publishedTimestampMs) = (change.ChangeId, change.TimestampMs);
                WriteMessage("change", change.PrevChangeId, change.Bids, change.Asks);
            });
            return;
        }

        _changeId = change.ChangeId;
        _timestampMs = change.TimestampMs;
        Collect(change.Bids, _changedBids);
        Collect(change.Asks, _changedAsks);
        if (IsRaw)
        {
            Flush();
        }
    }

    private void TakeBook()
    {
        _bids.Clear();
        _asks.Clear();
        foreach (var level in _instrument.Book.Levels(Side.Buy))
        {
            _bids.Add(level.Price, level.Amount);
        }

        foreach (var level in _instrument.Book.Levels(Side.Sell))
        {
            _asks.Add(level.Price, level.Amount);
        }

        _publishedChangeId = _instrument.Book.ChangeId;
        _publishedTimestampMs = _instrument.Book.TimestampMs;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        var bids = Apply(_changedBids, _bids);
        var asks = Apply(_changedAsks, _asks);
        if (bids.Count == 0 && asks.Count == 0)
        {
            return;
        }

        var previous = _publishedChangeId;
        _publishedChangeId = _changeId;
        _publishedTimestampMs = _timestampMs;
        WriteMessage("change", previous, bids, asks);
        Outbox.End(this);
    }

    private static void Collect(IReadOnlyList<BookLevelChange> changes, Dictionary<Price, Quantity> changed)
    {
        foreach (var change in changes)
        {
            changed[change.Price] = change.Action == BookAction.Delete ? Quantity.Zero : change.Amount;
        }
    }

    private static List<BookLevelChange> Apply(Dictionary<Price, Quantity> changed, SortedDictionary<Price, Quantity> published)
    {
        var differences = new List<BookLevelChange>(changed.Count);
        foreach (var (price, amount) in changed)
        {
            var existed = published.TryGetValue(price, out var before);
            if (!amount.IsPositive)
            {
                if (published.Remove(price))
                {
                    differences.Add(new BookLevelChange(BookAction.Delete, price, Quantity.Zero));
                }
            }
            else if (!existed || before != amount)
            {
                published[price] = amount;
                differences.Add(new BookLevelChange(existed ? BookAction.Change : BookAction.New, price, amount));
            }
        }

        changed.Clear();
        return differences;
    }

    private static BookLevelChange[] AsNew(SortedDictionary<Price, Quantity> side) =>
        side.Select(level => new BookLevelChange(BookAction.New, level.Key, level.Value)).ToArray();

    private void WriteMessage(
        string type, long? previousChangeId, IReadOnlyList<BookLevelChange> bids, IReadOnlyList<BookLevelChange> asks)
    {
        var writer = Outbox.Begin(this);
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteNumber("timestamp", _publishedTimestampMs);
        if (previousChangeId is { } previous)
        {
            writer.WriteNumber("prev_change_id", previous);
        }

        writer.WriteString("instrument_name", _instrument.Name);
        writer.WriteNumber("change_id", _publishedChangeId);
        MarketJson.WriteChanges(writer, "bids", bids);
        MarketJson.WriteChanges(writer, "asks", asks);
        writer.WriteEndObject();
    }
}
