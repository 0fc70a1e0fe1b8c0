using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary><c>deribit_price_index.{index}</c> and <c>deribit_volatility_index.{index}</c>: on each move of the index.</summary>
public sealed class IndexFeed : Feed
{
    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    public IndexFeed(ChannelName channel, FeedOutbox outbox)
        : base(channel, outbox)
    {
    }

    /// <inheritdoc/>
    public override void OnIndex(PriceIndex index)
    {
        if (index.Name != Channel.Index)
        {
            return;
        }

        if (Outbox.IsDirect && Channel.Kind == ChannelKind.PriceIndex)
        {
            Outbox.Tell(this, DirectEvents.OfIndex(index), [], () => WriteMessage(index));
            return;
        }

        WriteMessage(index);
        Outbox.End(this);
    }

    private void WriteMessage(PriceIndex index)
    {
        var writer = Outbox.Begin(this);
        writer.WriteStartObject();
        writer.WriteNumber("timestamp", index.TimestampMs);
        if (Channel.Kind == ChannelKind.PriceIndex)
        {
            writer.WriteFloat("price", index.Price);
        }
        else
        {
            writer.WriteFloat("volatility", index.Volatility, 2);
        }

        writer.WriteString("index_name", index.Name);
        writer.WriteEndObject();
    }
}
