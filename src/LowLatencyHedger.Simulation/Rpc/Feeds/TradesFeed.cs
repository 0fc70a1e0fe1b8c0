using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary><c>trades.{instrument}.{interval}</c> and <c>trades.{kind}.{currency}.{interval}</c>.</summary>
public sealed class TradesFeed : Feed
{
    private readonly List<PublicTrade> _pending = [];

    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    public TradesFeed(ChannelName channel, FeedOutbox outbox)
        : base(channel, outbox)
    {
    }

    /// <inheritdoc/>
    public override void OnTrades(Instrument instrument, IReadOnlyList<PublicTrade> trades)
    {
        if (!Channel.Covers(instrument.Name, instrument.Spec.KindName, instrument.Spec.SettlementCurrency))
        {
            return;
        }

        _pending.AddRange(trades);
        if (IsRaw)
        {
            Flush();
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        if (Outbox.IsDirect && IsRaw)
        {
            Outbox.Tell(this, DirectEvents.OfTrades(_pending), [.. _pending.Select(static trade => trade.Instrument)], WriteMessage);
        }
        else
        {
            WriteMessage();
            Outbox.End(this);
        }

        _pending.Clear();
    }

    private void WriteMessage()
    {
        var writer = Outbox.Begin(this);
        writer.WriteStartArray();
        foreach (var trade in _pending)
        {
            MarketJson.WriteTrade(writer, trade);
        }

        writer.WriteEndArray();
    }
}
