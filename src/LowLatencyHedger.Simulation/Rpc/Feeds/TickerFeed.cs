using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary><c>ticker.{instrument}.{interval}</c>.</summary>
public sealed class TickerFeed : Feed
{
    private readonly Instrument _instrument;
    private bool _changed;

    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    /// <param name="instrument">Whose ticker it is.</param>
    public TickerFeed(ChannelName channel, FeedOutbox outbox, Instrument instrument)
        : base(channel, outbox)
    {
        _instrument = instrument;
    }

    /// <inheritdoc/>
    public override void SendSnapshot(RpcConnection subscriber)
    {
        WriteMessage();
        Outbox.End(this, subscriber);
    }

    /// <inheritdoc/>
    public override void OnTicker(Instrument instrument)
    {
        _changed = true;
        if (IsRaw && Outbox.IsDirect)
        {
            Outbox.Tell(this, DirectEvents.OfTicker(instrument), [instrument], WriteMessage);
        }
        else if (IsRaw)
        {
            Flush();
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (_changed)
        {
            _changed = false;
            WriteMessage();
            Outbox.End(this);
        }
    }

    private void WriteMessage()
    {
        var writer = Outbox.Begin(this);
        writer.WriteStartObject();
        MarketJson.WriteTickerFields(writer, _instrument);
        writer.WriteEndObject();
    }
}
