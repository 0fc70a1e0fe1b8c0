using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary><c>quote.{instrument}</c>: best bid and ask, on each change.</summary>
public sealed class QuoteFeed : Feed
{
    private readonly Instrument _instrument;

    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    /// <param name="instrument">Whose quote it is.</param>
    public QuoteFeed(ChannelName channel, FeedOutbox outbox, Instrument instrument)
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
    public override void OnQuote(Instrument instrument)
    {
        if (Outbox.IsDirect)
        {
            Outbox.Tell(this, DirectEvents.OfQuote(instrument), [instrument], WriteMessage);
            return;
        }

        WriteMessage();
        Outbox.End(this);
    }

    private void WriteMessage()
    {
        var writer = Outbox.Begin(this);
        writer.WriteStartObject();
        writer.WriteNumber("timestamp", _instrument.Book.TimestampMs);
        writer.WriteString("instrument_name", _instrument.Name);
        MarketJson.WriteQuoteFields(writer, _instrument.Ticker);
        writer.WriteEndObject();
    }
}
