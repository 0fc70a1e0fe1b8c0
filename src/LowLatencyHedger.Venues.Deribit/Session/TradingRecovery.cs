using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// The one way to Ready of the trading session, at start, after every break and after a crash alike: tell the core what the journal of the run
/// before knows, arm cancel-on-disconnect and read it back, read the account's limits, subscribe, and only then ask for trades, open orders
/// and positions, so that nothing falls between the query and the stream.
/// </summary>
/// <remarks>Each step follows from the reply to the one before. A step that fails ends the connection, and the next one begins
/// anew.</remarks>
internal sealed class TradingRecovery
{
    /// <summary>The venue tells trades for a day; what is older comes from its archive, which lacks the latest. The two are read with an overlap.</summary>
    private const long RecentTradesNanos = 23 * 3_600 * Nanos.PerSecond;

    /// <summary>While the account trades a page is small: ticks wait until it is read.</summary>
    private const int TradesPerPageWhenReady = 50;

    private const long RoundNanos = Nanos.PerSecond;

    /// <summary>So often trades are read again from the same moment when one was in an instrument that is not known yet.</summary>
    private const int RepeatedReadings = 5;

    private const long SweepRetryNanos = 5 * Nanos.PerSecond;

    private readonly TradingSettings _settings;
    private readonly InstrumentTable _table;
    private readonly SessionCore _core;
    private readonly IInputPublisher _publisher;
    private readonly ReplyScanner _results;
    private readonly RestoreFeed? _restore;
    private readonly DeliveryHistory _deliveries;
    private readonly AccountReplies _replies = new();
    private readonly List<AccountReplies.OrderSummary> _orders = [];
    private readonly byte[][] _currencies;
    private readonly (byte[] IndexName, int Currency)[] _currencyOfIndex;
    private readonly long _tradeOverlapNanos;
    private bool _isWaitingForInstruments;
    private int _unansweredCancels;
    private int _cancelRounds;
    private long _nextRoundNanos;
    private long _nextSweepNanos;
    private long _tradesReadUtcNanos;
    private long _readUtcNanos;
    private int _instrumentCountAtMiss;
    private bool _isReading;
    private long _missingAtReading;
    private int _readingsWithMissing;

    public TradingRecovery(TradingSettings settings, InstrumentTable table, SessionCore core, IInputPublisher publisher, ReplyScanner results)
    {
        _settings = settings;
        _table = table;
        _core = core;
        _publisher = publisher;
        _results = results;
        _restore = settings.Before is null ? null : new RestoreFeed(settings.Before, table, core, publisher);
        _tradeOverlapNanos = settings.TradeOverlapNanos;
        _tradesReadUtcNanos = settings.TradesSinceUtcNanos;
        var currencies = settings.Underlyings.Select(u => u.Currency).Distinct().ToList();
        _currencies = [.. currencies.Select(Encoding.UTF8.GetBytes)];

        _currencyOfIndex = [.. settings.Underlyings.Select(u => (Encoding.UTF8.GetBytes(u.IndexName), currencies.IndexOf(u.Currency)))];
        _deliveries = new DeliveryHistory(_currencies, settings.DeliveryOfDayNanos, core);
    }

    public SelfTradingRejectMode SelfTradingMode { get; private set; }

    public AccountLimits Limits { get; private set; }

    public void Begin()
    {
        Stop();
        _isWaitingForInstruments = true;
    }

    public void Stop()
    {
        _isReading = false;
        _isWaitingForInstruments = false;
        _unansweredCancels = 0;
        _cancelRounds = 0;
        _nextRoundNanos = long.MaxValue;
        _instrumentCountAtMiss = -1;
        _table.Missing.IsNews = false;
    }

    /// <summary>
    /// What was about an instrument that is not in the table was left out. It may be a listing that the market-data session is about to
    /// read, so trades and positions are read again once the table has grown since the first of them.
    /// </summary>
    [HotPath]
    public void NoteIfUnknown(DecodeResult result, in DecodeContext context)
    {
        if (result == DecodeResult.UnknownInstrument && _instrumentCountAtMiss < 0)
        {
            _instrumentCountAtMiss = context.InstrumentCount;
        }
    }

    /// <summary>The currency in which an instrument of a configured underlying settles.</summary>
    [HotPath]
    public ReadOnlySpan<byte> CurrencyOf(InstrumentId instrument)
    {
        var indexName = _table.GetIndexName(_table.GetUnderlying(instrument));
        foreach (var (name, currency) in _currencyOfIndex)
        {
            if (indexName.SequenceEqual(name))
            {
                return _currencies[currency];
            }
        }

        Throw.InvariantBroken("an instrument is of an underlying that is not configured");
        return default;
    }

