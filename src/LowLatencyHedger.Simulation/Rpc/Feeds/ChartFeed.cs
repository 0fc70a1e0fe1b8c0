using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary><c>chart.trades.{instrument}.{resolution}</c>: the running bar, on each trade. The bar begins with the feed.</summary>
public sealed class ChartFeed : Feed
{
    private Candle _candle;

    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    public ChartFeed(ChannelName channel, FeedOutbox outbox)
        : base(channel, outbox)
    {
    }

    /// <inheritdoc/>
    public override void OnTrades(Instrument instrument, IReadOnlyList<PublicTrade> trades)
    {
        foreach (var trade in trades)
        {
            _candle = _candle.With(trade, Candle.TickOf(trade.TimestampMs, Channel.Depth));
        }

        _candle.WriteTo(Outbox.Begin(this));
        Outbox.End(this);
    }
}
