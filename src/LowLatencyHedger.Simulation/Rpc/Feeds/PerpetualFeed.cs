using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary><c>perpetual.{instrument}.{interval}</c>: the funding interest, when it or the index moved.</summary>
public sealed class PerpetualFeed : Feed
{
    private readonly Instrument _instrument;
    private (double Interest, double IndexPrice) _published;

    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    /// <param name="instrument">The perpetual.</param>
    public PerpetualFeed(ChannelName channel, FeedOutbox outbox, Instrument instrument)
        : base(channel, outbox)
    {
        _instrument = instrument;
        _published = Now();
    }

    /// <inheritdoc/>
    public override void OnTicker(Instrument instrument)
    {
        if (IsRaw)
        {
            Flush();
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (Now() == _published)
        {
            return;
        }

        _published = Now();
        var writer = Outbox.Begin(this);
        writer.WriteStartObject();
        writer.WriteNumber("timestamp", _instrument.Ticker.TimestampMs);
        writer.WriteFloat("interest", _published.Interest, 15);
        writer.WriteFloat("index_price", _published.IndexPrice);
        writer.WriteEndObject();
        Outbox.End(this);
    }

    private (double Interest, double IndexPrice) Now() => (_instrument.Ticker.InterestValue, _instrument.Ticker.IndexPrice);
}