    public int OnTick(in Timestamp now)
    {
        if (_isWaitingForInstruments && _table.IsLoaded)
        {
            if (_restore is { IsDone: false })
            {
                _restore.Step(in now);
                return 1;
            }

            _isWaitingForInstruments = false;
            Enqueue(RequestKind.EnableCancelOnDisconnect);
            return 1;
        }

        if (now.MonotonicNanos >= _nextRoundNanos)
        {
            _nextRoundNanos = long.MaxValue;
            Enqueue(RequestKind.RecoverOpenOrders);
            return 1;
        }

        if (_core.State == SessionState.Ready && !_isReading && _instrumentCountAtMiss >= 0 && _table.InstrumentCount > _instrumentCountAtMiss)
        {
            _instrumentCountAtMiss = -1;
            TryReadTrades(in now);
            return 1;
        }

        if (_core.State == SessionState.Ready && now.MonotonicNanos >= _nextSweepNanos)
        {
            _nextSweepNanos = long.MaxValue;
            TryReadTrades(in now);
            return 1;
        }

        return 0;
    }

    /// <summary>Reads all trades and deliveries since the last complete reading, then positions; one that is under way ends with them too.</summary>
    [HotPath]
    public bool TryReadTrades(in Timestamp now)
    {
        if (!_isReading)
        {
            _missingAtReading = _table.Missing.SeenCount;
            _isReading = TryReadTrades(currency: 0, in now);
        }

        return _isReading;
    }

    /// <summary>Takes the reply to a step. Events have been published from it already where there are any.</summary>
    public void OnReply(in Request request, in Envelope reply, in DecodeContext context, in Timestamp now)
    {
        if (reply.Kind == MessageKind.ErrorReply && !IsTolerable(request.Kind))
        {
            OnNoAnswer(reply.ErrorCode, in now);
            return;
        }

        switch (request.Kind)
        {
            case RequestKind.EnableCancelOnDisconnect:
                // Whether it was allowed or not, what counts is what the venue says next: it may have been armed by hand.
                Enqueue(RequestKind.GetCancelOnDisconnect);
                break;
            case RequestKind.GetCancelOnDisconnect:
                OnCancelOnDisconnect(in reply, in now);
                break;
            case RequestKind.GetAccountSummary:
                OnSummary(in request, in reply, in context, in now);
                break;
            case RequestKind.SubscribePrivate:
                OnSubscribed(in reply, in now);
                break;
            case RequestKind.RecoverArchivedTrades or RequestKind.RecoverTrades:
                OnTrades(in request, in reply, in context, in now);
                break;
            case RequestKind.RecoverDeliveries:
                if (!_deliveries.OnReply(in request, in reply, context with { NotesMissing = false }, TradesSinceUtcNanos))
                {
                    EndReading(in now);
                }

                break;
            case RequestKind.GetProtectionStatus:
                if (reply.Kind == MessageKind.Reply)
                {
                    AccountDecoder.DecodeProtections(reply.Data, in context);
                }

                break;
            case RequestKind.RecoverOpenOrders:
                OnOpenOrders(in reply, in context, in now);
                break;
            case RequestKind.RecoverCancel:
                OnCancelled(in now);
                break;
            default:
                OnPositions(in reply, in context, in now);
                break;
        }
    }

    /// <summary>
    /// A step that fails ends the connection while recovering. Once Ready it was a check: it is made again soon, and what was known stands.
    /// </summary>
    public void OnNoAnswer(int cause, in Timestamp now)
    {
        _isReading = false;
        if (_core.State == SessionState.Ready)
        {
            _nextSweepNanos = now.MonotonicNanos + SweepRetryNanos;
        }
        else
        {
            _core.Drop(cause, in now);
        }
    }

    public int Write(in Request request, Span<byte> destination)
    {
        switch (request.Kind)
        {
            case RequestKind.EnableCancelOnDisconnect:
                return new RequestWriter(destination, request.Id, "private/enable_cancel_on_disconnect"u8)
                    .Text("scope"u8, "connection"u8)
                    .End();
            case RequestKind.GetCancelOnDisconnect:
                return new RequestWriter(destination, request.Id, "private/get_cancel_on_disconnect"u8)
                    .Text("scope"u8, "connection"u8)
                    .End();
            case RequestKind.GetAccountSummary:
                return OrderRequests.GetAccountSummary(destination, request.Id, _currencies[request.Argument]);
            case RequestKind.SubscribePrivate:
                return new RequestWriter(destination, request.Id, "private/subscribe"u8)
                    .BeginArray("channels"u8)
                    .Element(ChangesChannel)
                    .Element("user.portfolio.any"u8)
                    .Element("user.lock"u8)
                    .Element("user.mmp_trigger.any"u8)
                    .EndArray()
                    .End();
            case RequestKind.RecoverArchivedTrades or RequestKind.RecoverTrades:
                return WriteTrades(in request, destination);
            case RequestKind.RecoverDeliveries:
                return _deliveries.Write(in request, destination);
            case RequestKind.GetProtectionStatus:
                return new RequestWriter(destination, request.Id, "private/get_mmp_status"u8).End();
            case RequestKind.RecoverOpenOrders:
                return OrderRequests.GetOpenOrders(destination, request.Id);
            case RequestKind.RecoverCancel:
                return WriteCancel(in request, destination);
            default:
                return OrderRequests.GetPositions(destination, request.Id, "any"u8);
        }
    }

