using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc.Feeds;
using LowLatencyHedger.Venues.Deribit.Reference;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Simulation.Closed;

/// <summary>
/// Hands notifications that are already events to a market-data session, with the ids of its instruments. Those that it does not know are
/// left out, as the codec does.
/// </summary>
internal sealed class DirectReceiver(InstrumentTable table, MarketDataSession session)
{
    private readonly Dictionary<Instrument, InstrumentId> _ids = [];
    private readonly Dictionary<string, byte[]> _names = [];
    private InputEvent[] _known = new InputEvent[64];

    public void Deliver(DirectMessage message, in Timestamp now)
    {
        if (_known.Length < message.Events.Length)
        {
            _known = new InputEvent[2 * message.Events.Length];
        }

        var count = 0;
        for (var place = 0; place < message.Events.Length; place++)
        {
            ref var input = ref _known[count];
            input = message.Events[place];
            count += input.Kind == InputKind.Index
                ? table.TryFindIndex(Utf8(message.Channel.Index!), out input.Index.Underlying) ? 1 : 0
                : TryFind(message.InstrumentOf(place), out input.Instrument) ? 1 : 0;
        }

        session.OnDecoded(_known.AsSpan(0, count), in now);
    }

    private bool TryFind(Instrument instrument, out InstrumentId id)
    {
        if (_ids.TryGetValue(instrument, out id))
        {
            return true;
        }

        if (!table.TryFind(Utf8(instrument.Name), out id))
        {
            return false;
        }

        _ids.Add(instrument, id);
        return true;
    }

    private byte[] Utf8(string name)
    {
        if (!_names.TryGetValue(name, out var bytes))
        {
            _names.Add(name, bytes = Encoding.UTF8.GetBytes(name));
        }

        return bytes;
    }
}
