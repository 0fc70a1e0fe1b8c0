using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

/// <summary>A table, a publisher and counters around the decoders.</summary>
internal sealed class DecoderFixture
{
    public const byte ConnectionId = 2;
    public const long ReceivedNanos = 123_456;

    public DecoderFixture(params string[] instruments)
    {
        foreach (var name in instruments)
        {
            Define(name);
        }

        DefineIndex("btc_usd");
        DefineIndex("eth_usd");
    }

    public InstrumentTable Instruments { get; } = new(2048, 64);

    public RecordingPublisher Publisher { get; } = new();

    public DecodeCounters Counters { get; } = new();

    public ReadOnlySpan<InputEvent> Events => Publisher.Events;

    public DecodeContext Context(InputFlags flags = InputFlags.None) =>
        new(Instruments, Publisher, Counters, ConnectionId, ReceivedNanos) { Flags = flags };

    public InstrumentId Define(string name)
    {
        Instruments.Define(new InstrumentBody { Name = InlineText32.From(name) }, out var id);
        return id;
    }

    public UnderlyingId DefineIndex(string name)
    {
        Assert.True(Instruments.TryDefineIndex(Encoding.UTF8.GetBytes(name), out var id));
        return id;
    }

    public DecodeResult Decode(string message) => Decode(Encoding.UTF8.GetBytes(message));

    public DecodeResult Decode(ReadOnlySpan<byte> message)
    {
        Publisher.Clear();
        var context = Context();
        return EnvelopeReader.TryRead(message, out var envelope)
            ? ChannelDecoder.Decode(in envelope, in context)
            : DecodeResult.Malformed;
    }

    /// <summary>Decodes the data as if the channel had brought them.</summary>
    public DecodeResult Decode(string channel, string data) =>
        Decode("{\"jsonrpc\":\"2.0\",\"method\":\"subscription\",\"params\":{\"channel\":\"" + channel + "\",\"data\":" + data + "}}");
}
