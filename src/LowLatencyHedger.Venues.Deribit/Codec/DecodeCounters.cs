using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>What a connection's decoders have met. Thread: written by the one thread that decodes; the sums are for telemetry.</summary>
public sealed class DecodeCounters
{
    private readonly long[] _byKind = new long[(int)MessageKind.ProtectionTrigger + 1];

    /// <summary>Members of the JSON-RPC frame that this program does not know.</summary>
    [HotPath]
    public long UnknownFields { get; private set; }

    /// <summary>Notifications of a channel that this program does not know.</summary>
    [HotPath]
    public long UnknownChannels { get; private set; }

    /// <summary>Messages, of whatever kind, that broke a rule of the protocol and were thrown away whole.</summary>
    [HotPath]
    public long Malformed { get; internal set; }

    /// <summary>Elements left out because their instrument or index is not known.</summary>
    [HotPath]
    public long UnknownInstruments { get; internal set; }

    /// <summary>Prices and amounts with more than eight decimals.</summary>
    [HotPath]
    public long Rounded { get; internal set; }

    /// <summary>Messages of the kind so far.</summary>
    public long Count(MessageKind kind) => _byKind[(int)kind];

    /// <summary>Counts a message that was sound.</summary>
    [HotPath]
    public void Add(MessageKind kind) => _byKind[(int)kind]++;

    /// <summary>Counts a message whose frame has been read, or could not be.</summary>
    [HotPath]
    public void Add(in Envelope envelope)
    {
        Add(envelope.Kind);
        UnknownFields += envelope.UnknownFields;
        if (envelope.Kind == MessageKind.Malformed)
        {
            Malformed++;
        }
        else if (envelope.Kind == MessageKind.Unknown && !envelope.Channel.IsEmpty)
        {
            UnknownChannels++;
        }
    }
}
