using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// The connection that watches the market: reads the instruments, subscribes, follows the books and repairs them, and keeps up with
/// listings. The only writer of the <see cref="InstrumentTable"/>.
/// </summary>
/// <remarks>
/// Ready when the venue has accepted every channel that the engine cannot trade without. A missing message of a book shows at the next
/// one: the book is invalidated there and then, and subscribed to again.
/// </remarks>
public sealed class MarketDataSession : IDeribitSession, ISessionRole
{
    private const int MissingEssentialChannels = -1;

    private readonly MarketDataSettings _settings;
    private readonly InstrumentTable _table;
    private readonly IInputPublisher _publisher;
    private readonly SessionCore _core;
    private readonly SubscriptionPlan _plan;
    private readonly NotificationScanner _scanner = new();
    private readonly ChainMarks _marks;
    private readonly BookContinuity _continuity;
    private readonly InstrumentLoader _loader;
    private readonly HedgeBooks _hedges;
    private int _requestedChannels;
    private int _unansweredSubscribes;
    private long _nextResubscribeNanos;
    private long _nextRefreshNanos;

    /// <param name="settings">What to watch.</param>
    /// <param name="table">Filled by this session.</param>
    /// <param name="output">The wire.</param>
    /// <param name="publisher">Where events go.</param>
    /// <param name="credentials">Raw channels are for logged-in connections only.</param>
    /// <param name="nonces">For signed logins.</param>
    public MarketDataSession(
        MarketDataSettings settings,
        InstrumentTable table,
        ISessionOutput output,
        IInputPublisher publisher,
        ICredentials credentials,
        INonceSource nonces)
    {
        _settings = settings;
        _table = table;
        _publisher = publisher;
        _core = new SessionCore(settings.Session, this, output, publisher, credentials, nonces);
        _plan = new SubscriptionPlan(table);
        _continuity = new BookContinuity(table.InstrumentCapacity);
        _loader = new InstrumentLoader(settings, table, _core, publisher);
        _hedges = new HedgeBooks(settings, table);
        _marks = new ChainMarks(settings.Underlyings.Length);
    }

    public SessionState State => _core.State;

    public int RefusalCause => _core.RefusalCause;

    public long ExchangeOffsetNanos(in Timestamp now) => _core.Requests.ExchangeOffsetNanos(in now);

    public DecodeCounters Counters { get; } = new();

    /// <summary>Book messages that did not follow the one before.</summary>
    public long BookGaps { get; private set; }

    /// <summary>Times that a book was subscribed to again.</summary>
    public long BookResyncs => _hedges.Resyncs;

    /// <summary>Replies to nothing that was asked on this connection.</summary>
    public long UnknownReplies => _core.Requests.UnknownReplies;

    /// <summary>Channels that the venue has accepted, of those in <see cref="WantedChannels"/>.</summary>
    public int AcceptedChannels => _plan.AcceptedCount;

    public int WantedChannels => _plan.Count;

    ReadOnlySpan<byte> ISessionRole.Scope => "trade:read account:read wallet:none"u8;

    bool ISessionRole.NeedsTrading => false;

    public void OnOpen(in Timestamp now) => _core.OnOpen(in now);

    public void OnClosed(int cause, in Timestamp now) => _core.OnClosed(cause, in now);

    public int OnTick(in Timestamp now) => _core.OnTick(in now);

    public void OnMessage(ReadOnlySpan<byte> utf8, in Timestamp now)
    {
        if (!_core.IsConnected)
        {
            return;
        }

        _core.NoteReceived(in now);
        var isFramed = NotificationScanner.TryReadFrame(utf8, out var frame);
        if (isFramed && frame.Kind == MessageKind.MarkPrices && TryKeepMarks(utf8, in frame, in now))
        {
            return;
        }

        if (isFramed && TryTakeScanned(in frame, in now))
        {
            Counters.Add(frame.Kind);
            return;
        }

        TakeUnscanned(utf8, in now);
    }