    private static ReadOnlySpan<byte> ChangesChannel => "user.changes.any.any.raw"u8;

    private static bool IsTolerable(RequestKind kind) =>
        kind is RequestKind.EnableCancelOnDisconnect or RequestKind.GetCancelOnDisconnect or RequestKind.RecoverCancel
            or RequestKind.RecoverDeliveries or RequestKind.GetProtectionStatus;

    private void Enqueue(RequestKind kind, int argument = 0) => _core.Requests.TryEnqueue(new Request { Kind = kind, Argument = argument });

    private void OnCancelOnDisconnect(in Envelope reply, in Timestamp now)
    {
        // Only an answer can say that it is not armed, or the key that it may not be asked for; a venue in maintenance says neither.
        if (reply.Kind == MessageKind.ErrorReply && reply.ErrorCode != VenueErrors.Forbidden)
        {
            _core.Drop(reply.ErrorCode, in now);
            return;
        }

        var isArmed = reply.Kind == MessageKind.Reply && AccountReplies.IsEnabled(reply.Data);
        if (!isArmed && _settings.RequireCancelOnDisconnect)
        {
            _core.Refuse((int)SessionCause.CancelOnDisconnectNotArmed, in now);
            return;
        }

        Enqueue(RequestKind.GetAccountSummary);
    }

    private void OnSummary(in Request request, in Envelope reply, in DecodeContext context, in Timestamp now)
    {
        if (AccountDecoder.DecodeSummary(reply.Data, in context, out var limits) == DecodeResult.Malformed)
        {
            _core.Drop((int)SessionCause.Unreadable, in now);
            return;
        }

        Limits = limits;
        _core.Requests.Pacer.Apply(in limits);
        SelfTradingMode = AccountReplies.ReadSelfTradingMode(reply.Data);
        if (SelfTradingMode != SelfTradingRejectMode.RejectTaker && _settings.RequireSelfTradeRejection)
        {
            _core.Refuse((int)SessionCause.SelfTradesNotRejected, in now);
            return;
        }

        if (request.Argument + 1 < _currencies.Length)
        {
            Enqueue(RequestKind.GetAccountSummary, request.Argument + 1);
        }
        else
        {
            Enqueue(RequestKind.SubscribePrivate);
        }
    }

    private void OnSubscribed(in Envelope reply, in Timestamp now)
    {
        if (!AccountReplies.Contains(reply.Data, ChangesChannel))
        {
            _core.Drop((int)SessionCause.EssentialChannelMissing, in now);
            return;
        }

        TryReadTrades(in now);
    }

    private void OnTrades(in Request request, in Envelope reply, in DecodeContext context, in Timestamp now)
    {
        var result = _results.DecodeTrades(reply.Data, in context, out var hasMore);
        if (result == DecodeResult.Malformed)
        {
            _core.Drop((int)SessionCause.Unreadable, in now);
            return;
        }

        NoteIfUnknown(result, in context);
        if (hasMore)
        {
            // The next page begins with the last trade of this one. A page that gets no further would be asked for for ever.
            var lastId = _replies.ReadLastTradeId(reply.Data);
            if (lastId.IsEmpty || lastId == request.Text)
            {
                _core.Drop((int)SessionCause.Unreadable, in now);
                return;
            }

            _core.Requests.TryEnqueue(request with { Text = lastId });
        }
        else if (request.Kind == RequestKind.RecoverArchivedTrades)
        {
            Enqueue(RequestKind.RecoverTrades, request.Argument);
        }
        else if (request.Argument + 1 < _currencies.Length)
        {
            TryReadTrades(request.Argument + 1, in now);
        }
        else
        {
            _readUtcNanos = request.Sent.UtcNanos + _core.Requests.ExchangeOffsetNanos(in request.Sent);
            if (!_deliveries.TryBegin(TradesSinceUtcNanos, _readUtcNanos))
            {
                EndReading(in now);
            }
        }
    }

