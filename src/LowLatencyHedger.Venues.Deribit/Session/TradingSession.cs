using System.Runtime.CompilerServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// The connection that trades: recovers the account's picture (see <see cref="TradingRecovery"/>), follows it, and carries out the core's
/// commands.
/// </summary>
/// <remarks>
/// An order is sent once, at once, or not at all: it never waits in a queue and is never repeated. Cancels pass whatever the credits. To
/// stop in order, cancel everything and then close the connection; the venue's own logout would leave orders behind, so it is not used.
/// Anything of the account that cannot be read ends the connection, because only a recovery makes the picture whole again.
/// </remarks>
public sealed class TradingSession : IDeribitSession, ISessionRole
{
    private const long CancelAllRetryNanos = Nanos.PerSecond;

    private readonly TradingSettings _settings;
    private readonly InstrumentTable _table;
    private readonly IInputPublisher _publisher;
    private readonly SessionCore _core;
    private readonly TradingRecovery _recovery;
    private readonly NotificationScanner _scanner = new();
    private readonly ReplyScanner _results = new();
    private readonly AccountReplies _replies = new();
    private readonly OwnMessages _own;
    private readonly List<AccountReplies.OrderSummary> _orders = [];
    private long _cancelAllDueNanos = long.MaxValue;

    /// <param name="settings">How to log in and what to recover.</param>
    /// <param name="table">Filled by the market-data session; recovery waits for it.</param>
    /// <param name="output">The wire.</param>
    /// <param name="publisher">Where events go.</param>
    /// <param name="credentials">The account's API key.</param>
    /// <param name="nonces">For signed logins.</param>
    public TradingSession(
        TradingSettings settings,
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
        _recovery = new TradingRecovery(settings, table, _core, publisher, _results);
        _own = new OwnMessages(_scanner, _results, table);
        OrderTemplates.Prepare();
    }

    public SessionState State => _core.State;

    public int RefusalCause => _core.RefusalCause;

    public long ExchangeOffsetNanos(in Timestamp now) => _core.Requests.ExchangeOffsetNanos(in now);

    public DecodeCounters Counters { get; } = new();

    /// <summary>The account's request limits; all 0 until read.</summary>
    public AccountLimits Limits => _recovery.Limits;

    /// <summary>What the venue does when the account would trade with itself.</summary>
    public SelfTradingRejectMode SelfTradingMode => _recovery.SelfTradingMode;

    /// <summary>What reads fills, to be kept near. Its <see cref="INearMemory.Touch"/> belongs to the session's thread.</summary>
    public INearMemory FillReading => _own;

    /// <summary>Replies to nothing that was asked on this connection.</summary>
    public long UnknownReplies => _core.Requests.UnknownReplies;

    /// <summary>Requests that were not answered in time.</summary>
    public long ExpiredRequests => _core.Requests.Expired;

    ReadOnlySpan<byte> ISessionRole.Scope => _settings.Session.AcceptAccountWriteScope
        ? "trade:read_write account:read_write wallet:none block_trade:none"u8
        : "trade:read_write account:read wallet:none block_trade:none"u8;

    bool ISessionRole.NeedsTrading => true;

    public void OnOpen(in Timestamp now) => _core.OnOpen(in now);

    public void OnClosed(int cause, in Timestamp now) => _core.OnClosed(cause, in now);

    public int OnTick(in Timestamp now) => _core.OnTick(in now);

    public void OnMessage(ReadOnlySpan<byte> utf8, in Timestamp now)
    {
        // Nothing overtakes positions: what comes behind them is newer.
        TakePositions(int.MaxValue);
        if (!_core.IsConnected)
        {
            return;
        }

        _core.NoteReceived(in now);
        if (NotificationScanner.TryReadFrame(utf8, out var frame) && TryTakeScanned(in frame, in now))
        {
            Counters.Add(frame.Kind);
            if (frame.Kind == MessageKind.UserChanges)
            {
                _own.KeepChanges(utf8);
            }
        }
        else if (!TryBeginPositions(utf8, in now))
        {
            TakeUnscanned(utf8, in now);
        }
    }

    /// <summary>Takes orders, cancels and queries.</summary>
    [HotPath]
    public bool Execute(in OutputEvent command, in Timestamp now, bool isRehearsal = false)
    {
        if (isRehearsal && command.Kind != OutputKind.PlaceOrder)
        {
            return false;
        }

        switch (command.Kind)
        {
            case OutputKind.PlaceOrder:
                return TryPlaceOrder(in command, in now, isRehearsal);
            case OutputKind.CancelOrder:
                return TryCancelOrder(in command, in now);
            case OutputKind.CancelAll:
                return TryCancelAll(in now);
            case OutputKind.QueryOrder:
                return TryQuery(RequestKind.QueryOrder, in command);
            case OutputKind.QueryPositions:
                // Positions that differ may do so because the stream left out a trade; reading the trades ends with the positions.
                var readsTrades = command.Detail > 0 && _core.State == SessionState.Ready;
                return readsTrades ? _core.IsLoggedIn && _recovery.TryReadTrades(in now) : TryQuery(RequestKind.QueryPositions, in command);
            default:
                return false;
        }
    }