    /// <summary>
    /// Takes what the codec makes of one notification, for simulations that leave the text out. The events lack the connection and the
    /// time of receipt.
    /// </summary>
    public void OnDecoded(ReadOnlySpan<InputEvent> events, in Timestamp now)
    {
        if (!_core.IsConnected)
        {
            return;
        }

        _core.NoteReceived(in now);
        var context = Context(in now);
        var verdict = BookVerdict.Apply;
        if (events.Length > 0 && events[0].Kind == InputKind.BookChunk)
        {
            ref readonly var first = ref events[0];
            var isSnapshot = first.Flags.HasFlag(InputFlags.SnapshotStart);
            verdict = _continuity.Judge(first.Instrument, isSnapshot, first.Book.ChangeId, first.Book.PrevChangeId);
        }

        if (verdict == BookVerdict.Gap)
        {
            BookGaps++;
            InvalidateBook(events[0].Instrument, in now);
        }

        for (var i = 0; i < events.Length && verdict is BookVerdict.Apply or BookVerdict.ApplyAsSnapshot; i++)
        {
            var startsAnew = i == 0 && verdict == BookVerdict.ApplyAsSnapshot;
            context.Publish(in events[i], startsAnew ? events[i].Flags | InputFlags.SnapshotStart : events[i].Flags);
        }
    }

    /// <summary>Takes <see cref="OutputKind.ResyncBook"/>.</summary>
    [HotPath]
    public bool Execute(in OutputEvent command, in Timestamp now, bool isRehearsal = false)
    {
        if (command.Kind != OutputKind.ResyncBook || isRehearsal || !_core.IsConnected || !_hedges.Contains(command.Instrument))
        {
            return false;
        }

        InvalidateBook(command.Instrument, in now);
        return true;
    }

    void ISessionRole.OnLoggedIn(in Timestamp now)
    {
        _plan.Clear();
        _continuity.InvalidateAll();
        _requestedChannels = 0;
        _unansweredSubscribes = 0;
        _nextResubscribeNanos = long.MaxValue;
        _loader.DefineUnderlyings(in now);
        ReadInstruments(in now);
    }

    void ISessionRole.OnDown() => _marks.Clear();

    void ISessionRole.OnTimeout(in Request request, in Timestamp now)
    {
        if (request.Kind is RequestKind.GetInstruments or RequestKind.GetHeldInstrument or RequestKind.Subscribe)
        {
            _core.Drop((int)SessionCause.RequestTimedOut, in now);
        }
    }

    int ISessionRole.OnTick(in Timestamp now)
    {
        if (now.MonotonicNanos >= _nextRefreshNanos && !_loader.IsReading)
        {
            ReadInstruments(in now);
        }

        var work = TakeMarks(ElementsInParts<MarkVolScan>.PartLength);
        work += _table.IsLoaded && !_loader.IsReading ? _loader.RequestMissing(in now) : 0;
        if (now.MonotonicNanos >= _nextResubscribeNanos && _unansweredSubscribes == 0)
        {
            _nextResubscribeNanos = long.MaxValue;
            _unansweredSubscribes++;
            _core.Requests.TryEnqueue(new Request { Kind = RequestKind.Subscribe, Argument = MissingEssentialChannels });
        }

        return work + (_requestedChannels > 0 && _unansweredSubscribes == 0 ? _hedges.Repair(_continuity, _core.Requests, in now) : 0);
    }

    void ISessionRole.OnReply(in Request request, in Envelope reply, in Timestamp now)
    {
        var isError = reply.Kind == MessageKind.ErrorReply;
        switch (request.Kind)
        {
            case RequestKind.GetInstruments or RequestKind.Subscribe when isError:
                _core.Drop(reply.ErrorCode, in now);
                break;
            case RequestKind.GetInstruments or RequestKind.GetHeldInstrument:
                OnInstruments(in reply, in now);
                break;
            case RequestKind.GetInstrument when !isError:
                _loader.Take(reply.Data, in now);
                SubscribeToNew(in now);
                break;
            case RequestKind.Subscribe:
                OnSubscribed(in reply, in now);
                break;
            default:
                // A book whose repair failed still waits for its snapshot, and is tried again.
                break;
        }
    }