    /// <summary>
    /// A stream that lives may still have left out a trade, so being heard proves nothing: only a complete reading does. One that had to leave
    /// something out is repeated from where it began, with the deliveries, once the instrument is known.
    /// </summary>
    private void EndReading(in Timestamp now)
    {
        _isReading = false;
        var isWhole = _table.Missing.SeenCount == _missingAtReading || ++_readingsWithMissing > RepeatedReadings;
        if (isWhole)
        {
            _tradesReadUtcNanos = _readUtcNanos;
            _readingsWithMissing = 0;
        }

        _nextSweepNanos = now.MonotonicNanos + _settings.TradeSweepNanos;
        _core.Claim(InputKind.TradesRead, in now).TradesRead.UpToUtcNanos = _tradesReadUtcNanos;
        _publisher.Publish();
        Enqueue(_core.State == SessionState.Ready ? RequestKind.RecoverPositions : RequestKind.RecoverOpenOrders);
    }

    private void OnOpenOrders(in Envelope reply, in DecodeContext context, in Timestamp now)
    {
        if (AccountDecoder.DecodeOrders(reply.Data, in context) == DecodeResult.Malformed)
        {
            _core.Drop((int)SessionCause.Unreadable, in now);
            return;
        }

        _replies.ReadOrders(reply.Data, _orders);
        foreach (var order in _orders)
        {
            _table.TryFind(order.InstrumentName.AsSpan(), out var instrument);
            if (order.Ref.HasValue
                && _core.Requests.TryEnqueue(new Request { Kind = RequestKind.RecoverCancel, Ref = order.Ref, Instrument = instrument }))
            {
                _unansweredCancels++;
            }
        }

        if (_unansweredCancels == 0)
        {
            Enqueue(RequestKind.RecoverPositions);
        }
        else if (++_cancelRounds > _settings.CancelRoundsMax)
        {
            _core.Drop((int)SessionCause.OrdersRemain, in now);
        }
    }

    /// <summary>
    /// A cancel that found nothing is as good as one that did, and one that failed is tried again: the open orders are read until none is
    /// ours.
    /// </summary>
    private void OnCancelled(in Timestamp now)
    {
        if (--_unansweredCancels == 0)
        {
            _nextRoundNanos = _cancelRounds == 1 ? now.MonotonicNanos : now.MonotonicNanos + RoundNanos;
        }
    }

    private void OnPositions(in Envelope reply, in DecodeContext context, in Timestamp now)
    {
        var result = _results.DecodePositions(reply.Data, context with { AnsweredUtcNanos = reply.UsOut * Nanos.PerMicro });
        if (result == DecodeResult.Malformed)
        {
            _core.Drop((int)SessionCause.Unreadable, in now);
            return;
        }

        NoteIfUnknown(result, in context);
        if (_core.State != SessionState.Ready)
        {
            // Whether protection struck while nobody listened; nothing waits for the answer, and an account without quotes gets none.
            Enqueue(RequestKind.GetProtectionStatus);
        }

        _core.SetState(SessionState.Ready, 0, in now);
        _table.Missing.IsNews = true;
    }

    private int WriteTrades(in Request request, Span<byte> destination) => OrderRequests.GetUserTradesByCurrency(
        destination,
        request.Id,
        _currencies[request.Argument],
        TradesSinceUtcNanos,
        in request.Text,
        _core.State == SessionState.Ready ? Math.Min(TradesPerPageWhenReady, _settings.TradesPerPage) : _settings.TradesPerPage,
        historical: request.Kind == RequestKind.RecoverArchivedTrades);

    private long TradesSinceUtcNanos
    {
        [HotPath]
        get => Math.Max(0, _tradesReadUtcNanos - _tradeOverlapNanos);
    }

    [HotPath]
    private bool TryReadTrades(int currency, in Timestamp now)
    {
        var venueUtcNanos = now.UtcNanos + _core.Requests.ExchangeOffsetNanos(in now);
        var isRecent = venueUtcNanos - TradesSinceUtcNanos <= RecentTradesNanos;
        return _core.Requests.TryEnqueue(new Request
        {
            Kind = isRecent ? RequestKind.RecoverTrades : RequestKind.RecoverArchivedTrades,
            Argument = currency,
        });
    }

    private int WriteCancel(in Request request, Span<byte> destination) => request.Instrument.HasValue
        ? OrderRequests.CancelByLabel(destination, request.Id, request.Ref, CurrencyOf(request.Instrument))
        : new RequestWriter(destination, request.Id, "private/cancel_by_label"u8).Label(request.Ref).End();
}
