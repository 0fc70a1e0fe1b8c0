using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary>
/// <c>user.orders.*</c>, <c>user.trades.*</c> and <c>user.changes.*</c>. Raw: one order a message, and one <c>user.changes</c>
/// message for each engine step; with an interval, what happened in it as arrays.
/// </summary>
public sealed class UserFeed : Feed
{
    private readonly List<AccountChange> _pending = [];

    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    public UserFeed(ChannelName channel, FeedOutbox outbox)
        : base(channel, outbox)
    {
    }

    /// <inheritdoc/>
    public override void OnAccount(AccountChange change)
    {
        var spec = change.Instrument.Spec;
        if (!Channel.Covers(spec.Name, spec.KindName, spec.SettlementCurrency))
        {
            return;
        }

        _pending.Add(change);
        if (IsRaw)
        {
            Flush();
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        switch (Channel.Kind)
        {
            case ChannelKind.UserOrders when IsRaw:
                WriteOneByOne(_pending.SelectMany(change => change.Orders));
                break;
            case ChannelKind.UserOrders:
                WriteOrders(_pending.SelectMany(change => change.Orders).ToArray());
                break;
            case ChannelKind.UserTrades:
                WriteTrades(_pending.SelectMany(change => change.Trades).ToArray());
                break;
            default:
                foreach (var changes in _pending.GroupBy(change => change.Instrument))
                {
                    WriteChanges(changes.Key, changes);
                }

                break;
        }

        _pending.Clear();
    }

    private void WriteOneByOne(IEnumerable<Order> orders)
    {
        foreach (var order in orders)
        {
            OrderJson.WriteOrder(Outbox.Begin(this), order);
            Outbox.End(this);
        }
    }

    private void WriteOrders(Order[] orders)
    {
        if (orders.Length > 0)
        {
            OrderJson.WriteOrders(Outbox.Begin(this), orders);
            Outbox.End(this);
        }
    }

    private void WriteTrades(UserTrade[] trades)
    {
        if (trades.Length > 0)
        {
            OrderJson.WriteUserTrades(Outbox.Begin(this), trades);
            Outbox.End(this);
        }
    }

    private void WriteChanges(Instrument instrument, IEnumerable<AccountChange> changes)
    {
        var writer = Outbox.Begin(this);
        writer.WriteStartObject();
        writer.WriteString("instrument_name", instrument.Name);
        writer.WritePropertyName("orders");
        OrderJson.WriteOrders(writer, changes.SelectMany(change => change.Orders));
        writer.WritePropertyName("trades");
        OrderJson.WriteUserTrades(writer, changes.SelectMany(change => change.Trades));
        writer.WriteStartArray("positions");
        AccountJson.WritePosition(writer, changes.Last().Position);
        writer.WriteEndArray();
        writer.WriteEndObject();
        Outbox.End(this);
    }
}
