using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary><c>platform_state</c>, <c>platform_state.public_methods_state</c> and <c>instrument.state.{kind}.{currency}</c>.</summary>
public sealed class StateFeed : Feed
{
    private readonly IReadOnlyList<PriceIndex> _indices;

    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    /// <param name="indices">All price indices of the venue.</param>
    public StateFeed(ChannelName channel, FeedOutbox outbox, IReadOnlyList<PriceIndex> indices)
        : base(channel, outbox)
    {
        _indices = indices;
    }

    /// <inheritdoc/>
    public override void SendSnapshot(RpcConnection subscriber)
    {
        if (Channel.Kind == ChannelKind.PublicMethodsState)
        {
            var writer = Outbox.Begin(this);
            writer.WriteStartObject();
            writer.WriteBoolean("allow_unauthenticated_public_requests", true);
            writer.WriteEndObject();
            Outbox.End(this, subscriber);
        }
        else if (Channel.Kind == ChannelKind.PlatformState)
        {
            foreach (var index in _indices)
            {
                WritePlatformState(index);
                Outbox.End(this, subscriber);
            }
        }
    }

    /// <inheritdoc/>
    public override void OnPlatformState(PriceIndex index)
    {
        if (Channel.Kind == ChannelKind.PlatformState)
        {
            WritePlatformState(index);
            Outbox.End(this);
        }
    }

    /// <inheritdoc/>
    public override void OnInstrumentState(Instrument instrument)
    {
        var spec = instrument.Spec;
        if (Channel.Kind != ChannelKind.InstrumentState || !Channel.Covers(spec.Name, spec.KindName, spec.SettlementCurrency))
        {
            return;
        }

        var writer = Outbox.Begin(this);
        writer.WriteStartObject();
        writer.WriteNumber("timestamp", instrument.Ticker.TimestampMs);
        writer.WriteString("state", MarketJson.StateName(instrument.State));
        writer.WriteString("instrument_name", instrument.Name);
        writer.WriteEndObject();
        Outbox.End(this);
    }

    private void WritePlatformState(PriceIndex index)
    {
        var writer = Outbox.Begin(this);
        writer.WriteStartObject();
        writer.WriteString("price_index", index.Name);
        writer.WriteBoolean("locked", index.IsLocked);
        writer.WriteEndObject();
    }
}