    void ISessionRole.OnLoggedIn(in Timestamp now) => _recovery.Begin();

    void ISessionRole.OnDown()
    {
        _cancelAllDueNanos = long.MaxValue;
        _results.ForgetPositions();
        _recovery.Stop();
    }

    int ISessionRole.OnTick(in Timestamp now)
    {
        if (now.MonotonicNanos >= _cancelAllDueNanos)
        {
            TryCancelAll(in now);
        }

        return TakePositions(ElementsInParts<PositionScan>.PartLength) + _recovery.OnTick(in now);
    }

    void ISessionRole.OnTimeout(in Request request, in Timestamp now)
    {
        switch (request.Kind)
        {
            case RequestKind.PlaceOrder or RequestKind.CancelOrder:
                PublishReject(in request, (int)SessionCause.RequestTimedOut, RejectClass.Ambiguous, in now);
                break;
            case RequestKind.CancelAll:
                _cancelAllDueNanos = now.MonotonicNanos;
                break;
            case RequestKind.QueryOrder or RequestKind.QueryOrderTrades or RequestKind.QueryPositions or RequestKind.GetProtectionStatus:
                // No answer is no news: the core asks again.
                break;
            default:
                _recovery.OnNoAnswer((int)SessionCause.RequestTimedOut, in now);
                break;
        }
    }

    void ISessionRole.OnReply(in Request request, in Envelope reply, in Timestamp now)
    {
        var context = Context(InputFlags.FromQuery, in now);
        var isError = reply.Kind == MessageKind.ErrorReply;
        switch (request.Kind)
        {
            case RequestKind.PlaceOrder or RequestKind.CancelOrder:
                OnOrderReply(in request, in reply, in now);
                break;
            case RequestKind.CancelAll when isError:
                _cancelAllDueNanos = now.MonotonicNanos + CancelAllRetryNanos;
                break;
            case RequestKind.CancelAll:
                // What it did to each order comes with the stream.
                break;
            case RequestKind.QueryOrder when !isError:
                OnQueriedOrder(in request, in reply, in context, in now);
                break;
            case RequestKind.QueryOrderTrades when !isError:
                DropIfUnreadable(_results.DecodeTrades(reply.Data, in context, out _), in now);
                break;
            case RequestKind.QueryPositions when !isError:
                var timed = context with { AnsweredUtcNanos = reply.UsOut * Nanos.PerMicro };
                DropIfUnreadable(_results.DecodePositions(reply.Data, in timed), in now);
                break;
            case RequestKind.QueryOrder or RequestKind.QueryOrderTrades or RequestKind.QueryPositions:
                // Only an answer counts: an error says nothing about the order.
                break;
            default:
                _recovery.OnReply(in request, in reply, in context, in now);
                break;
        }
    }

    int ISessionRole.Write(in Request request, Span<byte> destination)
    {
        switch (request.Kind)
        {
            case RequestKind.GetTime:
                return new RequestWriter(destination, request.Id, "public/get_time"u8).End();
            case RequestKind.QueryOrder:
                return OrderRequests.GetOrderStateByLabel(destination, request.Id, request.Ref, _recovery.CurrencyOf(request.Instrument));
            case RequestKind.QueryOrderTrades:
                return OrderRequests.GetUserTradesByOrder(destination, request.Id, in request.Text);
            case RequestKind.QueryPositions:
                return OrderRequests.GetPositions(destination, request.Id, "any"u8);
            default:
                return _recovery.Write(in request, destination);
        }
    }

    [HotPath]
    private static RequestClass ClassOf(in OutputEvent order) =>
        order.TradingState == TradingState.Reduce ? RequestClass.ReducingOrder : RequestClass.Order;

    private void TakeUnscanned(ReadOnlySpan<byte> utf8, in Timestamp now)
    {
        EnvelopeReader.TryRead(utf8, out var envelope);
        Take(in envelope, utf8, in now);
    }

