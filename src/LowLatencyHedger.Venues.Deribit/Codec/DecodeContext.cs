using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>What the decoders of a connection need besides the bytes. Passed by reference, made anew for every message.</summary>
[HotPath]
public readonly struct DecodeContext
{
    public DecodeContext(
        InstrumentTable instruments, IInputPublisher publisher, DecodeCounters counters, byte connectionId, long receivedNanos)
    {
        Instruments = instruments;
        InstrumentCount = instruments.InstrumentCount;
        Publisher = publisher;
        Counters = counters;
        ConnectionId = connectionId;
        ReceivedNanos = receivedNanos;
    }

    public InstrumentTable Instruments { get; }

    /// <summary>
    /// Those that the message is read with. Another thread may define more meanwhile; who reads a message twice, or what it left out, is told the
    /// same both times.
    /// </summary>
    public int InstrumentCount { get; }

    public IInputPublisher Publisher { get; }

    public DecodeCounters Counters { get; }

    public byte ConnectionId { get; }

    /// <summary>When the message's bytes had been received, on this machine's monotonic clock.</summary>
    public long ReceivedNanos { get; }

    /// <summary>Set on every event of the message.</summary>
    public InputFlags Flags { get; init; }

    /// <summary>The venue's time of the answer, for elements that print none of their own; 0 for none.</summary>
    public long AnsweredUtcNanos { get; init; }

    /// <summary>Instruments that are not known are noted in the table, to be asked for.</summary>
    public bool NotesMissing { get; init; }

    /// <summary>False, and noted, if the message is read without an instrument of this name.</summary>
    internal bool TryFind(ReadOnlySpan<byte> name, out InstrumentId instrument)
    {
        if (Instruments.TryFind(name, out instrument) && instrument.Index < InstrumentCount)
        {
            return true;
        }

        instrument = InstrumentId.None;
        if (NotesMissing)
        {
            Instruments.Missing.Add(name);
        }

        return false;
    }

    /// <summary>Publishes a copy of the event with this message's marks on it.</summary>
    internal void Publish(in InputEvent element, InputFlags flags)
    {
        ref var slot = ref Publisher.Claim(element.Kind);
        slot = element;
        slot.Flags = Flags | flags;
        slot.ConnectionId = ConnectionId;
        slot.ReceivedNanos = ReceivedNanos;
        slot.ExchangeTimeUtcNanos = slot.ExchangeTimeUtcNanos == 0 ? AnsweredUtcNanos : slot.ExchangeTimeUtcNanos;
        Publisher.Publish();
    }
}
