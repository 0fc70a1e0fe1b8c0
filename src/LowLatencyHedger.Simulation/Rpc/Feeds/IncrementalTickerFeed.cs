using System.Buffers;
using System.Text.Json;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary>
/// <c>incremental_ticker.{instrument}</c>: the whole ticker once, then at most once a second the fields that changed since the
/// last message, in nested objects too.
/// </summary>
public sealed class IncrementalTickerFeed : Feed
{
    private readonly Instrument _instrument;
    private JsonElement _published;
    private bool _changed;

    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    /// <param name="instrument">Whose ticker it is.</param>
    public IncrementalTickerFeed(ChannelName channel, FeedOutbox outbox, Instrument instrument)
        : base(channel, outbox)
    {
        _instrument = instrument;
        _published = Read();
    }

    /// <inheritdoc/>
    public override void SendSnapshot(RpcConnection subscriber)
    {
        var writer = Outbox.Begin(this);
        writer.WriteStartObject();
        writer.WriteString("type", "snapshot");
        foreach (var field in _published.EnumerateObject())
        {
            field.WriteTo(writer);
        }

        writer.WriteEndObject();
        Outbox.End(this, subscriber);
    }

    /// <inheritdoc/>
    public override void OnTicker(Instrument instrument) => _changed = true;

    /// <inheritdoc/>
    public override void Flush()
    {
        if (!_changed)
        {
            return;
        }

        _changed = false;
        var now = Read();
        var writer = Outbox.Begin(this);
        writer.WriteStartObject();
        writer.WriteString("type", "change");
        WriteDifferences(writer, now, _published);
        writer.WriteEndObject();
        Outbox.End(this);
        _published = now;
    }

    private static void WriteDifferences(Utf8JsonWriter writer, JsonElement now, JsonElement before)
    {
        foreach (var field in now.EnumerateObject())
        {
            var known = before.TryGetProperty(field.Name, out var old);
            if (field.Name is "instrument_name" or "timestamp")
            {
                field.WriteTo(writer);
            }
            else if (!known || !JsonElement.DeepEquals(field.Value, old))
            {
                if (known && field.Value.ValueKind == JsonValueKind.Object)
                {
                    writer.WriteStartObject(field.Name);
                    WriteDifferences(writer, field.Value, old);
                    writer.WriteEndObject();
                }
                else
                {
                    field.WriteTo(writer);
                }
            }
        }
    }

    private JsonElement Read()
    {
        var bytes = new ArrayBufferWriter<byte>(2_048);
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            MarketJson.WriteTickerFields(writer, _instrument);
            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(bytes.WrittenMemory);
        return document.RootElement.Clone();
    }
}
