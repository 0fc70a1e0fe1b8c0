using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary><c>deribit_price_statistics.{index}</c>: once a second while the index moves.</summary>
public sealed class PriceStatisticsFeed : Feed
{
    private const double HighVolatilityFraction = 0.05;

    private readonly PriceIndex _index;
    private bool _changed;

    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    /// <param name="index">The index.</param>
    public PriceStatisticsFeed(ChannelName channel, FeedOutbox outbox, PriceIndex index)
        : base(channel, outbox)
    {
        _index = index;
    }

    /// <inheritdoc/>
    public override void OnIndex(PriceIndex index) => _changed |= index == _index;

    /// <inheritdoc/>
    public override void Flush()
    {
        if (!_changed)
        {
            return;
        }

        _changed = false;
        var writer = Outbox.Begin(this);
        writer.WriteStartObject();
        writer.WriteFloat("low24h", _index.Low24h, 2);
        writer.WriteString("index_name", _index.Name);
        writer.WriteFloat("high24h", _index.High24h, 2);
        writer.WriteFloat("change24h", _index.Price - _index.Open24h, 2);
        writer.WriteBoolean("high_volatility", _index.High24h - _index.Low24h > HighVolatilityFraction * _index.Price);
        writer.WriteEndObject();
        Outbox.End(this);
    }
}
