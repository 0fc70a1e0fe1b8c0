using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary><c>markprice.options.{index}</c>: all live options of an index; here the volatility is a fraction.</summary>
public sealed class MarkPriceFeed : Feed
{
    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    public MarkPriceFeed(ChannelName channel, FeedOutbox outbox)
        : base(channel, outbox)
    {
    }

    /// <inheritdoc/>
    public override void OnMarkPrices(PriceIndex index, IReadOnlyList<Instrument> options)
    {
        if (index.Name != Channel.Index)
        {
            return;
        }

        if (Outbox.IsDirect)
        {
            Outbox.Tell(this, DirectEvents.OfMarks(options), [.. options], () => WriteMessage(options));
            return;
        }

        WriteMessage(options);
        Outbox.End(this);
    }

    private void WriteMessage(IReadOnlyList<Instrument> options)
    {
        var writer = Outbox.Begin(this);
        writer.WriteStartArray();
        foreach (var option in options)
        {
            writer.WriteStartObject();
            writer.WriteNumber("timestamp", option.Ticker.TimestampMs);
            writer.WriteFloat("mark_price", option.Ticker.MarkPrice);
            writer.WriteFloat("iv", option.Ticker.MarkIv / 100, 4);
            writer.WriteString("instrument_name", option.Name);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