    int ISessionRole.Write(in Request request, Span<byte> destination)
    {
        switch (request.Kind)
        {
            case RequestKind.GetTime:
                return new RequestWriter(destination, request.Id, "public/get_time"u8).End();
            case RequestKind.GetInstruments or RequestKind.GetInstrument or RequestKind.GetHeldInstrument:
                return _loader.Write(in request, destination);
            case RequestKind.ResyncUnsubscribe:
                return WriteBookRequest(in request, "public/unsubscribe"u8, destination);
            case RequestKind.ResyncSubscribe:
                return WriteBookRequest(in request, "public/subscribe"u8, destination);
            default:
                var text = new RequestWriter(destination, request.Id, "public/subscribe"u8).BeginArray("channels"u8);
                if (request.Argument == MissingEssentialChannels)
                {
                    _plan.WriteMissingEssential(ref text);
                }
                else
                {
                    _plan.Write(ref text, request.Argument, request.Count);
                }

                return text.EndArray().End();
        }
    }

    [HotPath]
    private DecodeContext Context(in Timestamp now) => new(_table, _publisher, Counters, _core.ConnectionId, now.MonotonicNanos);

    private void TakeUnscanned(ReadOnlySpan<byte> utf8, in Timestamp now)
    {
        // What cannot be read may have told a state that is not told again but to a new connection.
        EnvelopeReader.TryRead(utf8, out var envelope);
        Counters.Add(in envelope);
        if (envelope.Kind == MessageKind.Malformed)
        {
            _core.Drop((int)SessionCause.Unreadable, in now);
            return;
        }

        if (_core.TryTakeControl(in envelope, in now))
        {
            return;
        }

        var result = OnNotification(in envelope, in now);
        if (result == DecodeResult.Malformed && envelope.Kind is (MessageKind.PlatformState or MessageKind.InstrumentState))
        {
            _core.Drop((int)SessionCause.Unreadable, in now);
            return;
        }

        if (envelope.Kind == MessageKind.InstrumentState)
        {
            _loader.Request(envelope.Data, isNew: result == DecodeResult.UnknownInstrument);
        }
    }

    /// <summary>
    /// A chain's marks are read in parts; what other messages say meanwhile is newer, and overtakes them. False: they are to be read at once.
    /// </summary>
    private bool TryKeepMarks(ReadOnlySpan<byte> utf8, in ScannedFrame frame, in Timestamp now)
    {
        if (_marks.IsFull)
        {
            // With which the connection may end.
            TakeMarks(int.MaxValue);
        }

        return !_core.IsConnected || _marks.TryKeep(utf8, in frame, in now);
    }

    /// <summary>Takes a part of the marks that came first.</summary>
    private int TakeMarks(int countMax)
    {
        if (_marks.IsEmpty)
        {
            return 0;
        }

        var marks = _marks.First;
        var received = marks.Received;
        var context = Context(in received);
        if (marks.IsReading && (!marks.TryRead(in context, countMax) || (marks.IsRead && !marks.Rest.SequenceEqual("}}"u8))))
        {
            _marks.RemoveFirst();
            TakeUnscanned(marks.Message, in received);
        }
        else if (marks.IsRead && marks.PublishNext(in context, countMax))
        {
            _marks.RemoveFirst();
            Counters.Add(MessageKind.MarkPrices);
        }

        return 1;
    }

    /// <summary>False: the message is not spelled as usual and has to be read the long way.</summary>
    [HotPath]
    private bool TryTakeScanned(in ScannedFrame frame, in Timestamp now)
    {
        var context = Context(in now);
        if (frame.Kind != MessageKind.Book)
        {
            return _scanner.TryDecode(in frame, in context, out _);
        }

        if (!_scanner.TryReadBook(in frame, in context, out var result, out var message))
        {
            return false;
        }

        if (result == DecodeResult.Ok)
        {
            FollowBook(ref message, in context, in now);
        }

        return true;
    }

    [HotPath]
    private DecodeResult OnNotification(in Envelope envelope, in Timestamp now)
    {
        var context = Context(in now);
        if (envelope.Kind != MessageKind.Book)
        {
            return ChannelDecoder.Decode(in envelope, in context);
        }

        var result = BookDecoder.TryRead(envelope.Data, in context, out var message);
        if (result == DecodeResult.Ok)
        {
            FollowBook(ref message, in context, in now);
        }

        return result;
    }

