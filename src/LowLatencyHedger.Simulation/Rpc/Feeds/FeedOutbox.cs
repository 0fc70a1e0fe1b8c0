using System.Buffers;
using System.Text.Json;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary>
/// Collects the notifications of one request or engine step, each encoded once however many hear it, and sends them together
/// after the reply. The order is that of the events.
/// </summary>
public sealed class FeedOutbox : IDisposable
{
    private static readonly JsonWriterOptions s_unchecked = new() { SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 18);
    private readonly List<Message> _messages = [];
    private readonly Utf8JsonWriter _writer;
    private int _start;

    /// <summary>Creates an empty one.</summary>
    public FeedOutbox() => _writer = new Utf8JsonWriter(_bytes, s_unchecked);

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    /// <summary>Starts a message of a channel; the caller writes the <c>data</c> value and then calls <see cref="End"/>.</summary>
    public Utf8JsonWriter Begin(Feed feed)
    {
        _start = _bytes.WrittenCount;
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteString("jsonrpc"u8, "2.0"u8);
        _writer.WriteString("method"u8, "subscription"u8);
        _writer.WriteStartObject("params"u8);
        _writer.WriteString("channel"u8, feed.Channel.Name);
        _writer.WritePropertyName("data"u8);
        return _writer;
    }

    /// <summary>Ends the message that was begun last, for one subscriber or, with null, for all.</summary>
    public void End(Feed feed, RpcConnection? only = null)
    {
        if (feed.Label.Length > 0)
        {
            _writer.WriteString("label"u8, feed.Label);
        }

        _writer.WriteEndObject();
        _writer.WriteEndObject();
        _writer.Flush();
        _messages.Add(new Message(feed, only, _start, _bytes.WrittenCount - _start));
    }

    /// <summary>Sends and forgets what was collected.</summary>
    public void Send()
    {
        foreach (var message in _messages)
        {
            var bytes = _bytes.WrittenSpan.Slice(message.Start, message.Length);
            if (message.Only is not null)
            {
                message.Only.Send(bytes);
                continue;
            }

            foreach (var subscriber in message.Feed.Subscribers)
            {
                subscriber.Send(bytes);
            }
        }

        _messages.Clear();
        _bytes.ResetWrittenCount();
    }

    private readonly record struct Message(Feed Feed, RpcConnection? Only, int Start, int Length);
}