    private void Take(in Envelope envelope, ReadOnlySpan<byte> utf8, in Timestamp now)
    {
        Counters.Add(in envelope);
        if (envelope.Kind == MessageKind.Malformed)
        {
            _core.Drop((int)SessionCause.Unreadable, in now);
            return;
        }

        if (_core.TryTakeControl(in envelope, in now))
        {
            if (envelope.Kind == MessageKind.Reply && PendingRequests.KindOf(envelope.Id) == RequestKind.PlaceOrder)
            {
                _own.KeepReply(utf8);
            }

            return;
        }

        if (envelope.Kind == MessageKind.Portfolio)
        {
            _own.KeepPortfolio(utf8);
        }

        var isOnlyTold = envelope.Kind is MessageKind.Portfolio or MessageKind.ProtectionTrigger;
        if (OnNotification(in envelope, in now) == DecodeResult.Malformed && !isOnlyTold)
        {
            _core.Drop((int)SessionCause.Unreadable, in now);
        }
    }

    /// <summary>All positions of an account can be a long message: while it is read in parts the thread does what else there is.</summary>
    private bool TryBeginPositions(ReadOnlySpan<byte> utf8, in Timestamp now) =>
        ReplyScanner.TryReadHead(utf8, out var id, out var resultAt)
        && PendingRequests.KindOf(id) is RequestKind.QueryPositions or RequestKind.RecoverPositions
        && _results.TryBeginPositions(utf8, resultAt, in now);

    /// <summary>Reads on in a message with positions, some at most, and takes it when it has come to its end.</summary>
    private int TakePositions(int countMax)
    {
        if (!_results.IsReadingPositions)
        {
            return 0;
        }

        var received = _results.PositionsReceived;
        var context = Context(InputFlags.FromQuery, in received);
        if (!_results.TryReadPositions(in context, countMax, out var reply))
        {
            TakeUnscanned(_results.PositionsMessage, in received);
        }
        else if (!_results.IsReadingPositions)
        {
            Take(in reply, _results.PositionsMessage, in received);
            _results.ForgetPositions();
        }

        return 1;
    }

    [HotPath]
    private DecodeContext Context(InputFlags flags, in Timestamp now) =>
        new(_table, _publisher, Counters, _core.ConnectionId, now.MonotonicNanos) { Flags = flags, NotesMissing = true };

    [HotPath]
    private DecodeResult OnNotification(in Envelope envelope, in Timestamp now)
    {
        var context = Context(InputFlags.None, in now);
        var result = ChannelDecoder.Decode(in envelope, in context);
        _recovery.NoteIfUnknown(result, in context);
        return result;
    }

    /// <summary>False: the message is not spelled as usual and has to be read the long way.</summary>
    [HotPath]
    private bool TryTakeScanned(in ScannedFrame frame, in Timestamp now)
    {
        var context = Context(InputFlags.None, in now);
        if (!_scanner.TryDecode(in frame, in context, out var result))
        {
            return false;
        }

        _recovery.NoteIfUnknown(result, in context);
        return true;
    }

    /// <param name="command">The order.</param>
    /// <param name="now">When.</param>
    /// <param name="isRehearsal">It takes no credit and goes nowhere.</param>
    /// <remarks>One piece of machine code for both: in a copy of its own a rehearsal would keep warm what no order passes.</remarks>
    [HotPath]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryPlaceOrder(in OutputEvent command, in Timestamp now, bool isRehearsal)
    {
        var request = new Request { Kind = RequestKind.PlaceOrder, Ref = command.Ref, Instrument = command.Instrument };
        if (_core.State == SessionState.Ready
            && _core.IsLoggedIn
            && _core.Requests.Pacer.TryTakeOrder(ClassOf(in command), isRehearsal ? 0 : 1, now.MonotonicNanos)
            && _core.Requests.TryRegister(ref request, in now))
        {
            var order = new NewOrder
            {
                Ref = command.Ref,
                Price = command.Price,
                Amount = command.Amount,
                ValidUntilUtcNanos = command.ValidUntilUtcNanos,
                Side = command.Side,
                TimeInForce = command.TimeInForce,
                PostOnly = command.TimeInForce == TimeInForce.GoodTilCancelled,
                ReduceOnly = command.IsReduceOnly,
            };
            var length = OrderTemplates.Place(_core.Requests.Buffer, request.Id, _table.GetName(command.Instrument), in order);
            if (_core.Requests.TrySend(in request, length, isRehearsal))
            {
                return true;
            }
        }

        if (isRehearsal)
        {
            return false;
        }

        _core.Claim(InputKind.OrderNotSent, in now).OrderNotSent.Ref = command.Ref;
        _publisher.Publish();
        return false;
    }