    [HotPath]
    private void FollowBook(ref BookMessage message, in DecodeContext context, in Timestamp now)
    {
        switch (_continuity.Judge(message.Instrument, message.IsSnapshot, message.ChangeId, message.PrevChangeId))
        {
            case BookVerdict.Apply:
                BookDecoder.Publish(in message, in context);
                break;
            case BookVerdict.ApplyAsSnapshot:
                message.IsSnapshot = true;
                BookDecoder.Publish(in message, in context);
                break;
            case BookVerdict.Gap:
                BookGaps++;
                InvalidateBook(message.Instrument, in now);
                break;
            default:
                break;
        }
    }

    [HotPath]
    private void InvalidateBook(InstrumentId instrument, in Timestamp now)
    {
        _continuity.Invalidate(instrument);
        _core.Claim(InputKind.BookInvalidated, in now).Instrument = instrument;
        _publisher.Publish();
    }

    private void ReadInstruments(in Timestamp now)
    {
        _nextRefreshNanos = now.MonotonicNanos + _settings.InstrumentRefreshNanos;
        _loader.ReadAll();
    }

    private void OnInstruments(in Envelope reply, in Timestamp now)
    {
        if (!_loader.TakePart(in reply, in now))
        {
            _core.Drop((int)SessionCause.Unreadable, in now);
        }
        else if (!_loader.IsReading)
        {
            _table.MarkLoaded();
            SubscribeToNew(in now);
        }
    }

    /// <summary>Plans and asks for everything that is known and not planned yet, what the engine cannot do without first.</summary>
    private void SubscribeToNew(in Timestamp now)
    {
        if (_loader.IsReading)
        {
            return;
        }

        PlanChannels(now.UtcNanos + ExchangeOffsetNanos(in now));
        while (_requestedChannels < _plan.Count)
        {
            var count = Math.Min(SubscriptionPlan.MaxChannelsPerRequest, _plan.Count - _requestedChannels);
            _core.Requests.TryEnqueue(new Request { Kind = RequestKind.Subscribe, Argument = _requestedChannels, Count = count });
            _requestedChannels += count;
            _unansweredSubscribes++;
        }

        if (_unansweredSubscribes == 0)
        {
            JudgeReadiness(in now);
        }
    }

    private void PlanChannels(long venueUtcNanos)
    {
        _plan.Add(ChannelKind.PlatformState, 0, isEssential: true);
        _plan.Add(ChannelKind.InstrumentState, 0, isEssential: true);
        for (var i = 0; i < _table.UnderlyingCount; i++)
        {
            _plan.Add(ChannelKind.Index, i, isEssential: true);
            _plan.Add(ChannelKind.MarkPrices, i, isEssential: false);
        }

        _hedges.AddChannels(_plan);
        for (var i = 0; i < _table.InstrumentCount; i++)
        {
            ref readonly var definition = ref _table.Definition(new InstrumentId(i));
            if (definition.Kind == InstrumentKind.Option
                && definition.ExpiryUtcNanos > venueUtcNanos
                && _loader.WantsOptionTickers(definition.Underlying))
            {
                _plan.Add(ChannelKind.Ticker, i, isEssential: false);
            }
        }
    }

    private void OnSubscribed(in Envelope reply, in Timestamp now)
    {
        if (!_plan.TryAccept(reply.Data))
        {
            _core.Drop((int)SessionCause.Unreadable, in now);
        }
        else if (--_unansweredSubscribes == 0)
        {
            JudgeReadiness(in now);
        }
    }

    private void JudgeReadiness(in Timestamp now)
    {
        _hedges.PostponeRepairs(in now);
        if (_plan.CountMissingEssential() > 0)
        {
            _nextResubscribeNanos = now.MonotonicNanos + _settings.ResubscribeIntervalNanos;
            _core.SetState(SessionState.Recovering, (int)SessionCause.EssentialChannelMissing, in now);
        }
        else if (_loader.IsTableFull || _hedges.IsOneMissing)
        {
            _core.SetState(SessionState.Recovering, (int)SessionCause.InstrumentMissing, in now);
        }
        else
        {
            _core.SetState(SessionState.Ready, 0, in now);
        }
    }

    private int WriteBookRequest(in Request request, ReadOnlySpan<byte> method, Span<byte> destination)
    {
        var text = new RequestWriter(destination, request.Id, method).BeginArray("channels"u8);
        _plan.WriteName(ref text, ChannelKind.Book, request.Instrument.Index);
        return text.EndArray().End();
    }
}
