using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary>
/// A notification of a market channel as the events that the codec makes of its text. Instruments are named beside the events, because
/// their ids are the receiver's.
/// </summary>
/// <param name="channel">Its channel.</param>
/// <param name="events">In the order of publication.</param>
/// <param name="instruments">Of each event; one for all when it has a single element.</param>
/// <param name="encode">Gives the text; to be called before the model goes on.</param>
public sealed class DirectMessage(ChannelName channel, InputEvent[] events, IReadOnlyList<Instrument> instruments, Func<byte[]> encode)
{
    public ChannelName Channel => channel;

    public InputEvent[] Events => events;

    public Instrument InstrumentOf(int place) => instruments[instruments.Count == 1 ? 0 : place];

    /// <summary>The text, while the model stands still where the message was made.</summary>
    public byte[] Encode() => encode();
}
