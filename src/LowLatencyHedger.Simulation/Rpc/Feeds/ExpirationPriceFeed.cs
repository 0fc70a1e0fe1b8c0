using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary><c>estimated_expiration_price.{index}</c>: once a second.</summary>
public sealed class ExpirationPriceFeed : Feed
{
    private const long DayMillis = 86_400_000;

    private readonly PriceIndex _index;
    private readonly long _deliveryOfDayMillis;

    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    /// <param name="index">The index.</param>
    /// <param name="deliveryOfDay">When in the UTC day it is delivered at.</param>
    public ExpirationPriceFeed(ChannelName channel, FeedOutbox outbox, PriceIndex index, TimeSpan deliveryOfDay)
        : base(channel, outbox)
    {
        _index = index;
        _deliveryOfDayMillis = (long)deliveryOfDay.TotalMilliseconds;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        var sinceExpiry = (_index.TimestampMs - _deliveryOfDayMillis) % DayMillis;
        var writer = Outbox.Begin(this);
        writer.WriteStartObject();
        writer.WriteBoolean("is_estimated", _index.IsAveraging);
        writer.WriteFloat("price", _index.EstimatedDeliveryPrice, 2);
        writer.WriteNumber("seconds", (DayMillis - sinceExpiry) / 1000);
        writer.WriteEndObject();
        Outbox.End(this);
    }
}
