using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// Asks for instruments, enters those of the configured underlyings into the table, and tells the core what is new or has changed.
/// </summary>
internal sealed class InstrumentLoader
{
    private const long AskAgainNanos = 60 * Nanos.PerSecond;

    private readonly InstrumentTable _table;
    private readonly SessionCore _core;
    private readonly IInputPublisher _publisher;
    private readonly Watched[] _watched;
    private readonly byte[][] _hedges;
    private readonly byte[][] _currencies;
    private readonly byte[] _scratch = new byte[128];
    private readonly IReadOnlyList<InlineText32> _heldBefore;
    private bool _areUnderlyingsDefined;
    private readonly Asked[] _asked = new Asked[64];
    private int _askedCount;
    private bool _isHeldAsked;
    private int _unread;

    public InstrumentLoader(MarketDataSettings settings, InstrumentTable table, SessionCore core, IInputPublisher publisher)
    {
        var underlyings = settings.Underlyings;
        _heldBefore = settings.HeldBefore;
        _table = table;
        _core = core;
        _publisher = publisher;
        _watched = [.. underlyings.Select(u => new Watched(Encoding.UTF8.GetBytes(u.IndexName), NamePrefix(u.IndexName), u.OptionTickers))];
        _hedges = [.. underlyings.SelectMany(static u => u.HedgeInstruments).Distinct().Select(Encoding.UTF8.GetBytes)];
        _currencies = [.. underlyings.Select(u => u.Currency).Distinct().Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>An instrument found no room: what the core knows of the market has a hole.</summary>
    public bool IsTableFull { get; private set; }

    /// <summary>Gives the configured price indices their ids, once.</summary>
    public void DefineUnderlyings(in Timestamp now)
    {
        if (_areUnderlyingsDefined)
        {
            return;
        }

        _areUnderlyingsDefined = true;
        _table.Missing.Watch([.. _watched.Select(static watched => watched.NamePrefix)]);
        foreach (var watched in _watched)
        {
            var isDefined = _table.TryDefineIndex(watched.IndexName, out var underlying);
            Invariant.That(isDefined, "more underlyings are configured than the table has room for");
            ref var published = ref _core.Claim(InputKind.UnderlyingDefined, in now);
            published.UnderlyingDefined.Underlying = underlying;
            InlineText32.TryCreate(watched.IndexName, out published.UnderlyingDefined.IndexName);
            _publisher.Publish();
        }
    }

    /// <summary>Whether the options of an underlying are watched one by one.</summary>
    public bool WantsOptionTickers(UnderlyingId underlying) => _watched[underlying.Index].WantsOptionTickers;

    /// <summary>Replies are still to come of what <see cref="ReadAll"/> has asked for.</summary>
    public bool IsReading => _unread > 0;

    /// <summary>
    /// Queues a request for each currency, all kinds in one: the venue allows so few that restarts in a row would use them up. The first time, what was
    /// held before and is not in the lists is asked for after them.
    /// </summary>
    public void ReadAll()
    {
        _isHeldAsked = _isHeldAsked && _table.IsLoaded;
        _unread = _currencies.Length;
        for (var i = 0; i < _currencies.Length; i++)
        {
            _core.Requests.TryEnqueue(new Request { Kind = RequestKind.GetInstruments, Argument = i });
        }
    }

    /// <summary>Takes a reply to what <see cref="ReadAll"/> has asked for. False if it cannot be read.</summary>
    public bool TakePart(in Envelope reply, in Timestamp now)
    {
        // An error is the answer about an instrument that the venue has forgotten.
        if (reply.Kind == MessageKind.Reply && !Take(reply.Data, in now))
        {
            return false;
        }

        if (--_unread == 0 && !_isHeldAsked)
        {
            _isHeldAsked = true;
            RequestHeld();
        }

        return true;
    }

    private void RequestHeld()
    {
        foreach (var name in _heldBefore)
        {
            var isWanted = !_table.TryFind(name.AsSpan(), out _) && IsOurs(name.AsSpan()) && _core.Requests.QueuedCount < RequestQueue.Capacity / 2;
            if (isWanted && _core.Requests.TryEnqueue(new Request { Kind = RequestKind.GetHeldInstrument, Text = name }))
            {
                _unread++;
            }
        }
    }

    /// <summary>
    /// Queues a request for the instrument that a state notification names, if it could be one of ours and is new, or if hedges trade it:
    /// ticks and amounts change while a book is closed.
    /// </summary>
    public void Request(ReadOnlySpan<byte> stateNotification, bool isNew)
    {
        // A flood of listings must not crowd out what the session itself has to ask; what is missed comes with the next list.
        if (_core.Requests.QueuedCount > RequestQueue.Capacity / 2)
        {
            return;
        }

        var reader = new JsonReader(stateNotification);
        reader.ReadStartObject();
        while (reader.ReadName())
        {
            if (!reader.NameEquals("instrument_name"u8))
            {
                reader.SkipValue();
                continue;
            }

            if (reader.Read() && reader.TryGetText(_scratch, out var name)
                && (isNew ? IsOurs(name) : IsHedge(name)) && InlineText32.TryCreate(name, out var text))
            {
                _core.Requests.TryEnqueue(new Request { Kind = RequestKind.GetInstrument, Text = text });
            }

            return;
        }
    }

    /// <summary>
    /// Queues a request for an instrument that the account has something in and that nobody has told of, each once a minute, and tells the core
    /// of it. 0 when there is none.
    /// </summary>
    public int RequestMissing(in Timestamp now)
    {
        if (_core.Requests.QueuedCount > RequestQueue.Capacity / 2 || !_table.Missing.TryTake(out var name, out var isNews))
        {
            return 0;
        }

        if (_table.TryFind(name.AsSpan(), out _) || WasAsked(in name, now.MonotonicNanos))
        {
            return 1;
        }

        _asked[_askedCount++ % _asked.Length] = new Asked(name, now.MonotonicNanos);
        _core.Requests.TryEnqueue(new Request { Kind = RequestKind.GetInstrument, Text = name });
        foreach (var watched in _watched)
        {
            if (isNews && name.AsSpan().StartsWith(watched.NamePrefix) && _table.TryFindIndex(watched.IndexName, out var underlying))
            {
                ref var notice = ref _core.Claim(InputKind.Notice, in now).Notice;
                notice.Reason = ReasonCode.InstrumentUnknown;
                notice.Underlying = underlying;
                notice.Name = name;
                _publisher.Publish();
            }
        }

        return 1;
    }

    private bool WasAsked(in InlineText32 name, long nowNanos)
    {
        for (var i = 0; i < Math.Min(_askedCount, _asked.Length); i++)
        {
            if (_asked[i].Name == name && nowNanos - _asked[i].Nanos < AskAgainNanos)
            {
                return true;
            }
        }

        return false;
    }

    public int Write(in Request request, Span<byte> destination) => request.Kind is RequestKind.GetInstrument or RequestKind.GetHeldInstrument
        ? new RequestWriter(destination, request.Id, "public/get_instrument"u8).Text("instrument_name"u8, request.Text.AsSpan()).End()
        : new RequestWriter(destination, request.Id, "public/get_instruments"u8)
            .Text("currency"u8, _currencies[request.Argument])
            .Flag("expired"u8, false)
            .End();

    /// <summary>Enters the instruments of a reply. False if it cannot be read; what came before that is entered.</summary>
    public bool Take(ReadOnlySpan<byte> result, in Timestamp now)
    {
        var reader = new InstrumentReader(result);
        while (reader.TryReadNext(out var definition))
        {
            if (definition.Body.Kind is InstrumentKind.Perpetual or InstrumentKind.Future or InstrumentKind.Option
                && _table.TryFindIndex(definition.IndexName.AsSpan(), out definition.Body.Underlying))
            {
                Enter(in definition.Body, in now);
            }
        }

        return !reader.Failed;
    }

    /// <summary>
    /// The beginning of every name of the underlying's products: <c>btc_usd</c> gives <c>BTC-</c>, <c>sol_usdc</c> gives
    /// <c>SOL_USDC-</c>.
    /// </summary>
    private static byte[] NamePrefix(string indexName)
    {
        var upper = indexName.ToUpperInvariant();
        return Encoding.UTF8.GetBytes((upper.EndsWith("_USD", StringComparison.Ordinal) ? upper[..^4] : upper) + '-');
    }

    private void Enter(in InstrumentBody body, in Timestamp now)
    {
        switch (_table.Define(in body, out var instrument))
        {
            case DefineResult.Added or DefineResult.Changed:
                ref var published = ref _core.Claim(InputKind.InstrumentDefined, in now);
                published.Instrument = instrument;
                published.InstrumentDefined = body;
                _publisher.Publish();
                break;
            case DefineResult.Full:
                IsTableFull = true;
                break;
            default:
                break;
        }
    }

    private bool IsHedge(ReadOnlySpan<byte> name)
    {
        foreach (var hedge in _hedges)
        {
            if (name.SequenceEqual(hedge))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsOurs(ReadOnlySpan<byte> name)
    {
        foreach (var watched in _watched)
        {
            if (name.StartsWith(watched.NamePrefix))
            {
                return true;
            }
        }

        return false;
    }

    private readonly record struct Asked(InlineText32 Name, long Nanos);

    private readonly record struct Watched(byte[] IndexName, byte[] NamePrefix, bool WantsOptionTickers);
}
