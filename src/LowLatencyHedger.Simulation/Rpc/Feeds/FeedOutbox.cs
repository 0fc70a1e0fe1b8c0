using System.Buffers;
using System.Text.Json;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Simulation.Exchange;

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

    /// <param name="isDirect">Market data is handed over as events.</param>
    public FeedOutbox(bool isDirect = false)
    {
        IsDirect = isDirect;
        _writer = new Utf8JsonWriter(_bytes, s_unchecked);
    }

    /// <summary>Market data goes through <see cref="Tell"/>; all else, and every first message of a subscription, is text.</summary>
    public bool IsDirect { get; }

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
        _messages.Add(new Message(feed, only, _start, _bytes.WrittenCount - _start, null));
    }

    /// <summary>Adds a message as events.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="events">What the codec would make of the text.</param>
    /// <param name="instruments">Of the events.</param>
    /// <param name="write">Begins the message and writes its data; called before the model goes on, if at all.</param>
    public void Tell(Feed feed, InputEvent[] events, IReadOnlyList<Instrument> instruments, Action write) =>
        _messages.Add(new Message(feed, null, 0, 0, new DirectMessage(feed.Channel, events, instruments, () => Encode(feed, write))));

    /// <summary>Sends and forgets what was collected.</summary>
    public void Send()
    {
        // What is written on demand is added at the end, and taken off again.
        var count = _messages.Count;
        for (var place = 0; place < count; place++)
        {
            var message = _messages[place];
            if (message.Direct is not null)
            {
                message.Feed.Subscribers.ForEach(subscriber => subscriber.Send(message.Direct));
                continue;
            }

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

    private byte[] Encode(Feed feed, Action write)
    {
        write();
        End(feed);
        var message = _messages[^1];
        _messages.RemoveAt(_messages.Count - 1);
        return _bytes.WrittenSpan.Slice(message.Start, message.Length).ToArray();
    }

    private readonly record struct Message(Feed Feed, RpcConnection? Only, int Start, int Length, DirectMessage? Direct);
}