    [HotPath]
    private bool TryCancelOrder(in OutputEvent command, in Timestamp now)
    {
        var request = new Request { Kind = RequestKind.CancelOrder, Ref = command.Ref, Instrument = command.Instrument };
        if (_core.IsLoggedIn && _core.Requests.TryRegister(ref request, in now))
        {
            _core.Requests.Pacer.TryTake(RequestClass.Cancel, now.MonotonicNanos);
            var length = command.ExchangeOrderId.IsEmpty
                ? OrderTemplates.CancelByLabel(_core.Requests.Buffer, request.Id, command.Ref, _recovery.CurrencyOf(command.Instrument))
                : OrderTemplates.Cancel(_core.Requests.Buffer, request.Id, in command.ExchangeOrderId);
            if (_core.Requests.TrySend(in request, length))
            {
                return true;
            }
        }

        // The order itself may well be alive.
        PublishReject(in request, (int)SessionCause.NotSent, RejectClass.Ambiguous, in now);
        return false;
    }

    /// <summary>
    /// Sends it now or, as long as the connection lives, as soon as it can be sent. Without a connection the venue cancels by itself.
    /// </summary>
    [HotPath]
    private bool TryCancelAll(in Timestamp now)
    {
        if (!_core.IsLoggedIn)
        {
            return false;
        }

        var request = new Request { Kind = RequestKind.CancelAll };
        var isSent = false;
        if (_core.Requests.TryRegister(ref request, in now))
        {
            _core.Requests.Pacer.TryTake(RequestClass.CancelAll, now.MonotonicNanos);
            isSent = _core.Requests.TrySend(in request, OrderRequests.CancelAll(_core.Requests.Buffer, request.Id));
        }

        _cancelAllDueNanos = isSent ? long.MaxValue : now.MonotonicNanos;
        return true;
    }

    [HotPath]
    private bool TryQuery(RequestKind kind, in OutputEvent command)
    {
        var request = new Request { Kind = kind, Ref = command.Ref, Instrument = command.Instrument };
        return _core.IsLoggedIn && _core.Requests.TryEnqueue(in request);
    }

    private void OnOrderReply(in Request request, in Envelope reply, in Timestamp now)
    {
        if (reply.Kind == MessageKind.ErrorReply)
        {
            PublishReject(in request, reply.ErrorCode, ErrorTable.Classify(reply.ErrorCode).Reject, in now);
            return;
        }

        if (request.Kind == RequestKind.CancelOrder && AccountReplies.ReadCount(reply.Data) is var count and >= 0)
        {
            // By label the reply is a number; what became of the order comes with the stream. None: the venue knew no open order of that
            // label.
            if (count == 0)
            {
                PublishReject(in request, VenueErrors.OrderNotFound, RejectClass.Ambiguous, in now);
            }

            return;
        }

        var context = Context(InputFlags.None, in now);
        if (_results.DecodeOrder(reply.Data, in context) == DecodeResult.Malformed)
        {
            PublishReject(in request, (int)SessionCause.Unreadable, RejectClass.Ambiguous, in now);
            _core.Drop((int)SessionCause.Unreadable, in now);
        }
    }

    private void OnQueriedOrder(in Request request, in Envelope reply, in DecodeContext context, in Timestamp now)
    {
        if (AccountDecoder.DecodeOrders(reply.Data, in context) == DecodeResult.Malformed)
        {
            _core.Drop((int)SessionCause.Unreadable, in now);
            return;
        }

        _replies.ReadOrders(reply.Data, _orders);
        if (_orders.Count == 0)
        {
            ref var notFound = ref _core.Claim(InputKind.OrderNotFound, in now);
            notFound.Instrument = request.Instrument;
            notFound.Flags = InputFlags.FromQuery;
            notFound.OrderNotFound.Ref = request.Ref;
            _publisher.Publish();
        }

        foreach (var order in _orders)
        {
            if (order.HasFills)
            {
                _core.Requests.TryEnqueue(
                    new Request { Kind = RequestKind.QueryOrderTrades, Ref = request.Ref, Text = order.ExchangeOrderId });
            }
        }
    }

    private void DropIfUnreadable(DecodeResult result, in Timestamp now)
    {
        if (result == DecodeResult.Malformed)
        {
            _core.Drop((int)SessionCause.Unreadable, in now);
        }
    }

    [HotPath]
    private void PublishReject(in Request request, int errorCode, RejectClass rejectClass, in Timestamp now)
    {
        ref var published = ref _core.Claim(InputKind.OrderReject, in now);
        published.Instrument = request.Instrument;
        published.OrderReject.Ref = request.Ref;
        published.OrderReject.ErrorCode = errorCode;
        published.OrderReject.Class = rejectClass;
        published.OrderReject.ForExistingOrder = request.Kind == RequestKind.CancelOrder;
        _publisher.Publish();
    }
}
