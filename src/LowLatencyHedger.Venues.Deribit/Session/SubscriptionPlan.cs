using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// The channels that a connection wants and whether the venue has accepted them. The venue leaves out of its reply what it does not
/// accept and answers in an order of its own, so every name in a reply is looked up.
/// </summary>
internal sealed class SubscriptionPlan
{
    /// <summary>The most channels that the venue takes in one request.</summary>
    public const int MaxChannelsPerRequest = 500;

    private const int KindCount = 8;

    private readonly InstrumentTable _table;
    private readonly List<Channel> _channels = [];
    private readonly int[] _positions;
    private readonly int _idsPerKind;
    private readonly byte[] _scratch = new byte[256];

    public SubscriptionPlan(InstrumentTable table)
    {
        _table = table;
        _idsPerKind = table.InstrumentCapacity;
        _positions = new int[KindCount * _idsPerKind];
    }

    public int Count => _channels.Count;

    /// <summary>Accepted so far.</summary>
    public int AcceptedCount { get; private set; }

    public void Clear()
    {
        _channels.Clear();
        Array.Clear(_positions);
        AcceptedCount = 0;
    }

    /// <summary>
    /// Adds the channel unless it is there. <paramref name="id"/> is the index of the instrument or price index, 0 for channels without
    /// one.
    /// </summary>
    public void Add(ChannelKind kind, int id, bool isEssential)
    {
        ref var position = ref _positions[Key(kind, id)];
        if (position == 0)
        {
            _channels.Add(new Channel(kind, id, isEssential, IsAccepted: false));
            position = _channels.Count;
        }
    }

    /// <summary>How many essential channels are not accepted.</summary>
    public int CountMissingEssential()
    {
        var missing = 0;
        foreach (var channel in _channels)
        {
            missing += channel is { IsEssential: true, IsAccepted: false } ? 1 : 0;
        }

        return missing;
    }

    /// <summary>Adds the names of a range of channels to a request.</summary>
    public void Write(ref RequestWriter text, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            WriteName(ref text, _channels[i].Kind, _channels[i].Id);
        }
    }

    /// <summary>Adds the names of the essential channels that are not accepted, as many as one request takes.</summary>
    public void WriteMissingEssential(ref RequestWriter text)
    {
        var written = 0;
        foreach (var channel in _channels)
        {
            if (channel is { IsEssential: true, IsAccepted: false } && written++ < MaxChannelsPerRequest)
            {
                WriteName(ref text, channel.Kind, channel.Id);
            }
        }
    }

    /// <summary>Adds the name of one channel to a request.</summary>
    public void WriteName(ref RequestWriter text, ChannelKind kind, int id)
    {
        switch (kind)
        {
            case ChannelKind.PlatformState:
                text.Element("platform_state"u8);
                break;
            case ChannelKind.InstrumentState:
                text.Element("instrument.state.any.any"u8);
                break;
            case ChannelKind.Index or ChannelKind.MarkPrices:
                text.Element(PrefixOf(kind), _table.GetIndexName(new UnderlyingId(id)));
                break;
            default:
                text.Element(PrefixOf(kind), _table.GetName(new InstrumentId(id)), SuffixOf(kind));
                break;
        }
    }

    /// <summary>Takes in the array of accepted channels. False if it is none.</summary>
    public bool TryAccept(ReadOnlySpan<byte> result)
    {
        var reader = new JsonReader(result);
        if (!reader.ReadStartArray())
        {
            return false;
        }

        while (reader.ReadElement())
        {
            if (reader.TryGetText(_scratch, out var name) && TryFind(name, out var position) && !_channels[position].IsAccepted)
            {
                _channels[position] = _channels[position] with { IsAccepted = true };
                AcceptedCount++;
            }
        }

        return !reader.Failed;
    }

    private static ReadOnlySpan<byte> PrefixOf(ChannelKind kind) => kind switch
    {
        ChannelKind.Book => "book."u8,
        ChannelKind.Ticker => "ticker."u8,
        ChannelKind.Quote => "quote."u8,
        ChannelKind.Trades => "trades."u8,
        ChannelKind.Index => "deribit_price_index."u8,
        ChannelKind.MarkPrices => "markprice.options."u8,
        ChannelKind.PlatformState => "platform_state"u8,
        _ => "instrument.state.any.any"u8,
    };

    private static ReadOnlySpan<byte> SuffixOf(ChannelKind kind) =>
        kind is ChannelKind.Book or ChannelKind.Ticker or ChannelKind.Trades ? ".raw"u8 : default;

    private bool TryFind(ReadOnlySpan<byte> name, out int position)
    {
        for (var kind = ChannelKind.Book; kind <= ChannelKind.InstrumentState; kind++)
        {
            if (name.StartsWith(PrefixOf(kind)) && name.EndsWith(SuffixOf(kind))
                && TryFindId(kind, name[PrefixOf(kind).Length..^SuffixOf(kind).Length], out var id))
            {
                position = _positions[Key(kind, id)] - 1;
                return position >= 0;
            }
        }

        position = -1;
        return false;
    }

    private bool TryFindId(ChannelKind kind, ReadOnlySpan<byte> rest, out int id)
    {
        switch (kind)
        {
            case ChannelKind.PlatformState or ChannelKind.InstrumentState:
                id = 0;
                return rest.IsEmpty;
            case ChannelKind.Index or ChannelKind.MarkPrices:
                var isIndex = _table.TryFindIndex(rest, out var underlying);
                id = underlying.Index;
                return isIndex;
            default:
                var isInstrument = _table.TryFind(rest, out var instrument);
                id = instrument.Index;
                return isInstrument;
        }
    }

    private int Key(ChannelKind kind, int id)
    {
        Invariant.That((uint)id < (uint)_idsPerKind, "a channel is about an id beyond the instrument table");
        return (int)kind * _idsPerKind + id;
    }

    private readonly record struct Channel(ChannelKind Kind, int Id, bool IsEssential, bool IsAccepted);
}
